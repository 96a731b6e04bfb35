// What lay between the hosts, and what bare TCP does there.

const NETWORK_KINDS = {
  nic: "network card", bridge: "bridge", virtual: "virtual interface",
  veth: "veth: a network of its own, as containers have, not its host's",
};

// "eth0 10.0.0.1, network card (ixgbe), MTU 9000, link 10,000 Mbit/s"
function describeEnd(end) {
  if (!end) return "unknown: it did not tell";
  const speed = toNumber(end.link_speed_mbit);
  const kind = NETWORK_KINDS[end.kind] || end.kind;
  const driver = end.driver && end.driver !== end.kind ? ` (${end.driver})` : "";
  return [
    [end.interface || "unknown interface", end.address].filter(Boolean).join(" "),
    kind && `${kind}${driver}`,
    end.mtu ? `MTU ${end.mtu}` : "",
    end.path_mtu && end.path_mtu !== end.mtu ? `path MTU ${end.path_mtu}` : "",
    speed > 0 ? `link ${formatPlain(speed)} Mbit/s` : end.kind === "nic" ? "link speed unknown" : "",
  ].filter(Boolean).join(", ");
}

function describeNetwork(network) {
  const client = network.client || {};
  if (client.kind === "unix") return [["between the ends", "a unix socket"]];
  if (client.kind === "loopback") {
    return [["between the ends", `loopback (${client.interface}), MTU ${client.mtu}`]];
  }
  return [["client's end", describeEnd(network.client)],
          ["server's end", describeEnd(network.server)]];
}

// A stream that something else limited says little of the network.
function describeStream(stream) {
  if (!stream) return "";
  const limit = (stream.verdict || {}).limit || "UNKNOWN";
  const megabytes = `${formatNumber(toNumber(stream.bytes_per_second) / 1e6)} MB/s`;
  return limit === "LINK" ? megabytes :
    `${megabytes}, limited not by the network but by: ${LIMITS[limit] || "unknown"}`;
}

function describeFloor(floor) {
  const us = (ns) => (ns === undefined ? "" : `${formatNumber(Number(ns) / 1e3)} µs`);
  return [
    ["probed", floor.address],
    ["round trip, p50", us(floor.round_trip_p50_ns)],
    ["round trip, p99", us(floor.round_trip_p99_ns)],
    ["a stream to the server", describeStream(floor.to_server)],
    ["a stream to the client", describeStream(floor.to_client)],
    ["missing", whyNoFloor(floor)],
  ];
}

// "" for a floor that is whole.
function whyNoFloor(floor) {
  const {code, message} = floor.status || {};
  return code === "OK" ? "" : message || code || "unknown";
}

function drawNetwork(comparison) {
  const networks = hostsOf(comparison, "network");
  const parts = networks.flatMap(({run, host}) => [
    element("h3", {}, networks.length === 1 ? "Network" :
      `Network of ${run.target}, repeat ${run.repeat + 1}`),
    definitions(describeNetwork(host))]);
  for (const floor of comparison.floors) {
    parts.push(element("h3", {}, `Network floor to ${floor.host || ""}: bare TCP`),
               definitions(describeFloor(floor)));
  }
  fill("network", ...parts);
}
