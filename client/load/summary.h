// The figures that people quote, derived from a run's record.
#ifndef GRPC_PERF_MSGR_CLIENT_LOAD_SUMMARY_H_
#define GRPC_PERF_MSGR_CLIENT_LOAD_SUMMARY_H_

#include "absl/status/statusor.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// Computes Result.summary from the other fields. What can't be derived (no
// message measured, no reading of the server) is absent. InvalidArgument when
// the histogram in `result` is malformed. Percentiles come from
// LatencyHistogram::QuantileNs of the merged histogram.
absl::StatusOr<v1::Summary> Summarize(const v1::Result& result);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_LOAD_SUMMARY_H_
