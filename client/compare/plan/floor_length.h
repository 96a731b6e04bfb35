// How long the network floor is measured: a scenario's field.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_FLOOR_LENGTH_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_FLOOR_LENGTH_H_

#include <cstdint>

#include "absl/status/status.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// "none": no probe of the network.
inline constexpr char kNoFloor[] = "none";

// Fills in the field where it was left out, and checks it; for a scenario whose
// targets are complete.
absl::Status CompleteFloorLength(v1::Scenario& scenario);

// How long each probe measures, in ns; 0: there are none.
int64_t FloorLengthNs(const v1::Scenario& scenario);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_FLOOR_LENGTH_H_
