// Targets that run Ceph's own programs, and what these and the messengers that
// have a choice of programs can't do.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_CEPH_TARGET_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_CEPH_TARGET_H_

#include <string>

#include "absl/status/status.h"
#include "common/transports.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// For completed targets: whether its client, and the server that the comparison
// starts for it, are Ceph's own programs.
bool RunsCephClient(const v1::Target& target);
bool RunsCephServer(const v1::Target& target);

// The part of CompleteTarget that is about programs: server program, commands,
// and what Ceph's can't be told. Errors as there.
absl::Status CompletePrograms(const std::string& where, v1::Target& target);

// What a completed scenario asks of a target that its messenger does not have:
// replies with a payload, more messages than Ceph's client can count.
absl::Status CheckTargetsOf(const v1::Scenario& scenario);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_CEPH_TARGET_H_
