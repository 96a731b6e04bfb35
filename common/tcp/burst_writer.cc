#include "common/tcp/burst_writer.h"

#include <sys/socket.h>

#include <cerrno>

#include "common/session/socket.h"

namespace grpc_perf_msgr {

absl::StatusOr<size_t> SendVectors(int fd, iovec* vectors, size_t count) {
  msghdr message = {};
  message.msg_iov = vectors;
  message.msg_iovlen = count;
  for (;;) {
    const ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) return static_cast<size_t>(sent);
    if (errno == EAGAIN || errno == EWOULDBLOCK) return size_t{0};
    if (errno != EINTR) return SocketError(errno, "cannot send");
  }
}

}  // namespace grpc_perf_msgr
