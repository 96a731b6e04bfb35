// Targets that travel by Ceph's messenger, and which of Ceph's own programs
// they run.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_CEPH_TARGET_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_CEPH_TARGET_H_

#include <string>

#include "absl/status/status.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

inline constexpr char kCephClient[] = "ceph_perf_msgr_client";
inline constexpr char kCephServer[] = "ceph_perf_msgr_server";

// Whether messages travel by Ceph's messenger, whosever the programs are.
bool TravelsByMsgr2(const v1::Target& target);

// For completed targets: whether its client, and the server that the comparison
// starts for it, are Ceph's own programs.
bool RunsCephClient(const v1::Target& target);
bool RunsCephServer(const v1::Target& target);

// The part of CompleteTarget that is about Ceph's messenger: server program,
// commands, and what it does not have. Errors as there.
absl::Status CompleteCephOptions(const std::string& where, v1::Target& target);

// What a completed scenario asks of Ceph's messenger that it does not have:
// replies with a payload, more messages than its client can count.
absl::Status CheckCephScenario(const v1::Scenario& scenario);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_CEPH_TARGET_H_
