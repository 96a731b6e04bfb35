// The network floor: what bare TCP does between this host and a server's.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_NETWORK_FLOOR_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_NETWORK_FLOOR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/compare/make/signals.h"
#include "client/compare/show/progress.h"
#include "proto/comparison.pb.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// A host whose network is to be probed.
struct FloorHost {
  std::string host;
  // The tcp:// address of a target there; empty: its server must be asked.
  std::string tcp;
  // A Control service there, for the server's view; may be empty.
  std::string control;

  bool operator==(const FloorHost& other) const = default;
};

// Each host that a target's address names, once, in the order of the targets;
// none where `scenario`, which is complete, wants no floor. A unix socket has
// no network.
std::vector<FloorHost> FloorHosts(const v1::Scenario& scenario);

// Where `host` answers on tcp://, by what its server says it listens on. The
// server's own words for the host may mean nothing here (0.0.0.0), so only the
// port is taken. FAILED_PRECONDITION says how to start it with such an address.
absl::StatusOr<std::string> TcpAddress(const std::string& host,
                                       const std::string& listen);

// What limited a stream of the probe: as JudgeRun, but LINK where neither end
// was busy and messages took more than twice the round trip that is in `floor`:
// they queued. Where they did not, more in flight would have carried more.
v1::Verdict JudgeFloorStream(const v1::Result& result,
                             const v1::NetworkFloor& floor);

// The floor of the network to the target's server; null when there is none.
const v1::NetworkFloor* FloorFor(const v1::Comparison& comparison,
                                 const v1::Target& target);

// About how long the probes of all hosts take, in ns.
int64_t FloorNs(const v1::Scenario& scenario);

// Probes the hosts that `comparison` has no good floor of yet, pinned as its
// runs are, with `client`, the client's path; `folder` is for its records. A
// probe that fails leaves a floor that says why. The only error is CANCELLED:
// the user wants to end.
absl::Status ProbeNetworks(const std::string& client, const std::string& folder,
                           Signals& signals, CompareProgress& progress,
                           v1::Comparison& comparison);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_NETWORK_FLOOR_H_
