// A comparison as people read it on a terminal.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_COMPARISON_TABLE_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_COMPARISON_TABLE_H_

#include <string>

#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

// A table for each point, in which each target has a line, then what was not
// measured as it should: failures, violations of Little's law, warnings. At
// most 100 columns wide where targets' names have 14 characters or fewer.
std::string FormatComparisonTable(const v1::Comparison& comparison);

// The planned runs of a scenario, one a line, with their number in all and how
// long they take.
std::string FormatPlan(const v1::Scenario& scenario);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_COMPARISON_TABLE_H_
