#include "client/compare/plan/floor_hosts.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/compare/plan/floor_length.h"
#include "common/clock.h"
#include "common/endpoint.h"
#include "common/transports.h"

namespace grpc_perf_msgr {
namespace {

constexpr int64_t kWarmupNs = 250 * kNanosPerMilli;
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

}  // namespace

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
    const TransportRow& transport = TransportOf(target.transport());
    if (host->address.empty() && transport.measures_floor) {
      host->address = target.address();
    }
    if (!host->control.empty()) continue;
    host->control =
        transport.serves_control ? target.address() : target.control();
  }
  return hosts;
}

absl::StatusOr<std::string> FloorAddress(const std::string& host,
                                         const std::string& listen) {
  for (const absl::string_view address : absl::StrSplit(listen, ',')) {
    const absl::StatusOr<Endpoint> endpoint = ParseEndpoint(address);
    // A newer server may listen in ways that this program does not know.
    if (!endpoint.ok() || !endpoint->transport().measures_floor ||
        endpoint->is_unix()) {
      continue;
    }
    Endpoint found = *endpoint;
    found.host = host;
    return found.ToString();
  }
  return absl::FailedPreconditionError(
      absl::StrCat("the server has no ", FloorTransport().word,
                   ":// address that could be probed: start it with LISTEN ",
                   listen, ",", FloorTransport().word, "://0.0.0.0:PORT"));
}

const v1::NetworkFloor* FloorFor(const v1::Comparison& comparison,
                                 const v1::Target& target) {
  const std::string host = HostOf(target);
  for (const v1::NetworkFloor& floor : comparison.network_floors()) {
    if (!host.empty() && floor.host() == host) return &floor;
  }
  return nullptr;
}

int64_t FloorWarmupNs(const v1::Scenario& scenario) {
  return std::min(kWarmupNs, FloorLengthNs(scenario));
}

int64_t FloorNs(const v1::Scenario& scenario) {
  const int64_t probe_ns = FloorLengthNs(scenario);
  return static_cast<int64_t>(FloorHosts(scenario).size()) * kProbes *
         (probe_ns + FloorWarmupNs(scenario) + kProbeOverheadNs);
}

}  // namespace grpc_perf_msgr
