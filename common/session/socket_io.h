// What the drivers of a session do with a socket: one system call each.
#ifndef GRPC_PERF_MSGR_COMMON_SESSION_SOCKET_IO_H_
#define GRPC_PERF_MSGR_COMMON_SESSION_SOCKET_IO_H_

#include <sys/socket.h>
#include <sys/uio.h>

#include <utility>

#include "absl/types/span.h"
#include "common/session/line.h"
#include "common/session/socket.h"

namespace grpc_perf_msgr {

// One sendmsg(2) that never blocks; again when a signal came.
Moved SendVectors(int fd, absl::Span<iovec> vectors);

// One recv(2) of at most space.size() > 0 bytes. `wait`: as long as
// SO_RCVTIMEO says.
Moved ReceiveInto(int fd, absl::Span<char> space, bool wait);

// Waits until the socket is readable, or writable when `to_write`, for
// `timeout_ms` at most. Returns 0, also when a signal came, or errno(3).
int WaitUntilReady(int fd, bool to_write, int timeout_ms);

// Owns a socket. A Line.
class SocketLine {
 public:
  explicit SocketLine(Descriptor socket) : socket_(std::move(socket)) {}

  Moved Send(absl::Span<iovec> vectors) {
    return SendVectors(socket_.get(), vectors);
  }
  Moved Receive(absl::Span<char> space) {
    return ReceiveInto(socket_.get(), space, /*wait=*/false);
  }
  void EndSending() { shutdown(socket_.get(), SHUT_WR); }

  const Descriptor& socket() const { return socket_; }

 private:
  Descriptor socket_;
};
static_assert(Line<SocketLine>);

// As SendOutput, to a socket.
template <typename Source>
int SendToSocket(int fd, Source& source) {
  const auto send = [fd](absl::Span<iovec> vectors) {
    return SendVectors(fd, vectors);
  };
  return SendOutput(send, source);
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_SESSION_SOCKET_IO_H_
