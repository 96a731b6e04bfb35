// How the figures change with each parameter: a row of charts for each combination
// of the others.

const SWEEP_GROUP = "sweeps";

const SWEEP_CHARTS = METRICS.filter(({chart}) => chart);

const SWEEP_ORDER = ["window", "bytes", "threads", "reply_bytes", "client_think_us", "server_think_us"];

// Points that differ in `key` alone, each group in the order of its values.
function groupPoints(comparison, key) {
  const groups = new Map();
  for (const point of comparison.points) {
    const group = pointKey({...point, [key]: 0});
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group).push(point);
  }
  return [...groups.values()]
      .filter((points) => points.length > 1)
      .map((points) => [...points].sort((a, b) => a[key] - b[key]));
}

// One target's line: undefined when it has no figure at any of the points.
function sweepDataset(comparison, target, points, values, parameter, metric) {
  const found = points
      .map((point) => ({point, metric: metricOf(comparison.cell(target, point), metric)}))
      .filter((entry) => entry.metric);
  if (found.length === 0) return undefined;
  const color = seriesColor(target);
  return {
    label: target.name,
    data: found.map((entry) => ({
      x: sweptPosition(entry.point[parameter.key], values), y: entry.metric.value.median,
      metric: entry.metric, point: entry.point,
    })),
    intervals: found.map((entry) => entry.metric.value),
    borderColor: color, backgroundColor: color, borderWidth: 2, borderDash: seriesDash(target),
    pointStyle: seriesMarker(target), pointRadius: 4, pointHoverRadius: 6, tension: 0,
  };
}

function sweepTooltip(comparison, parameter, unit) {
  return {callbacks: {
    title: ([{raw}]) => parameter.text(raw.point[parameter.key]),
    label: ({dataset, raw}) => {
      const {value, ratio} = raw.metric;
      const lines = [`${dataset.label}: ${formatNumber(value.median)} ${unit} ${
        formatInterval(value, formatNumber)}`];
      if (ratio) lines.push(`${formatRatioWithInterval(ratio)} of ${comparison.baseline}`);
      return lines;
    },
  }};
}

function drawSweepChart(comparison, parameter, points, chart, parent) {
  const values = points.map((point) => point[parameter.key]);
  const datasets = comparison.targets
      .filter(({shown}) => shown)
      .map((target) => sweepDataset(comparison, target, points, values, parameter, chart.name))
      .filter(Boolean);
  if (datasets.length === 0) return;
  const all = datasets.flatMap(({intervals}) => intervals.flatMap(({low, high}) => [low, high]));
  drawChart(SWEEP_GROUP, parent, {
    title: chart.chart, height: 280,
    label: `Lines: ${chart.axis} by ${parameter.name} for ${
      datasets.map(({label}) => label).join(", ")}; the figures are in the table below`,
    config: {
      type: "line", data: {datasets},
      options: {
        scales: {x: sweptAxis(parameter, values), y: valueAxis(chart.axis, all, chart.unit.endsWith("/s") ? formatShort : formatPlain)},
        plugins: {legend: {display: false},
                  tooltip: sweepTooltip(comparison, parameter, chart.unit)},
      },
    },
  });
}

function drawSweep(comparison, parameter, parent) {
  const values = comparison.swept[parameter.key];
  const groups = values.length > 1 ? groupPoints(comparison, parameter.key) : [];
  if (groups.length === 0) return false;
  parent.append(element("h3", {}, `By ${parameter.name}`));
  for (const points of groups) {
    const row = element("div", {class: "charts four"});
    parent.append(element("h4", {}, formatPoint(points[0], comparison, parameter.key)), row);
    for (const chart of SWEEP_CHARTS) drawSweepChart(comparison, parameter, points, chart, row);
    if (!row.firstChild) {
      row.append(element("p", {class: "notice"}, "No target that is shown has figures here."));
    }
  }
  return true;
}

function drawSweeps(comparison) {
  forgetCharts(SWEEP_GROUP);
  const parent = byId("sweeps");
  parent.replaceChildren();
  const fixed = [];
  for (const key of SWEEP_ORDER) {
    const parameter = PARAMETERS.find((candidate) => candidate.key === key);
    if (!drawSweep(comparison, parameter, parent)) fixed.push(parameter);
  }
  const told = fixed.filter(({key}) => comparison.swept[key].length === 1).map(
      (parameter) => `${parameter.name} (${parameter.short(comparison.swept[parameter.key][0])})`);
  if (told.length > 0) {
    parent.append(element("p", {class: "muted"},
        `Not drawn, because only one value was measured: ${told.join(", ")}.`));
  }
  byId("sweep_legend").hidden = fixed.length === SWEEP_ORDER.length;
}
