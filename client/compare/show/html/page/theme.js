// Colours: Okabe and Ito's, which people who are colour-blind can tell apart. The
// first target is drawn in the colour of the text; yellow, sky blue and orange are
// deepened on white, where they would not be seen. Each target has a marker and a
// dash of its own, too.

const SERIES_COLORS = {
  light: ["#22272c", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#c98500", "#3d9fd6", "#a89b00"],
  dark: ["#e4e7ea", "#3b9ad9", "#ef7b2b", "#1fbf92", "#dd90bb", "#e69f00", "#8fcdf2", "#f0e442"],
};

// CPU: client in blues, server in oranges; user time strong, system time light.
const CPU_COLORS = {
  client: [{light: "#0072b2", dark: "#1f86c7"}, {light: "#7cc3ea", dark: "#8fcdf2"}],
  server: [{light: "#d55e00", dark: "#e0681a"}, {light: "#f0b84a", dark: "#f3c267"}],
};
const CPU_PARTS = ["client", "server"].flatMap((end) =>
  METRICS.filter((metric) => metric.bars && metric.end === end).map(
      (metric, i) => ({...metric, ...CPU_COLORS[end][i % CPU_COLORS[end].length]})));

const MARKERS = ["circle", "rect", "triangle", "rectRot", "rectRounded", "star", "crossRot", "cross"];
const DASHES = [[], [], [], [], [6, 3], [6, 3], [2, 3], [2, 3]];

const darkScreen = window.matchMedia("screen and (prefers-color-scheme: dark)");

// Paper is always light.
const theme = {
  printing: false,
  get name() { return darkScreen.matches && !this.printing ? "dark" : "light"; },
};

function styleVariable(name) {
  const light = {"--ink": "#22272c", "--muted": "#59636d", "--line": "#dfe3e8", "--page": "#ffffff"};
  if (theme.printing) return light[name];
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function seriesColor(target) {
  const colors = SERIES_COLORS[theme.name];
  return colors[target.index % colors.length];
}

function seriesMarker(target) {
  return MARKERS[target.index % MARKERS.length];
}

function seriesDash(target) {
  return DASHES[target.index % DASHES.length];
}

// The swatch of a target beside its name, in HTML. It follows the theme by itself.
function swatch(target) {
  const index = target.index % SERIES_COLORS.light.length;
  return element("span", {class: `swatch series_${index}`, "aria-hidden": "true"});
}

// Swatch and name, which stay together.
function named(target, ...more) {
  return element("span", {class: "named"}, swatch(target),
                 element("span", {}, target.name, ...more));
}

// The shapes of MARKERS on a field of 28 x 14.
const MARKER_PATHS = [
  "M18 7a4 4 0 1 1-8 0a4 4 0 1 1 8 0", "M10.5 3.5h7v7h-7z", "M14 3l4 7h-8z", "M14 2.5l4.5 4.5l-4.5 4.5l-4.5-4.5z",
  "M11.5 3.5h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1z",
  "M14 3v8M10 7h8M11 4l6 6M17 4l-6 6", "M11 4l6 6M17 4l-6 6", "M14 3v8M10 7h8",
];

// A target's line and marker as the charts draw them, for their legend.
function lineKey(target) {
  const make = (tag, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const index = target.index % SERIES_COLORS.light.length;
  const key = make("svg", {class: `key series_${index}`, viewBox: "0 0 28 14", "aria-hidden": "true"});
  key.append(
      make("path", {d: "M0 7h28", "stroke-width": 2, "stroke-dasharray": seriesDash(target).join(" ")}),
      make("path", {d: MARKER_PATHS[target.index % MARKERS.length], "stroke-width": 1.5}));
  return key;
}

function applyChartDefaults() {
  Chart.defaults.color = styleVariable("--muted");
  Chart.defaults.borderColor = styleVariable("--line");
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 12;
  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.devicePixelRatio = Math.max(2, window.devicePixelRatio || 1);
}
