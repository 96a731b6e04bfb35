// A target of a scenario: its defaults and checks.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_TARGET_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_TARGET_H_

#include <string>

#include "absl/status/status.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// Fills in what was left out and checks the rest. InvalidArgument names the
// field, behind `where` ("targets[2]"), its value and what was expected.
absl::Status CompleteTarget(const std::string& where, v1::Target& target);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_TARGET_H_
