#include "client/compare/make/network_floor.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "client/compare/judge/link.h"
#include "client/compare/judge/verdict.h"
#include "client/compare/make/client_run.h"
#include "client/compare/plan/floor_length.h"
#include "client/compare/show/comparison_hosts.h"
#include "common/clock.h"
#include "common/endpoint.h"

namespace grpc_perf_msgr {
namespace {

constexpr int64_t kWarmupNs = 250 * kNanosPerMilli;
constexpr uint64_t kRoundTripBytes = 64;
// A stream: 4 MiB in flight, enough for 10 Gbit/s over 3 ms, in pieces that
// pass even a slow link well within the stall timeout.
constexpr uint64_t kStreamBytes = uint64_t{64} << 10;
constexpr uint32_t kStreamWindow = 64;
// A stream that fills a link waits for it: so many round trips at least.
constexpr double kQueued = 2;
// A round trip and a stream each way.
constexpr int kProbes = 3;
// Starting and ending the client.
constexpr int64_t kProbeOverheadNs = 150 * kNanosPerMilli;

// The host of an address; empty for what has none or can't be read.
std::string HostOf(const std::string& address) {
  if (address.empty()) return "";
  const absl::StatusOr<Endpoint> endpoint = ParseEndpoint(address);
  return endpoint.ok() ? endpoint->host : "";
}

// A target of a transport that has its own kind of address is where its Control
// service is.
std::string HostOf(const v1::Target& target) {
  if (target.address().empty()) return "";
  std::string host = HostOf(target.address());
  return host.empty() ? HostOf(target.control()) : host;
}

v1::NetworkFloor* FindFloor(const std::string& host,
                            v1::Comparison& comparison) {
  for (v1::NetworkFloor& floor : *comparison.mutable_network_floors()) {
    if (floor.host() == host) return &floor;
  }
  return nullptr;
}

// Probes one host: short runs of the client.
class Prober {
 public:
  Prober(const std::string& client, const v1::Scenario& scenario,
         const FloorHost& host, const std::string& folder, Signals& signals)
      : client_(client),
        scenario_(scenario),
        host_(host),
        folder_(folder),
        signals_(signals) {
    scenario_.set_ios(0);
    scenario_.set_duration(scenario.network_floor());
    scenario_.set_warmup(absl::FormatDuration(
        absl::Nanoseconds(std::min(kWarmupNs, FloorLengthNs(scenario)))));
    target_.set_name("network floor");
    target_.set_transport("tcp");
    target_.set_codec("bytes");
    target_.set_flush("drain");
  }

  // Fills in all of `floor` but its host and status.
  absl::Status Probe(v1::NetworkFloor& floor);

 private:
  absl::StatusOr<std::string> FindAddress();
  absl::Status ProbeRoundTrip(v1::NetworkFloor& floor);
  absl::Status ProbeStreams(v1::NetworkFloor& floor);
  // The result of a run that succeeded, or why there is none.
  absl::StatusOr<v1::Result> Run(const v1::Scenario& scenario,
                                 const v1::Target& target,
                                 const std::string& address, uint32_t window,
                                 uint64_t bytes, uint64_t reply_bytes);

  const std::string client_;
  v1::Scenario scenario_;
  v1::Target target_;
  const FloorHost host_;
  const std::string folder_;
  Signals& signals_;
  uint64_t stream_bytes_ = kStreamBytes;
};

absl::StatusOr<v1::Result> Prober::Run(const v1::Scenario& scenario,
                                       const v1::Target& target,
                                       const std::string& address,
                                       uint32_t window, uint64_t bytes,
                                       uint64_t reply_bytes) {
  v1::Point point;
  point.set_threads(1);
  point.set_window(window);
  point.set_bytes(bytes);
  point.set_reply_bytes(static_cast<uint32_t>(reply_bytes));
  const std::string control = target.transport() == "grpc" ? "" : host_.control;
  absl::StatusOr<v1::Result> result = RunClient(
      client_, scenario, target, point, {address, control}, folder_, signals_);
  if (!result.ok()) return result;
  if (result->status().code() == "OK") return result;
  return absl::UnavailableError(absl::StrCat("the probe of ", address, ": ",
                                             result->status().code(), ": ",
                                             result->status().message()));
}

// Asks the server with a run of one message, which tells of its listeners.
absl::StatusOr<std::string> Prober::FindAddress() {
  if (!host_.tcp.empty()) return host_.tcp;
  if (host_.control.empty()) {
    return absl::FailedPreconditionError(
        "no target there has a tcp:// address or a control address whose "
        "server could be asked for one");
  }
  v1::Scenario one = scenario_;
  one.clear_duration();
  one.set_ios(1);
  one.set_warmup("0");
  v1::Target grpc;
  grpc.set_name(target_.name());
  grpc.set_transport("grpc");
  grpc.set_codec("protobuf");
  grpc.set_flush("drain");
  const absl::StatusOr<v1::Result> result =
      Run(one, grpc, host_.control, 1, 0, 0);
  if (!result.ok()) return result.status();
  if (!result->has_server()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the server at ", host_.control, " has no Control service"));
  }
  return TcpAddress(host_.host, result->server().conditions().listen());
}

absl::Status Prober::ProbeRoundTrip(v1::NetworkFloor& floor) {
  const absl::StatusOr<v1::Result> result = Run(
      scenario_, target_, floor.address(), 1, kRoundTripBytes, kRoundTripBytes);
  if (!result.ok()) return result.status();
  *floor.mutable_network() = result->network();
  const v1::ServerConditions& server = result->server().conditions();
  if (server.think_ns() > 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the server thinks ", server.think_ns() / kNanosPerMicro,
        " us on each message, which the probe would take for the network"));
  }
  if (server.max_message_bytes() > 0) {
    stream_bytes_ = std::min(kStreamBytes, server.max_message_bytes());
  }
  const v1::Summary& summary = result->summary();
  floor.set_round_trip_p50_ns(static_cast<int64_t>(summary.latency_p50_ns()));
  floor.set_round_trip_p99_ns(static_cast<int64_t>(summary.latency_p99_ns()));
  floor.set_round_trips(result->counts().answered());
  return absl::OkStatus();
}

absl::Status Prober::ProbeStreams(v1::NetworkFloor& floor) {
  for (const bool up : {true, false}) {
    const absl::StatusOr<v1::Result> result =
        Run(scenario_, target_, floor.address(), kStreamWindow,
            up ? stream_bytes_ : 0, up ? 0 : stream_bytes_);
    if (!result.ok()) return result.status();
    const v1::Summary& summary = result->summary();
    v1::FloorStream& stream =
        up ? *floor.mutable_to_server() : *floor.mutable_to_client();
    stream.set_bytes_per_second(SteadyBytesPerSecond(
        *result, up ? summary.sent_bytes_per_second()
                    : summary.received_bytes_per_second()));
    *stream.mutable_verdict() = JudgeFloorStream(*result, floor);
  }
  return absl::OkStatus();
}

absl::Status Prober::Probe(v1::NetworkFloor& floor) {
  const absl::StatusOr<std::string> address = FindAddress();
  if (!address.ok()) return address.status();
  floor.set_address(*address);
  const absl::Status status = ProbeRoundTrip(floor);
  return status.ok() ? ProbeStreams(floor) : status;
}

}  // namespace

v1::Verdict JudgeFloorStream(const v1::Result& result,
                             const v1::NetworkFloor& floor) {
  v1::Verdict verdict = JudgeRun(result);
  const double waits = floor.round_trip_p50_ns() > 0
                           ? result.summary().latency_mean_ns() /
                                 static_cast<double>(floor.round_trip_p50_ns())
                           : 0;
  if (verdict.limit() != v1::Verdict::WINDOW || waits < kQueued) return verdict;
  verdict.set_limit(v1::Verdict::LINK);
  verdict.set_reason(absl::StrFormat(
      "neither end was busy, and messages queued for %.0f round trips", waits));
  return verdict;
}

std::vector<FloorHost> FloorHosts(const v1::Scenario& scenario) {
  std::vector<FloorHost> hosts;
  if (FloorLengthNs(scenario) == 0) return hosts;
  for (const v1::Target& target : scenario.targets()) {
    const std::string name = HostOf(target);
    if (name.empty()) continue;
    auto host = std::find_if(
        hosts.begin(), hosts.end(),
        [&](const FloorHost& known) { return known.host == name; });
    if (host == hosts.end()) host = hosts.insert(hosts.end(), {name, "", ""});
    if (host->tcp.empty() && target.transport() == "tcp") {
      host->tcp = target.address();
    }
    if (!host->control.empty()) continue;
    host->control =
        target.transport() == "grpc" ? target.address() : target.control();
  }
  return hosts;
}

absl::StatusOr<std::string> TcpAddress(const std::string& host,
                                       const std::string& listen) {
  for (const absl::string_view address : absl::StrSplit(listen, ',')) {
    const absl::StatusOr<Endpoint> endpoint = ParseEndpoint(address);
    // A newer server may listen in ways that this program does not know.
    if (!endpoint.ok() || endpoint->scheme != "tcp" || endpoint->is_unix()) {
      continue;
    }
    Endpoint found = *endpoint;
    found.host = host;
    return found.ToString();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "the server has no tcp:// address that could be probed: start it with "
      "LISTEN ",
      listen, ",tcp://0.0.0.0:PORT"));
}

const v1::NetworkFloor* FloorFor(const v1::Comparison& comparison,
                                 const v1::Target& target) {
  const std::string host = HostOf(target);
  for (const v1::NetworkFloor& floor : comparison.network_floors()) {
    if (!host.empty() && floor.host() == host) return &floor;
  }
  return nullptr;
}

int64_t FloorNs(const v1::Scenario& scenario) {
  const int64_t probe_ns = FloorLengthNs(scenario);
  return static_cast<int64_t>(FloorHosts(scenario).size()) * kProbes *
         (probe_ns + std::min(probe_ns, kWarmupNs) + kProbeOverheadNs);
}

absl::Status ProbeNetworks(const std::string& client, const std::string& folder,
                           Signals& signals, CompareProgress& progress,
                           v1::Comparison& comparison) {
  for (const FloorHost& host : FloorHosts(comparison.scenario())) {
    v1::NetworkFloor* floor = FindFloor(host.host, comparison);
    if (floor != nullptr && floor->status().code() == "OK") continue;
    progress.BeginFloor(host.host);
    v1::NetworkFloor made;
    made.set_host(host.host);
    const absl::Status status =
        Prober(client, comparison.scenario(), host, folder, signals)
            .Probe(made);
    if (signals.end_wanted()) {
      return absl::CancelledError("stopped by the user");
    }
    made.mutable_status()->set_code(absl::StatusCodeToString(status.code()));
    made.mutable_status()->set_message(std::string(status.message()));
    progress.EndFloor(FormatFloor(made));
    if (floor == nullptr) floor = comparison.add_network_floors();
    *floor = std::move(made);
  }
  return absl::OkStatus();
}

}  // namespace grpc_perf_msgr
