// The protocols that are served on bare sockets.
#ifndef GRPC_PERF_MSGR_SERVER_SOCKET_PROTOCOLS_H_
#define GRPC_PERF_MSGR_SERVER_SOCKET_PROTOCOLS_H_

#include "server/options.h"
#include "server/socket/connection.h"

namespace grpc_perf_msgr {

// The raw messenger, and Ceph's. `options` must outlive the connections.
SocketProtocol TcpProtocol(const ServerOptions& options);
SocketProtocol Msgr2Protocol(const ServerOptions& options);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_SOCKET_PROTOCOLS_H_
