// Finds out why an address can't be listened on.
#ifndef GRPC_PERF_MSGR_SERVER_ADDRESS_CHECK_H_
#define GRPC_PERF_MSGR_SERVER_ADDRESS_CHECK_H_

#include "absl/status/status.h"
#include "common/endpoint.h"

namespace grpc_perf_msgr {

// Binds the address for a moment and gives it back. gRPC's own failure to bind
// says nothing of the reason, and it would take over a unix socket that another
// server still listens on. ALREADY_EXISTS, PERMISSION_DENIED, NOT_FOUND (host
// unknown), INVALID_ARGUMENT... name the address and what to do. A stale unix
// socket that nobody listens on is removed; another file in its place is an
// error.
absl::Status CheckListenAddress(const Endpoint& listen);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_ADDRESS_CHECK_H_
