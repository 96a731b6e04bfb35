// Versions of the records that are stored: a reader refuses any other.
#ifndef GRPC_PERF_MSGR_PROTO_SCHEMA_VERSION_H_
#define GRPC_PERF_MSGR_PROTO_SCHEMA_VERSION_H_

#include <cstdint>

namespace grpc_perf_msgr {

// Of result.proto: rises when the meaning of a field changes.
inline constexpr uint32_t kSchemaVersion = 1;
// Of comparison.proto, likewise.
inline constexpr uint32_t kComparisonSchemaVersion = 1;

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_PROTO_SCHEMA_VERSION_H_
