// The seam between the threads that serve sockets and what travels on one: one
// virtual call for each time that a socket is ready, none for a message.
#ifndef GRPC_PERF_MSGR_SERVER_SOCKET_CONNECTION_H_
#define GRPC_PERF_MSGR_SERVER_SOCKET_CONNECTION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/session/epoll_driver.h"
#include "common/session/server_session.h"
#include "common/session/socket.h"
#include "server/op_handler.h"

namespace grpc_perf_msgr {

// One accepted socket with its session. Belongs to one server thread.
class Connection {
 public:
  virtual ~Connection() = default;

  // Says what is said first; called once, first. False as OnReady.
  virtual bool Start() = 0;
  // The socket may be readable or writable: does what can be done. False: it is
  // over, close it.
  virtual bool OnReady() = 0;
  // What to wait for next, as epoll events.
  virtual uint32_t events() const = 0;

  // As ServerSession's.
  virtual bool broken() const = 0;
  virtual const Parting& parting() const = 0;
};

// `S` is a ServerSession.
template <Session S>
class SessionConnection final : public Connection {
 public:
  // `arguments` are the session's.
  template <typename... Arguments>
  explicit SessionConnection(Descriptor socket, Arguments&&... arguments)
      : driver_(std::move(socket), std::forward<Arguments>(arguments)...) {}

  bool Start() override { return driver_.Start(); }
  bool OnReady() override { return driver_.OnReady(); }
  uint32_t events() const override { return driver_.events(); }
  bool broken() const override { return driver_.session().broken(); }
  const Parting& parting() const override {
    return driver_.session().parting();
  }

 private:
  EpollDriver<S> driver_;
};

// Makes the connections of one protocol. `refusal` not OK: there is no room for
// one more; it tells the client, if the protocol has words for it, and closes.
// Any thread.
using ConnectionFactory = std::function<std::unique_ptr<Connection>(
    Descriptor socket, OpHandler& handler, const absl::Status& refusal)>;

// What a listener must know of its protocol.
struct SocketProtocol {
  // The transport's word.
  std::string name;
  ConnectionFactory make_connection;
  // How long an accepted socket is left alone before it gets its connection.
  int64_t accept_delay_ns = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_SOCKET_CONNECTION_H_
