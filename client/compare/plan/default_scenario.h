// What is compared when no scenario is given.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_DEFAULT_SCENARIO_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_DEFAULT_SCENARIO_H_

#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// The ladder from raw TCP to gRPC's APIs, on loopback, with and without
// messages in flight beside each other, small and large: about two minutes on
// two cores. `rig`: with a rung for what the rig itself costs below all others.
// Not completed.
v1::Scenario DefaultScenario(bool rig = false);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_DEFAULT_SCENARIO_H_
