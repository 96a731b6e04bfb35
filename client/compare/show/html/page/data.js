// The comparison as the page uses it, from protobuf's JSON, which leaves out what
// is 0 or empty, writes 64-bit integers as strings and "NaN" for what is none.

// What is shown of runs and of cells, in this order; from the program's own table.
const METRICS = JSON.parse(byId("metrics").textContent);

// "p50, µs"; a unit that is all that is said stands alone.
function metricHead({label, unit}) {
  return label === unit || !unit ? label : `${label}, ${unit}`;
}

// For fields with presence: undefined when it is absent or no number.
function optionalNumber(value) {
  if (value === undefined || value === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

// For the others: 0 when it is absent, undefined when it is no number.
function toNumber(value) {
  return value === undefined ? 0 : optionalNumber(value);
}

function readEstimate(estimate) {
  if (!estimate) return undefined;
  const median = toNumber(estimate.median);
  if (median === undefined) return undefined;
  const low = toNumber(estimate.low);
  const high = toNumber(estimate.high);
  return {median, low: low ?? median, high: high ?? median};
}

function readPoint(point = {}) {
  return Object.fromEntries(PARAMETERS.map(({key}) => [key, toNumber(point[key]) ?? 0]));
}

function pointKey(point) {
  return PARAMETERS.map(({key}) => point[key]).join(" ");
}

function readCell(cell) {
  const metrics = {};
  for (const metric of cell.metrics || []) {
    const value = readEstimate(metric.value);
    if (!value) continue;
    metrics[metric.name] =
        {value, ratio: readEstimate(metric.ratio), same: Boolean(metric.no_difference_seen)};
  }
  const latencies = (cell.quantile_latency_us || []).map((value) => toNumber(value));
  return {
    target: cell.target || "",
    point: readPoint(cell.point),
    metrics,
    runsOk: toNumber(cell.runs_ok),
    runsFailed: toNumber(cell.runs_failed),
    verdict: cell.verdict || {},
    littlesLawViolations: toNumber(cell.littles_law_violations),
    failures: cell.failures || [],
    quantiles: (cell.quantiles || [])
        .map((quantile, i) => ({quantile: toNumber(quantile), latencyUs: latencies[i]}))
        .filter(({quantile, latencyUs}) => quantile < 1 && latencyUs > 0),
  };
}

function readRun(run) {
  const result = run.result || {};
  return {
    repeat: toNumber(run.repeat),
    target: run.target || "",
    point: readPoint(run.point),
    code: (result.status || {}).code || "",
    message: (result.status || {}).message || "",
    summary: result.summary || {},
    littlesLaw: optionalNumber(run.littles_law_ratio),
    conditions: result.conditions,
    client: result.client_environment || {},
    server: (result.server || {}).environment || {},
    network: result.network || {},
    serverConditions: (result.server || {}).conditions,
    throttled: [result.client_cpu, result.server_cpu].some(
        (cpu) => cpu && toNumber(cpu.cgroup_throttled_periods) > 0),
  };
}

// In the scenario's order, each with the facts that its transport comes to; targets
// that only cells name come last.
function readTargets(scenario, facts, cells) {
  const targets = (scenario.targets || []).map(
      (target, i) => ({...target, ...facts[i], name: target.name || ""}));
  for (const {target} of cells) {
    if (!targets.some(({name}) => name === target)) {
      targets.push({name: target, kind: "", description: ""});
    }
  }
  targets.forEach((target, index) => { target.index = index; target.shown = true; });
  return targets;
}

function comparePoints(one, other) {
  for (const {key} of PARAMETERS) {
    if (one[key] !== other[key]) return one[key] - other[key];
  }
  return 0;
}

function readComparison(text, facts) {
  const raw = JSON.parse(text);
  const scenario = raw.scenario || {};
  const cells = (raw.cells || []).map(readCell);
  const runs = (raw.runs || []).map(readRun);
  const targets = readTargets(scenario, JSON.parse(facts), cells);
  const points = [...new Map([...cells, ...runs].map(
      ({point}) => [pointKey(point), point])).values()].sort(comparePoints);
  const swept = Object.fromEntries(PARAMETERS.map(({key}) =>
    [key, [...new Set(points.map((point) => point[key]))].sort((a, b) => a - b)]));
  const byKey = new Map(cells.map((cell) => [`${pointKey(cell.point)} ${cell.target}`, cell]));
  return {
    scenario, targets, points, swept, cells, runs,
    name: scenario.name || "Messenger comparison",
    baseline: scenario.baseline || (targets[0] || {}).name,
    status: raw.status || "",
    startedNs: toNumber(raw.started_unix_ns),
    finishedNs: toNumber(raw.finished_unix_ns),
    warnings: raw.warnings || [],
    floors: raw.network_floors || [],
    cell: (target, point) => byKey.get(`${pointKey(point)} ${target.name}`),
    runsOf: (target, point) => runs.filter(
        (run) => run.target === target.name && pointKey(run.point) === pointKey(point)),
  };
}

// A cell's metric; undefined when there is no cell or it was not measured.
function metricOf(cell, name) {
  return cell ? cell.metrics[name] : undefined;
}

// What a ratio says, as a class and a sign; `more` is whether more is better.
function judge({ratio, same}, more) {
  if (same) return {kind: "same", sign: "=", words: "no difference seen"};
  return (ratio.median > 1) === Boolean(more) ?
    {kind: "better", sign: "▲", words: "better than the baseline"} :
    {kind: "worse", sign: "▼", words: "worse than the baseline"};
}

// Where targets are compared first: 1 thread, window 32, 4 KiB, nothing else, when it
// was measured; else the first point at which `target` has figures.
function headlinePoint(comparison, target) {
  const usual = {threads: 1, window: 32, bytes: 4096, reply_bytes: 0, client_think_us: 0,
                 server_think_us: 0};
  const measured = comparison.points.filter((point) =>
    target && metricOf(comparison.cell(target, point), "messages_per_second"));
  return measured.find((point) => pointKey(point) === pointKey(usual)) || measured[0] ||
      comparison.points[0];
}

// The target that the answer speaks of: a framework as it comes, else any
// framework, else the last one.
function mainTarget(comparison) {
  const others = comparison.targets.filter(({name}) => name !== comparison.baseline);
  return others.find(({plain}) => plain) || others.find(({framework}) => framework) ||
      others[others.length - 1];
}
