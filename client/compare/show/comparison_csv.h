// The runs of a comparison as CSV (RFC 4180).
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_COMPARISON_CSV_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_COMPARISON_CSV_H_

#include <string>

#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

// A header and a line for each run, in the order in which they were made: which
// run it is, what limited it, then all columns of a result.
std::string FormatComparisonCsv(const v1::Comparison& comparison);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_COMPARISON_CSV_H_
