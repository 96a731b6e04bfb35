// gRPC's status and absl's, one into the other.
#ifndef GRPC_PERF_MSGR_COMMON_GRPC_STATUS_H_
#define GRPC_PERF_MSGR_COMMON_GRPC_STATUS_H_

#include <grpcpp/support/status.h>

#include <cstddef>

#include "absl/status/status.h"

namespace grpc_perf_msgr {

// The most of a message that is sent: it travels in an HTTP/2 header, which has
// its limit, and a person, too.
inline constexpr size_t kMaxStatusMessage = 2000;

// The same code and message: gRPC and absl number their codes alike.
absl::Status ToAbslStatus(const grpc::Status& status);
// The same, with as much of the message as is sent.
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_GRPC_STATUS_H_
