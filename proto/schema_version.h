// The version of what is recorded: result.proto and comparison.proto.
#ifndef GRPC_PERF_MSGR_PROTO_SCHEMA_VERSION_H_
#define GRPC_PERF_MSGR_PROTO_SCHEMA_VERSION_H_

#include <cstdint>

namespace grpc_perf_msgr {

// Result.schema_version and Comparison.schema_version as this program writes
// them: rises when the meaning of a field changes.
inline constexpr uint32_t kSchemaVersion = 2;
// The oldest that it reads.
inline constexpr uint32_t kOldestSchemaVersion = 1;

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_PROTO_SCHEMA_VERSION_H_
