// What the charts share: drawing and forgetting them, whiskers, axes.

const charts = {drawn: new Map()};

function forgetCharts(group) {
  for (const chart of charts.drawn.get(group) || []) chart.destroy();
  charts.drawn.set(group, []);
}

function countCharts() {
  return [...charts.drawn.values()].reduce((sum, list) => sum + list.length, 0);
}

// A figure with its heading and the canvas in it. `label` is what is read out in
// place of the drawing. `height` in pixels.
function drawChart(group, parent, {title, label, height, config}) {
  const canvas = element("canvas", {role: "img", "aria-label": label});
  const frame = element("div", {class: "frame"}, canvas);
  frame.style.height = `${height}px`;
  parent.append(element("figure", {}, element("figcaption", {}, title), frame));
  config.plugins = [whiskers, ...(config.plugins || [])];
  charts.drawn.get(group).push(new Chart(canvas, config));
}

// Draws each value's interval. A dataset has `intervals`, one {low, high} or
// undefined for each of its data.
const whiskers = {
  id: "whiskers",
  afterDatasetsDraw(chart) {
    const sideways = chart.options.indexAxis === "y";
    const scale = chart.scales[sideways ? "x" : "y"];
    const {ctx, chartArea} = chart;
    ctx.save();
    ctx.beginPath();
    ctx.rect(chartArea.left - 4, chartArea.top - 4, chartArea.width + 8, chartArea.height + 8);
    ctx.clip();
    chart.data.datasets.forEach((dataset, i) => {
      if (!dataset.intervals || !chart.isDatasetVisible(i)) return;
      chart.getDatasetMeta(i).data.forEach((drawn, at) => {
        const interval = dataset.intervals[at];
        if (!interval) return;
        const low = scale.getPixelForValue(interval.low);
        const high = scale.getPixelForValue(interval.high);
        const across = sideways ? drawn.y : drawn.x;
        ctx.setLineDash([]);
        // A rim of the page's colour, so that it is seen on a bar of its own.
        for (const [color, width] of [
          [dataset.whiskerColor && styleVariable("--page"), 4],
          [dataset.whiskerColor || dataset.borderColor, 1.5]]) {
          if (!color) continue;
          ctx.strokeStyle = color;
          ctx.lineWidth = width;
          strokeWhisker(ctx, sideways, across, low, high);
        }
      });
    });
    ctx.restore();
  },
};

function strokeWhisker(ctx, sideways, across, low, high) {
  const cap = 3;
  const line = (x0, y0, x1, y1) => {
    ctx.moveTo(sideways ? y0 : x0, sideways ? x0 : y0);
    ctx.lineTo(sideways ? y1 : x1, sideways ? x1 : y1);
  };
  ctx.beginPath();
  line(across, low, across, high);
  line(across - cap, low, across + cap, low);
  line(across - cap, high, across + cap, high);
  ctx.stroke();
}

function axisTitle(text) {
  return {display: true, text, color: styleVariable("--muted"), font: {size: 12}};
}

function grid() {
  return {color: styleVariable("--line"), drawBorder: false, tickLength: 4};
}

// An axis for a quantity: logarithmic when its values span more than a decade,
// else from 0.
function valueAxis(title, values, format = formatShort) {
  const positive = values.filter((value) => value > 0);
  const least = Math.min(...positive);
  const greatest = Math.max(...positive);
  const logarithmic = positive.length > 0 && greatest > 10 * least;
  const axis = {
    type: logarithmic ? "logarithmic" : "linear",
    title: axisTitle(logarithmic ? `${title}, log scale` : title),
    grid: grid(),
    ticks: {maxTicksLimit: 7, callback: format},
  };
  if (!logarithmic) return {...axis, beginAtZero: true, suggestedMax: greatest * 1.05};
  const few = greatest > 300 * least;
  return {
    ...axis, min: roundDown(least), max: roundUp(greatest),
    afterBuildTicks: (scale) => {
      const mantissas = few ? [1] : [1, 2, 5];
      scale.ticks = decades(scale.min, scale.max, mantissas).map((value) => ({value}));
    },
    ticks: {callback: format, autoSkip: true, autoSkipPadding: 10},
  };
}

const STEPS = [1, 2, 5, 10];

function roundDown(value) {
  const decade = 10 ** Math.floor(Math.log10(value));
  return Math.max(...STEPS.filter((step) => step * decade <= value * 1.0001)) * decade;
}

function roundUp(value) {
  const decade = 10 ** Math.floor(Math.log10(value));
  return Math.min(...STEPS.filter((step) => step * decade >= value * 0.9999)) * decade;
}

function decades(min, max, mantissas) {
  const values = [];
  for (let exponent = Math.floor(Math.log10(min)); 10 ** exponent <= max; ++exponent) {
    for (const mantissa of mantissas) {
      const value = mantissa * 10 ** exponent;
      if (value >= min * 0.999 && value <= max * 1.001) values.push(value);
    }
  }
  return values;
}

// Where a swept value stands on its axis: by its logarithm; 0 one doubling to the
// left of the least.
function sweptPosition(value, values) {
  if (value > 0) return Math.log2(value);
  return Math.log2(values.find((other) => other > 0)) - 1;
}

// An axis of a swept parameter with a tick at each value that was measured.
function sweptAxis(parameter, values) {
  const positions = values.map((value) => sweptPosition(value, values));
  const margin = (positions[positions.length - 1] - positions[0]) * 0.04;
  return {
    type: "linear", title: axisTitle(parameter.axis), grid: grid(),
    min: positions[0] - margin, max: positions[positions.length - 1] + margin,
    afterBuildTicks: (scale) => { scale.ticks = positions.map((value) => ({value})); },
    ticks: {
      autoSkip: true, maxRotation: 45,
      callback: (position) => parameter.short(values[positions.indexOf(position)]),
    },
  };
}

// A row of buttons that are also the charts' legend; choosing one hides the
// target or shows it again.
function drawLegend(id, comparison, redraw) {
  fill(id, comparison.targets.map((target) => {
    const button = element("button", {type: "button", "aria-pressed": String(target.shown)},
                           lineKey(target), target.name);
    button.addEventListener("click", () => {
      target.shown = !target.shown;
      button.setAttribute("aria-pressed", String(target.shown));
      redraw();
    });
    return button;
  }));
}
