#include "common/session/socket_io.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

namespace grpc_perf_msgr {

Moved SendVectors(int fd, absl::Span<iovec> vectors) {
  msghdr message = {};
  message.msg_iov = vectors.data();
  message.msg_iovlen = vectors.size();
  Moved moved;
  for (;;) {
    const ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      moved.bytes = static_cast<size_t>(sent);
      return moved;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) return moved;
    if (errno != EINTR) {
      moved.error = errno;
      return moved;
    }
  }
}

Moved ReceiveInto(int fd, absl::Span<char> space, bool wait) {
  Moved moved;
  const ssize_t got =
      recv(fd, space.data(), space.size(), wait ? 0 : MSG_DONTWAIT);
  if (got > 0) {
    moved.bytes = static_cast<size_t>(got);
  } else if (got == 0) {
    moved.end = true;
  } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
    moved.error = errno;
  }
  return moved;
}

int WaitUntilReady(int fd, bool to_write, int timeout_ms) {
  pollfd waiting = {fd, POLLIN, 0};
  if (to_write) waiting.events |= POLLOUT;
  if (poll(&waiting, 1, timeout_ms) < 0 && errno != EINTR) return errno;
  return 0;
}

}  // namespace grpc_perf_msgr
