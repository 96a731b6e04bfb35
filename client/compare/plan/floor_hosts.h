// Between which hosts the network floor is measured, and how long that takes.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_FLOOR_HOSTS_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_FLOOR_HOSTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/comparison.pb.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// A host whose network is to be probed.
struct FloorHost {
  std::string host;
  // Of a target there by which the network can be probed; empty: its server
  // must be asked.
  std::string address;
  // A Control service there, for the server's view; may be empty.
  std::string control;

  bool operator==(const FloorHost& other) const = default;
};

// Each host that a target's address names, once, in the order of the targets;
// none where `scenario`, which is complete, wants no floor. A unix socket has
// no network.
std::vector<FloorHost> FloorHosts(const v1::Scenario& scenario);

// Where `host` can be probed, by what its server says it listens on. The
// server's own words for the host may mean nothing here (0.0.0.0), so only the
// port is taken. FAILED_PRECONDITION says how to start it with such an address.
absl::StatusOr<std::string> FloorAddress(const std::string& host,
                                         const std::string& listen);

// The floor of the network to the target's server; null when there is none.
const v1::NetworkFloor* FloorFor(const v1::Comparison& comparison,
                                 const v1::Target& target);

// For how long each probe sends unmeasured messages first, in ns.
int64_t FloorWarmupNs(const v1::Scenario& scenario);

// About how long the probes of all hosts take, in ns.
int64_t FloorNs(const v1::Scenario& scenario);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_FLOOR_HOSTS_H_
