// The seam between the threads that serve sockets and what travels on one.
#ifndef GRPC_PERF_MSGR_SERVER_SOCKET_CONNECTION_H_
#define GRPC_PERF_MSGR_SERVER_SOCKET_CONNECTION_H_

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "common/session/socket.h"
#include "server/op_handler.h"

namespace grpc_perf_msgr {

// One accepted socket. Belongs to one server thread.
class Connection {
 public:
  virtual ~Connection() = default;

  // The socket may be readable or writable: does what can be done. False: it is
  // over, close it.
  virtual bool OnReady() = 0;

  // What to wait for next, as epoll events.
  virtual uint32_t events() const = 0;

  // Ended otherwise than by the client's leaving as its protocol allows it.
  virtual bool broken() const = 0;
};

// Makes the connections of one protocol. `refusal` not OK: there is no room for
// one more; it tells the client, if the protocol has words for it, and closes.
// Any thread.
using ConnectionFactory = std::function<std::unique_ptr<Connection>(
    Descriptor socket, OpHandler& handler, const absl::Status& refusal)>;

// What a listener must know of its protocol.
struct SocketProtocol {
  ConnectionFactory make_connection;
  // How long an accepted socket is left alone before it gets its connection.
  int64_t accept_delay_ns = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_SOCKET_CONNECTION_H_
