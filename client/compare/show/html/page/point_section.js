// What is shown of one point: throughput, CPU by its parts, latency curves.

const POINT_GROUP = "point";

function horizontalBars(comparison, targets, options) {
  return {
    indexAxis: "y",
    scales: {
      x: {...options.x, position: "bottom"},
      y: {stacked: options.stacked, grid: {display: false, drawBorder: false},
          ticks: {color: styleVariable("--ink"), autoSkip: false,
                  callback: (index) => shorten(targets[index].name)}},
    },
    plugins: {legend: options.legend || {display: false}, tooltip: options.tooltip},
  };
}

function shorten(name) {
  return name.length > 22 ? `${name.slice(0, 21)}…` : name;
}

function barsHeight(targets, legend) {
  return 64 + 34 * targets.length + (legend ? 40 : 0);
}

function drawThroughputBars(comparison, point, parent) {
  const targets = comparison.targets.filter((target) => target.shown &&
      metricOf(comparison.cell(target, point), "messages_per_second"));
  if (targets.length === 0) return;
  const metrics = targets.map((t) => comparison.cell(t, point).metrics.messages_per_second);
  const config = {
    type: "bar",
    data: {
      labels: targets.map(({name}) => name),
      datasets: [{
        data: metrics.map(({value}) => value.median),
        intervals: metrics.map(({value}) => value),
        whiskerColor: styleVariable("--ink"),
        backgroundColor: targets.map((target) => seriesColor(target)),
        borderWidth: 0, barPercentage: 0.8, categoryPercentage: 0.9,
      }],
    },
    options: horizontalBars(comparison, targets, {
      x: {type: "linear", beginAtZero: true, title: axisTitle("messages per second"),
          suggestedMax: Math.max(...metrics.map(({value}) => value.high)),
          grid: grid(), ticks: {callback: formatShort, maxTicksLimit: 6}},
      tooltip: {callbacks: {label: ({dataIndex}) => {
        const {value, ratio} = metrics[dataIndex];
        return [`${formatNumber(value.median)} msg/s ${formatInterval(value, formatNumber)}`,
                ...(ratio ? [`${formatRatioWithInterval(ratio)} of ${comparison.baseline}`] : [])];
      }}},
    }),
  };
  drawChart(POINT_GROUP, parent, {
    title: "Throughput", height: barsHeight(targets, true), config,
    label: `Bars: messages per second. ${targets.map((target, i) =>
      `${target.name}: ${formatNumber(metrics[i].value.median)}`).join("; ")}`,
  });
}

function medianOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// Median of each part over the runs that count, in us; undefined when no run has
// it.
function cpuParts(comparison, target, point) {
  const good = comparison.runsOf(target, point).filter(({code}) => code === "OK");
  return CPU_PARTS.map(({field, scale}) => {
    const values = good.map(({summary}) => optionalNumber(summary[field]))
        .filter((value) => value !== undefined);
    return values.length > 0 ? medianOf(values) / scale : undefined;
  });
}

function drawCpuBars(comparison, point, parent) {
  const rows = comparison.targets
      .filter(({shown}) => shown)
      .map((target) => ({target, parts: cpuParts(comparison, target, point)}))
      .filter(({parts}) => parts.some((part) => part !== undefined));
  if (rows.length === 0) return;
  const targets = rows.map(({target}) => target);
  const config = {
    type: "bar",
    data: {
      labels: targets.map(({name}) => name),
      datasets: CPU_PARTS.map((part, i) => ({
        label: part.label, data: rows.map(({parts}) => parts[i] ?? null), stack: "cpu",
        backgroundColor: part[theme.name], borderColor: styleVariable("--page"),
        borderWidth: {right: 1}, barPercentage: 0.8, categoryPercentage: 0.9,
      })),
    },
    options: horizontalBars(comparison, targets, {
      stacked: true,
      x: {type: "linear", stacked: true, beginAtZero: true, grid: grid(),
          title: axisTitle("CPU per message (µs)"), ticks: {callback: formatShort, maxTicksLimit: 6}},
      legend: {display: true, position: "top", align: "start",
               labels: {boxWidth: 12, boxHeight: 12, padding: 12, color: styleVariable("--ink")}},
      tooltip: {callbacks: {label: ({dataset, raw}) => `${dataset.label}: ${formatNumber(raw)} µs`}},
    }),
  };
  drawChart(POINT_GROUP, parent, {
    title: "CPU per message, by end and kind", height: barsHeight(targets, true), config,
    label: `Stacked bars: CPU per message in microseconds. ${rows.map(({target, parts}) =>
      `${target.name}: ${CPU_PARTS.map(({label}, i) =>
        `${label} ${formatNumber(parts[i])}`).join(", ")}`).join("; ")}`,
  });
}

// 0 for none, 1 for 90 %, 2 for 99 %, 3 for 99.9 %, ...
function ninesOf(quantile) {
  return -Math.log10(1 - quantile);
}

const NINES = [[0.30103, "50"], [1, "90"], [2, "99"], [3, "99.9"], [4, "99.99"], [5, "99.999"]];

function drawLatencyCurves(comparison, point, parent) {
  const rows = comparison.targets
      .filter(({shown}) => shown)
      .map((target) => ({target, cell: comparison.cell(target, point)}))
      .filter(({cell}) => cell && cell.quantiles.length > 1);
  if (rows.length === 0) return;
  const latencies = rows.flatMap(({cell}) => cell.quantiles.map(({latencyUs}) => latencyUs));
  const config = {
    type: "line",
    data: {datasets: rows.map(({target, cell}) => ({
      label: target.name,
      data: cell.quantiles.map(({quantile, latencyUs}) => ({x: ninesOf(quantile), y: latencyUs})),
      borderColor: seriesColor(target), backgroundColor: seriesColor(target),
      borderDash: seriesDash(target), borderWidth: 2, pointRadius: 0, pointHitRadius: 8,
      tension: 0.15, cubicInterpolationMode: "monotone",
    }))},
    options: {
      scales: {
        x: {type: "linear", min: 0, max: 5, grid: grid(),
            title: axisTitle("share of messages answered within (%)"),
            afterBuildTicks: (scale) => { scale.ticks = NINES.map(([value]) => ({value})); },
            ticks: {autoSkip: true, maxRotation: 45,
                    callback: (value) => NINES.find(([nines]) => nines === value)[1]}},
        y: valueAxis("latency (µs)", latencies, formatPlain),
      },
      plugins: {legend: {display: false}, tooltip: {mode: "nearest", callbacks: {
        title: ([{parsed}]) => `${(100 * (1 - 10 ** -parsed.x)).toFixed(3)} % of messages`,
        label: ({dataset, parsed}) => `${dataset.label}: ${formatNumber(parsed.y)} µs`,
      }}},
    },
  };
  drawChart(POINT_GROUP, parent, {
    title: "Latency percentiles, to 99.999 %", height: 400, config,
    label: `Lines: latency in microseconds by share of messages, to 99.999 percent, for ${
      rows.map(({target}) => target.name).join(", ")}`,
  });
  parent.lastChild.classList.add("whole");
}

function drawPoint(comparison, point) {
  forgetCharts(POINT_GROUP);
  const parent = byId("point_charts");
  parent.replaceChildren();
  fill("point_label", `At ${formatPoint(point, comparison)}.`);
  drawThroughputBars(comparison, point, parent);
  drawCpuBars(comparison, point, parent);
  drawLatencyCurves(comparison, point, parent);
  if (!parent.firstChild) {
    parent.append(element("p", {class: "notice"}, "No target that is shown has figures at this point."));
  }
}
