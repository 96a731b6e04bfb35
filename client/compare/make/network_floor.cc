#include "client/compare/make/network_floor.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "client/compare/judge/floor_stream.h"
#include "client/compare/judge/link.h"
#include "client/compare/make/client_run.h"
#include "client/compare/plan/floor_hosts.h"
#include "client/compare/show/comparison_hosts.h"
#include "common/clock.h"
#include "common/transports.h"

namespace grpc_perf_msgr {
namespace {

constexpr uint64_t kRoundTripBytes = 64;
// A stream: 4 MiB in flight, enough for 10 Gbit/s over 3 ms, in pieces that
// pass even a slow link well within the stall timeout.
constexpr uint64_t kStreamBytes = uint64_t{64} << 10;
constexpr uint32_t kStreamWindow = 64;

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
    scenario_.set_warmup(
        absl::FormatDuration(absl::Nanoseconds(FloorWarmupNs(scenario))));
    target_.set_name("network floor");
    target_.set_transport(std::string(FloorTransport().word));
    target_.set_codec(AbslUnparseFlag(Codec::kBytes));
    target_.set_flush(AbslUnparseFlag(FlushPolicy::kDrain));
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
  const std::string control =
      TransportOf(target.transport()).serves_control ? "" : host_.control;
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
  if (!host_.address.empty()) return host_.address;
  if (host_.control.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("no target there has a ", FloorTransport().word,
                     ":// address or a control address to ask for one"));
  }
  v1::Scenario one = scenario_;
  one.clear_duration();
  one.set_ios(1);
  one.set_warmup("0");
  const TransportRow& transport = ControlTransport();
  v1::Target control = target_;
  control.set_transport(std::string(transport.word));
  control.set_codec(AbslUnparseFlag(transport.ways[0].codec));
  const absl::StatusOr<v1::Result> result =
      Run(one, control, host_.control, 1, 0, 0);
  if (!result.ok()) return result.status();
  if (!result->has_server()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the server at ", host_.control, " has no Control service"));
  }
  return FloorAddress(host_.host, result->server().conditions().listen());
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
