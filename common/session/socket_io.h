// What the drivers of a session do with a socket: one system call each.
#ifndef GRPC_PERF_MSGR_COMMON_SESSION_SOCKET_IO_H_
#define GRPC_PERF_MSGR_COMMON_SESSION_SOCKET_IO_H_

#include <sys/uio.h>

#include <array>
#include <cstddef>

#include "absl/types/span.h"
#include "common/session/session.h"

namespace grpc_perf_msgr {

// Vectors of one sendmsg(2); the kernel's limit is 1024.
inline constexpr size_t kMaxVectors = 256;

// What a system call did: bytes that went; none and no error: nothing can be
// moved now. `error` is errno(3).
struct Moved {
  size_t bytes = 0;
  int error = 0;
  // recv(2) only: nothing more comes.
  bool end = false;
};

// One sendmsg(2) that never blocks; again when a signal came.
Moved SendVectors(int fd, absl::Span<iovec> vectors);

// One recv(2) of at most space.size() > 0 bytes. `wait`: as long as
// SO_RCVTIMEO says.
Moved ReceiveInto(int fd, absl::Span<char> space, bool wait);

// Waits until the socket is readable, or writable when `to_write`, for
// `timeout_ms` at most. Returns 0, also when a signal came, or errno(3).
int WaitUntilReady(int fd, bool to_write, int timeout_ms);

// Sends what `source`, a session or its writer, has to send, as far as the
// socket takes it now; never blocks. Returns 0, or the errno(3) of a connection
// that is broken.
template <typename Source>
int SendOutput(int fd, Source& source) {
  std::array<iovec, kMaxVectors> vectors;
  while (source.HasOutput()) {
    const Gathered gathered = source.Gather(absl::MakeSpan(vectors));
    const Moved sent =
        SendVectors(fd, absl::MakeSpan(vectors.data(), gathered.vectors));
    if (sent.error != 0) return sent.error;
    source.Sent(sent.bytes);
    if (sent.bytes < gathered.bytes) return 0;
  }
  return 0;
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_SESSION_SOCKET_IO_H_
