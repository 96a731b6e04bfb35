// The answer in plain words.

function strong(text) {
  return element("strong", {}, text);
}

// "0.62× [0.60..0.64]" with the interval muted.
function ratioInWords(ratio) {
  return [strong(`${formatRatio(ratio.median)}×`), " ",
          element("span", {class: "interval"}, formatInterval(ratio, formatRatio))];
}

// What is said of one metric's ratio; undefined when there is none.
function clause(cell, metric, said) {
  const found = metricOf(cell, metric);
  if (!found || !found.ratio) return undefined;
  return [...said(found), found.same ? " (no difference seen)" : ""];
}

function answerSentence(comparison, target, point) {
  const baseline = strong(comparison.baseline);
  const where = `At ${formatPoint(point, comparison)}, `;
  const cell = comparison.cell(target, point);
  const clauses = [
    clause(cell, "messages_per_second", ({ratio}) =>
      ["carries ", ...ratioInWords(ratio), " the messages per second of ", baseline]),
    clause(cell, "cpu_us_per_message", ({ratio}) =>
      ["costs ", ...ratioInWords(ratio), " the CPU per message"]),
    clause(cell, "latency_p50_us", ({ratio}) =>
      ["has ", ...ratioInWords(ratio), " the median latency"]),
  ].filter(Boolean);
  if (clauses.length === 0) {
    return [where, strong(target.name), " could not be compared with ", baseline,
            ": there is no run of both that counts."];
  }
  const joined = clauses.flatMap((words, i) => {
    if (i === 0) return words;
    return [i === clauses.length - 1 ? " and " : ", ", ...words];
  });
  const kind = target.kind ? ` (${target.kind})` : "";
  return [where, strong(target.name), kind, " ", ...joined, "."];
}

// How far the ratios go over all points.
function answerRange(comparison, target) {
  const ratios = comparison.points
      .map((point) => metricOf(comparison.cell(target, point), "messages_per_second"))
      .filter((metric) => metric && metric.ratio)
      .map((metric) => metric.ratio.median);
  if (ratios.length < 2) return [];
  const range = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => `${formatRatio(ratio)}×`);
  return [`Over all ${ratios.length} points at which both were measured it carries between ${
      range[0]} and ${range[1]} the messages.`];
}

const GLANCE_METRICS = METRICS.filter(({glance}) => glance);

function glanceCell(cell, {name, more}) {
  const metric = metricOf(cell, name);
  if (!metric || !metric.ratio) return element("td", {class: "number muted"}, MISSING);
  const {kind, sign, words} = judge(metric, more);
  return element("td", {class: `number ${kind}`,
                        title: `${formatRatioWithInterval(metric.ratio)}: ${words}`},
                 `${sign} ${formatRatio(metric.ratio.median)}×`);
}

// Every target's ratios to the baseline at the point that the answer speaks of.
function showGlance(comparison, point) {
  const others = comparison.targets.filter(({name}) => name !== comparison.baseline);
  if (others.length < 2) return;
  const rows = others.map((target) => {
    const cell = comparison.cell(target, point);
    const head = element("th", {scope: "row"}, named(target));
    if (cell && cell.runsOk === 0) {
      return element("tr", {}, head, element("td", {colspan: GLANCE_METRICS.length, class: "failed"},
                                             "FAILED"));
    }
    return element("tr", {}, head, GLANCE_METRICS.map((metric) => glanceCell(cell, metric)));
  });
  const title = `Ratios to ${comparison.baseline} at ${formatPoint(point, comparison)}`;
  fill("glance", scrollable(title, element("table", {class: "glance"}, element("caption", {}, title),
      element("thead", {}, element("tr", {}, element("td", {}), GLANCE_METRICS.map(
          ({label}) => element("th", {scope: "col", class: "number"}, label)))),
      element("tbody", {}, rows))));
}

function showAnswer(comparison) {
  const target = mainTarget(comparison);
  const point = headlinePoint(comparison, target);
  if (!target || !point) {
    fill("answer", "Nothing was compared: there is no second target, or no run was made.");
    return;
  }
  fill("answer", answerSentence(comparison, target, point));
  fill("answer_range", answerRange(comparison, target));
  showGlance(comparison, point);
}
