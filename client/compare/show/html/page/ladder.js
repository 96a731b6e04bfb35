// The ladder: each target's CPU per message as a step from the one before it.

// Each target with its CPU and what it adds to the last one that was measured.
function ladderSteps(comparison, point) {
  let before;
  return comparison.targets.map((target) => {
    const cell = comparison.cell(target, point);
    const metric = metricOf(cell, "cpu_us_per_message");
    const step = {target, cell, value: metric && metric.value, before};
    if (step.value) {
      if (before) {
        step.added = step.value.median - before.value.median;
        step.overlaps = step.value.low <= before.value.high && before.value.low <= step.value.high;
      }
      before = step;
    }
    return step;
  });
}

function percent(value, full) {
  return `${Math.max(0, Math.min(100, 100 * value / full)).toFixed(3)}%`;
}

// A bar from what the step before cost to what this one costs.
function ladderBar(step, full) {
  const from = step.before ? step.before.value.median : 0;
  const {median, low, high} = step.value;
  const place = (node, start, end) => {
    node.style.left = percent(Math.min(start, end), full);
    node.style.width = percent(Math.abs(end - start), full);
    return node;
  };
  const index = step.target.index % SERIES_COLORS.light.length;
  const saves = median < from;
  return element("div", {class: "bar", "aria-hidden": "true"},
      place(element("span", {class: "rest"}), 0, Math.min(from, median)),
      place(element("span", {class: `step series_${index}${saves ? " saves" : ""}`}), from, median),
      place(element("span", {class: "whisker"}), low, high));
}

function ladderAdded(step) {
  if (!step.value) return element("td", {class: "number"}, MISSING);
  if (step.added === undefined) return element("td", {class: "number muted"}, "start");
  const sign = step.added < 0 ? "−" : "+";
  return element("td", {class: "number"},
      element("span", {class: "figure"}, `${sign}${formatNumber(Math.abs(step.added))}`),
      step.overlaps ? element("span", {class: "interval"}, "intervals overlap") : undefined);
}

function ladderTotal(step) {
  if (!step.value) {
    const failed = step.cell && step.cell.runsFailed > 0;
    return element("td", {class: "number"},
        failed ? element("span", {class: "failed"}, "FAILED") : "not measured");
  }
  return element("td", {class: "number"},
      element("span", {class: "figure"}, formatNumber(step.value.median)),
      element("span", {class: "interval"}, formatInterval(step.value, formatNumber)));
}

function drawLadder(comparison, point) {
  const steps = ladderSteps(comparison, point);
  const measured = steps.filter(({value}) => value);
  if (measured.length === 0) {
    fill("ladder_body", element("p", {class: "notice"},
        "CPU per message is not known at this point: a server told nothing of its CPU time, or no run counts."));
    return;
  }
  const full = Math.max(...measured.map(({value}) => Math.max(value.high, value.median)));
  const rows = steps.map((step) => element("tr", {},
      element("th", {scope: "row"}, named(step.target,
          element("span", {class: "description"}, step.target.description || step.target.kind))),
      element("td", {class: "track"}, step.value ? ladderBar(step, full) : ""),
      ladderAdded(step), ladderTotal(step)));
  fill("ladder_body", element("table", {class: "ladder"},
      element("caption", {}, `At ${formatPoint(point, comparison)}`),
      element("thead", {}, element("tr", {},
          element("th", {scope: "col"}, "step"),
          element("th", {scope: "col", class: "track"},
              element("span", {class: "axis"}, "0"),
              element("span", {class: "axis"}, `${formatNumber(full)} µs`)),
          element("th", {scope: "col", class: "number"}, "added, µs"),
          element("th", {scope: "col", class: "number"}, "in all, µs"))),
      element("tbody", {}, rows)));
}
