// Whether two comparisons were made alike.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_CONDITIONS_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_CONDITIONS_H_

#include "absl/status/status.h"
#include "proto/comparison.pb.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// FailedPrecondition names each field in which two completed scenarios differ,
// with both values.
absl::Status CheckSameScenario(const v1::Scenario& old_one,
                               const v1::Scenario& new_one);

// Whether the figures of two comparisons may be held against each other.
// FailedPrecondition names all that differ:
// - either was not finished;
// - the scenarios, but for what does not change what is measured: names, seed,
//   repeats, descriptions, the network floor's length, and where servers were;
// - for each target, the hosts and builds of client and server: CPU, CPUs
//   allowed, quota, kernel, congestion control, build type, compiler, allocator
//   and libraries (not host name, distribution, version and commit: those are
//   what is compared), and what the server was told to do;
// - for each target, the network, where both know it: kind, driver, MTU and
//   speed at each end.
absl::Status CheckAlike(const v1::Comparison& old_one,
                        const v1::Comparison& new_one);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_CONDITIONS_H_
