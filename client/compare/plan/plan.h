// In which order the runs of a comparison are made.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_PLAN_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_PLAN_H_

#include <cstdint>
#include <vector>

#include "proto/comparison.pb.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// Numbers that are the same for a seed wherever this is built: splitmix64
// (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
// OOPSLA 2014; Vigna's constants).
class SplitMix64 {
 public:
  explicit SplitMix64(uint64_t seed) : state_(seed) {}
  uint64_t Next();
  // 0..bound-1. By remainder, which favours small numbers by bound / 2^64 at
  // most.
  uint64_t Below(uint64_t bound) { return Next() % bound; }

 private:
  uint64_t state_;
};

struct PlannedRun {
  uint32_t repeat = 0;
  // Index into the scenario's targets.
  int target = 0;
  v1::Point point;
};

// All runs in their order. Within a repeat every target runs each point once:
// the points are shuffled, and at each point the targets. What is compared by
// pairs thus runs within seconds, and what drifts over minutes (clock speed, a
// neighbour on the host) hits both of a pair alike. Depends on the scenario
// only.
std::vector<PlannedRun> MakePlan(const v1::Scenario& scenario);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_PLAN_H_
