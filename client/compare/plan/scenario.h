// What a comparison is to measure: read strictly, checked, defaults filled in.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_SCENARIO_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_SCENARIO_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// "none": no pinning.
inline constexpr char kNotPinned[] = "none";

// Reads a scenario as JSON and completes it. InvalidArgument names the field,
// its value and what was expected; an unknown field is an error.
absl::StatusOr<v1::Scenario> ParseScenario(const std::string& json);

// Fills in what was left out and checks everything. Does nothing to a scenario
// that it completed before.
absl::Status CompleteScenario(v1::Scenario& scenario);

// The rest is for completed scenarios.

// The CPUs in client_cpus or server_cpus; none: no pinning.
std::vector<uint32_t> CpusOf(const std::string& cpus);

// How long a run measures and warms up, in ns; 0 when a count decides.
int64_t DurationNs(const v1::Scenario& scenario);
int64_t WarmupNs(const v1::Scenario& scenario);
// Messages that each thread sends as warm-up; 0 when a duration decides.
uint64_t WarmupMessages(const v1::Scenario& scenario);
int64_t StallTimeoutNs(const v1::Scenario& scenario);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_SCENARIO_H_
