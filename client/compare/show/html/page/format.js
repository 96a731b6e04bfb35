// Numbers and points as text.

const MISSING = "–";

// Three digits that count, thousands set apart: 243,118; 12.3; 0.0456.
function formatNumber(value) {
  if (!Number.isFinite(value)) return MISSING;
  const size = Math.abs(Number(value.toPrecision(3)));
  if (size >= 100) return Math.round(value).toLocaleString("en-US");
  if (size === 0) return "0";
  const decimals = Math.min(6, 2 - Math.floor(Math.log10(size)));
  return value.toFixed(Math.max(0, decimals));
}

// For axes: 200 k, 1.5 M.
function formatShort(value) {
  const units = [[1e9, " G"], [1e6, " M"], [1e3, " k"]];
  for (const [unit, name] of units) {
    if (Math.abs(value) >= unit) return `${Number((value / unit).toPrecision(3))}${name}`;
  }
  return `${Number(value.toPrecision(3))}`;
}

// For axes in units that nobody shortens: 20,000.
function formatPlain(value) {
  return Number(value.toPrecision(6)).toLocaleString("en-US");
}

function formatRatio(value) {
  if (!Number.isFinite(value)) return MISSING;
  return value >= 10 ? value.toFixed(1) : value.toFixed(value < 0.1 ? 3 : 2);
}

// "[0.60..0.64]"
function formatInterval(estimate, format) {
  return `[${format(estimate.low)}..${format(estimate.high)}]`;
}

function formatRatioWithInterval(ratio) {
  return `${formatRatio(ratio.median)}× ${formatInterval(ratio, formatRatio)}`;
}

function formatBytes(bytes) {
  const units = [[2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"]];
  for (const [unit, name] of units) {
    if (bytes >= unit && bytes % (unit / 4) === 0) return `${bytes / unit} ${name}`;
  }
  return `${bytes.toLocaleString("en-US")} B`;
}

function count(number, singular, plural) {
  return `${number.toLocaleString("en-US")} ${number === 1 ? singular : plural}`;
}

// What a point is made of. `short` stands on axes; `text` in headings.
const PARAMETERS = [
  {key: "threads", name: "client threads", axis: "client threads",
   short: (value) => `${value}`, text: (value) => count(value, "thread", "threads")},
  {key: "window", name: "window", axis: "window (messages in flight on each thread)",
   short: (value) => `${value}`, text: (value) => `window ${value}`},
  {key: "bytes", name: "message size", axis: "payload of a message",
   short: formatBytes, text: formatBytes},
  {key: "reply_bytes", name: "reply size", axis: "payload of a reply", optional: true,
   short: formatBytes, text: (value) => `replies of ${formatBytes(value)}`},
  {key: "client_think_us", name: "client think time", axis: "client think time (µs)",
   optional: true, short: (value) => `${value}`,
   text: (value) => `client thinks ${value} µs`},
  {key: "server_think_us", name: "server think time", axis: "server think time (µs)",
   optional: true, short: (value) => `${value}`,
   text: (value) => `server thinks ${value} µs`},
];

// "1 thread × window 32 × 4 KiB", without the parameter `except` and without
// replies and think times that are 0 at every point.
function formatPoint(point, comparison, except) {
  return PARAMETERS
      .filter(({key}) => key !== except)
      .filter(({key, optional}) => !optional || comparison.swept[key].some((value) => value > 0))
      .map(({key, text}) => text(point[key]))
      .join(" × ");
}

// UTC, to the minute.
function formatTime(unixNs) {
  if (!(unixNs > 0)) return "";
  return `${new Date(unixNs / 1e6).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function formatDuration(seconds) {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
