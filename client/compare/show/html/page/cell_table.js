// Every figure, and what makes some of them doubtful.

const TABLE_METRICS = METRICS.filter(({compared}) => compared);

const LIMITS = {
  CLIENT_THREAD: "client thread", SERVER_THREAD: "server thread", CPU_QUOTA: "CPU quota",
  WINDOW: "window", THINK_TIME: "think time", LINK: "link",
};

// The ratio with a sign for what it means; `more` is whether more is better.
function ratioLine(metric, more) {
  if (!metric.ratio) return undefined;
  const {kind, sign, words} = judge(metric, more);
  return element("span", {class: `ratio ${kind}`, title: words},
                 `${sign} ${formatRatioWithInterval(metric.ratio)}`,
                 metric.same ? element("span", {class: "said"}, words) : undefined);
}

// What stands in for a median latency that was not measured.
function derivedLatency(cell, name) {
  const mean = name === "latency_p50_us" && metricOf(cell, "latency_mean_derived_us");
  if (!mean) return undefined;
  return element("span", {class: "interval"},
      `mean ${formatNumber(mean.value.median)}, derived by Little's law`);
}

function metricCell(cell, {name, more}) {
  const metric = metricOf(cell, name);
  if (!metric) return element("td", {class: "number muted"}, MISSING, derivedLatency(cell, name));
  return element("td", {class: "number"},
      element("span", {class: "figure"}, formatNumber(metric.value.median)),
      element("span", {class: "interval"}, formatInterval(metric.value, formatNumber)),
      ratioLine(metric, more));
}

function notesCell(cell) {
  const notes = [];
  const limit = LIMITS[cell.verdict.limit];
  if (limit || cell.verdict.reason) {
    notes.push(element("span", {class: "note"}, limit ? strong(limit) : "",
        cell.verdict.reason ? `${limit ? ": " : ""}${cell.verdict.reason}` : ""));
  }
  if (cell.littlesLawViolations > 0) {
    notes.push(element("span", {class: "note flag"},
        `⚑ Little's law is off by more than 5 % in ${
          count(cell.littlesLawViolations, "run", "runs")}`));
  }
  if (cell.runsFailed > 0 && cell.runsOk > 0) {
    notes.push(element("span", {class: "note failed"},
        `${cell.runsFailed} of ${cell.runsFailed + cell.runsOk} runs FAILED: ${
          cell.failures.join("; ")}`));
  }
  return element("td", {class: "notes"}, notes);
}

function targetRow(comparison, target, point) {
  const cell = comparison.cell(target, point);
  const isBaseline = target.name === comparison.baseline;
  const head = element("th", {scope: "row"}, named(target,
      isBaseline ? element("span", {class: "description"}, "baseline") : ""));
  if (!cell) {
    return element("tr", {}, head, element("td", {colspan: TABLE_METRICS.length + 2, class: "muted"},
                                           "not measured"));
  }
  if (cell.runsOk === 0) {
    return element("tr", {}, head,
        element("td", {colspan: TABLE_METRICS.length + 2},
            element("span", {class: "failed"}, "FAILED"), " ",
            cell.failures.join("; ") || "no run counts"));
  }
  return element("tr", {}, head, TABLE_METRICS.map((metric) => metricCell(cell, metric)),
      element("td", {class: "number"}, `${cell.runsOk}`), notesCell(cell));
}

function drawTable(comparison) {
  const columns = ["target", ...TABLE_METRICS.map(metricHead), "runs", "limited by, and notes"];
  const bodies = comparison.points.map((point) => element("tbody", {},
      element("tr", {class: "point"}, element("th", {colspan: columns.length, scope: "rowgroup"},
          element("span", {class: "stay"}, formatPoint(point, comparison)))),
      comparison.targets.map((target) => targetRow(comparison, target, point))));
  const head = columns.map((title, i) => element("th", {
    scope: "col", class: i > 0 && i < columns.length - 1 ? "number" : undefined,
  }, title));
  fill("cell_table", scrollable("All figures",
      element("table", {class: "cells"}, element("thead", {}, element("tr", {}, head)), bodies)));
}

function listOrNone(title, items, none) {
  return [element("h3", {}, title), items.length === 0 ? element("p", {}, none) :
      element("ul", {}, items.map((item) => element("li", {}, item)))];
}

// Runs that failed and runs whose window was not full, each with its figures.
function drawChecks(comparison) {
  const place = (run) => `${run.target}, ${formatPoint(run.point, comparison)}, repeat ${run.repeat + 1}`;
  const failed = comparison.runs.filter(({code}) => code !== "OK").map(
      (run) => [element("span", {class: "failed"}, run.code || "FAILED"), ` ${place(run)}: ${
        run.message || "no reason was given"}`]);
  const off = comparison.runs
      .filter(({code, littlesLaw}) => code === "OK" && Math.abs(littlesLaw - 1) > 0.05)
      .map((run) => `${place(run)}: throughput × mean latency is ${
        run.littlesLaw.toFixed(2)} of the window`);
  const checked = comparison.runs.some(({littlesLaw}) => littlesLaw !== undefined);
  const throttled = comparison.runs.filter((run) => run.throttled).map(place);
  fill("checks",
      ...listOrNone("Runs that failed", failed, "None."),
      ...listOrNone("Little's law", off, checked ?
        "In every run that it was checked for, throughput × mean latency is the window, to 5 %." :
        "No run could be checked."),
      ...(throttled.length > 0 ? listOrNone("Runs throttled by their cgroup", throttled, "") : []));
}
