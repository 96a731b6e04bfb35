// Merging the results of clients from their JSON files.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_MERGE_FILES_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_MERGE_FILES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// Reads the results and merges them (client/merge/merge.h) by their hosts'
// clocks. An error names the file and says what is wrong with it.
absl::StatusOr<v1::Result> MergeFiles(const std::vector<std::string>& paths);

// Writes the result to `path`: adds a line of CSV when that ends with ".csv",
// else makes a file of JSON.
absl::Status WriteMerged(const std::string& path, const v1::Result& result);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_MERGE_FILES_H_
