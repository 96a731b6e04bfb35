// The result as JSON: protobuf's own mapping of result.proto.
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_JSON_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_JSON_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// Indented; field names as in the .proto file; fields without presence are
// written even when 0. Ends with a line end.
absl::StatusOr<std::string> FormatJson(const v1::Result& result);

// As ParseRecord.
absl::StatusOr<v1::Result> ParseJson(const std::string& text);

// Whether WriteJson to `path` would work: its folder exists and can be written,
// and `path` is no folder. Creates nothing.
absl::Status CheckJsonPath(const std::string& path);

// Writes a temporary file beside `path` and renames it: the file is there whole
// or not at all. A path such as /dev/stdout is written in place.
absl::Status WriteJson(const std::string& path, const v1::Result& result);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_JSON_H_
