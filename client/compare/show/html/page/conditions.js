// What was asked for, where it ran, and what to beware of.

const yes = (value) => (value ? "yes" : "");
const list = (values) => (values || []).join(", ");

const commandOf = (words, program) => (words || [program]).join(" ");

function drawTargets(comparison) {
  const firstRun = (target) => comparison.runs.find(
      (run) => run.target === target.name && run.conditions) || {conditions: {}};
  const columns = [
    ["target", (target) => named(
        target, target.name === comparison.baseline ? " (baseline)" : "")],
    ["what it adds", (target) => target.description],
    ["transport", (target) => target.transport],
    ["codec", (target) => target.codec],
    ["API", (target) => target.api],
    ["flush", (target) => target.flush],
    ["busy poll", (target) => yes(target.busy_poll)],
    ["verify", (target) => yes(target.verify)],
    ["gRPC arguments", (target) => list(target.grpc_args)],
    ["client program", (target) => (target.client_program ?
      commandOf(target.client_command, target.client_program) : "")],
    ["server program", (target) => commandOf(target.server_command, target.server_program)],
    ["server", (target) => target.address || firstRun(target).conditions.server],
    ["client CPUs", (target) => list(firstRun(target).conditions.cpus)],
    ["server CPUs", (target) => list((firstRun(target).serverConditions || {}).cpus)],
  ].map(([title, get]) => ({title, cells: comparison.targets.map((target) => get(target) || "")}))
      .filter(({cells}) => cells.some((cell) => cell !== ""));
  fill("targets_table", scrollable("Targets", element("table", {class: "plain"},
      element("thead", {}, element("tr", {},
          columns.map(({title}) => element("th", {scope: "col"}, title)))),
      element("tbody", {}, comparison.targets.map((target, i) => element("tr", {},
          columns.map(({cells}, column) => element(column === 0 ? "th" : "td",
              column === 0 ? {scope: "row"} : {}, cells[i]))))))));
}

function drawSettings(comparison) {
  const {scenario} = comparison;
  const values = ({key, short}) => comparison.swept[key].map(short).join(", ");
  const seconds = (comparison.finishedNs - comparison.startedNs) / 1e9;
  fill("settings", element("h3", {}, "Settings"), definitions([
    ...PARAMETERS
        .filter(({key, optional}) => !optional || comparison.swept[key].some((value) => value > 0))
        .map((parameter) => [parameter.name, values(parameter)]),
    ["each run measures", scenario.duration || (toNumber(scenario.ios) > 0 ?
      `${count(toNumber(scenario.ios), "message", "messages")} on each thread` : "")],
    ["warm-up", scenario.warmup],
    ["repeats", scenario.repeats ? `${scenario.repeats}` : ""],
    ["seed of the order", `${toNumber(scenario.seed)}`],
    ["client CPUs", scenario.client_cpus],
    ["server CPUs", scenario.server_cpus],
    ["server threads", scenario.server_threads ? `${scenario.server_threads}` : ""],
    ["stall timeout", scenario.stall_timeout],
    ["started", formatTime(comparison.startedNs)],
    ["finished", formatTime(comparison.finishedNs)],
    ["took", seconds > 0 ? formatDuration(seconds) : ""],
  ]));
}

function describeLibrary(library) {
  return `${library.name || ""} ${library.version || ""}${
    library.linkage ? ` ${library.linkage}` : ""}${
    library.checks_assertions ? " (checks its assertions)" : ""}`;
}

function describeHost(title, host) {
  return [element("h3", {}, title), definitions([
    ["host", host.hostname],
    ["CPU", host.cpu_model],
    ["CPUs online", host.cpus_online ? `${host.cpus_online}` : ""],
    ["may use CPUs", host.cpus_allowed],
    ["CPU quota", host.cgroup_cpu_quota ? `${host.cgroup_cpu_quota} CPUs' time` : ""],
    ["kernel", host.kernel],
    ["system", host.os],
    ["container", host.container],
    ["TCP congestion control", host.tcp_congestion_control],
    ["version", host.version],
    ["commit", host.commit],
    ["build", [host.build_type, host.compiler].filter(Boolean).join(", ")],
    ["allocator", host.allocator],
    ["libraries", (host.libraries || []).map(describeLibrary).join(", ")],
  ])];
}

// The different environments, each with the first run in which it was seen:
// usually one for each end.
function hostsOf(comparison, end) {
  return comparison.runs.map((run) => ({run, host: run[end]}))
      .filter(({host}) => Object.keys(host).length > 0);
}

function drawHosts(comparison) {
  const describe = (end, title) => {
    const hosts = hostsOf(comparison, end);
    if (hosts.length === 0) {
      return [element("h3", {}, title), element("p", {}, "Unknown: it told nothing of itself.")];
    }
    return hosts.flatMap(({run, host}, i) => describeHost(hosts.length === 1 ? title :
      `${title} (${i + 1} of ${hosts.length}, first seen with ${run.target}, repeat ${
        run.repeat + 1})`, host));
  };
  fill("hosts", ...describe("client", "Client"), ...describe("server", "Server"));
}

function drawReproduce(comparison) {
  const [client] = hostsOf(comparison, "client");
  const {version, commit} = client ? client.host : {};
  const made = [version && `version ${version}`, commit && `commit ${commit}`]
      .filter(Boolean).join(", ");
  fill("reproduce_version", made ? ` (this report: ${made})` : "");
  // Lists of numbers on one line. A line end never stands inside a JSON string.
  fill("scenario", JSON.stringify(comparison.scenario, null, 2).replace(
      /\[\n[^[\]{}]*\n *\]/g, (values) => values.replace(/\n */g, " ")));
}

// A warning behind the end that it speaks of.
function warningText({end, text = ""}) {
  const ends = {CLIENT: "client: ", SERVER: "server: ", BOTH: "client and server: "};
  return `${ends[end] || ""}${text}`;
}

// What a reader should know before trusting the figures.
function drawNotices(comparison) {
  const notices = [];
  const failed = comparison.runs.filter(({code}) => code !== "OK").length;
  if (comparison.status === "CANCELLED") {
    notices.push("The comparison was stopped before its end: some points have fewer repeats than asked for, or none.");
  }
  if (failed > 0) {
    notices.push(`${failed} of ${count(comparison.runs.length, "run", "runs")} FAILED and ${
      failed === 1 ? "is" : "are"} part of no figure.`);
  }
  for (const end of ["client", "server"]) {
    const hosts = hostsOf(comparison, end);
    if (hosts.length > 1) {
      notices.push(`The ${end}'s host or build was not the same in all runs (see Conditions and hosts).`);
    }
  }
  for (const floor of comparison.floors) {
    const why = whyNoFloor(floor);
    if (why) notices.push(`The network floor to ${floor.host} is missing or not whole: ${why}`);
  }
  notices.push(...comparison.warnings.map(warningText));
  if (notices.length === 0) return;
  fill("notices", element("div", {class: "notice", role: "note"},
      element("strong", {}, "Before you trust these figures"),
      element("ul", {}, notices.map((notice) => element("li", {}, notice)))));
}

const STATUS_WORDS = {
  OK: "every run counts", FAILED: "some runs failed", CANCELLED: "stopped before its end",
};

function drawFacts(comparison) {
  const runs = comparison.runs.length;
  fill("facts", [
    STATUS_WORDS[comparison.status] || comparison.status,
    count(comparison.targets.length, "target", "targets"),
    count(comparison.points.length, "point", "points"),
    count(runs, "run", "runs"),
    formatTime(comparison.startedNs),
    ((hostsOf(comparison, "client")[0] || {}).host || {}).cpu_model,
  ].filter(Boolean).join(" · "));
}
