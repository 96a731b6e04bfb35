// Drives one of many sessions of a thread that waits for all of their sockets
// by epoll(7).
#ifndef GRPC_PERF_MSGR_COMMON_SESSION_EPOLL_DRIVER_H_
#define GRPC_PERF_MSGR_COMMON_SESSION_EPOLL_DRIVER_H_

#include <sys/epoll.h>

#include <cstdint>
#include <utility>

#include "common/session/line_driver.h"
#include "common/session/session.h"
#include "common/session/socket.h"
#include "common/session/socket_io.h"

namespace grpc_perf_msgr {

// Owns the socket, which is watched level-triggered, and the session.
template <Session S>
class EpollDriver : public LineDriver<S, SocketLine> {
 public:
  // `arguments` are the session's.
  template <typename... Arguments>
  explicit EpollDriver(Descriptor socket, Arguments&&... arguments)
      : LineDriver<S, SocketLine>(SocketLine(std::move(socket)),
                                  ReadSteadyClock(),
                                  std::forward<Arguments>(arguments)...) {}

  // What to wait for next, as epoll events. The last flush may have sent all
  // that reading paused for: then the socket is writable at once, and the
  // session goes on.
  uint32_t events() const {
    const S& session = this->session();
    uint32_t events = 0;
    if (session.WantsRead()) events |= EPOLLIN;
    if (session.HasOutput() || !session.WantsRead()) events |= EPOLLOUT;
    return events;
  }
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_SESSION_EPOLL_DRIVER_H_
