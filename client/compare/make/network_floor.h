// The network floor: what bare TCP does between this host and a server's.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_NETWORK_FLOOR_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_NETWORK_FLOOR_H_

#include <string>

#include "absl/status/status.h"
#include "client/compare/make/signals.h"
#include "client/compare/show/progress.h"
#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

// Probes the hosts that `comparison` has no good floor of yet, pinned as its
// runs are, with `client`, the client's path; `folder` is for its records. A
// probe that fails leaves a floor that says why. The only error is CANCELLED:
// the user wants to end.
absl::Status ProbeNetworks(const std::string& client, const std::string& folder,
                           Signals& signals, CompareProgress& progress,
                           v1::Comparison& comparison);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_NETWORK_FLOOR_H_
