// Whether results may be merged.
#ifndef GRPC_PERF_MSGR_CLIENT_MERGE_CHECKS_H_
#define GRPC_PERF_MSGR_CLIENT_MERGE_CHECKS_H_

#include <vector>

#include "absl/status/status.h"
#include "client/merge/merge.h"

namespace grpc_perf_msgr {

// InvalidArgument in the cases that MergeResults lists.
absl::Status CheckInputs(const std::vector<MergeInput>& inputs);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_MERGE_CHECKS_H_
