// What went wrong with a connection, in one place and one wording.
#ifndef GRPC_PERF_MSGR_COMMON_SESSION_SOCKET_ERROR_H_
#define GRPC_PERF_MSGR_COMMON_SESSION_SOCKET_ERROR_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

// `what` with the reason that `error`, an errno(3), gives. UNAVAILABLE: nobody
// listens, unreachable, or the peer is gone; else as absl::ErrnoToStatus.
absl::Status SocketError(int error, absl::string_view what);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_SESSION_SOCKET_ERROR_H_
