// A socket to the server, for the transports without gRPC.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_SOCKET_CONNECT_SOCKET_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_SOCKET_CONNECT_SOCKET_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "client/load/message_window.h"
#include "common/endpoint.h"
#include "common/session/socket.h"

namespace grpc_perf_msgr {

// Tries again and again until `deadline_ns` (steady clock), for a server that
// is not there yet. Reads of the socket wait for
// MessageWindow::kCheckIntervalNs at most. Errors as ConnectSocket, with the
// address and `timeout_ns`, the time that there was; CANCELLED soon after
// `stop` is raised.
absl::StatusOr<Descriptor> ConnectUntil(const Endpoint& server,
                                        int64_t deadline_ns, int64_t timeout_ns,
                                        const StopSignal& stop);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_SOCKET_CONNECT_SOCKET_H_
