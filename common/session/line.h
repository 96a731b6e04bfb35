// What carries a session's bytes to its peer: a socket, or memory.
#ifndef GRPC_PERF_MSGR_COMMON_SESSION_LINE_H_
#define GRPC_PERF_MSGR_COMMON_SESSION_LINE_H_

#include <sys/uio.h>

#include <array>
#include <concepts>
#include <cstddef>

#include "absl/types/span.h"
#include "common/session/session.h"

namespace grpc_perf_msgr {

// What one attempt to send or to receive did: bytes that went; none and no
// error: nothing can be moved now. `error` is errno(3).
struct Moved {
  size_t bytes = 0;
  int error = 0;
  // Of receiving only: the end of the stream.
  bool end = false;
};

// What a class must have to be a line; nothing of it blocks.
//   Send(vectors)   the first of these bytes, as many as go now
//   Receive(space)  at most space.size() > 0 bytes
//   EndSending()    the peer reads the end of the stream (half-close)
template <typename L>
concept Line = requires(L line, absl::Span<iovec> vectors,
                        absl::Span<char> space) {
  { line.Send(vectors) } -> std::same_as<Moved>;
  { line.Receive(space) } -> std::same_as<Moved>;
  { line.EndSending() } -> std::same_as<void>;
};

// Vectors of one Send; the kernel's limit is 1024.
inline constexpr size_t kMaxVectors = 256;

// Sends what `source`, a session or its writer, has to send, as far as `send`,
// a function as a Line's Send, takes it now. Returns 0, or the errno(3) of a
// connection that is broken.
template <typename Send, typename Source>
int SendOutput(const Send& send, Source& source) {
  std::array<iovec, kMaxVectors> vectors;
  while (source.HasOutput()) {
    const Gathered gathered = source.Gather(absl::MakeSpan(vectors));
    const Moved sent = send(absl::MakeSpan(vectors.data(), gathered.vectors));
    if (sent.error != 0) return sent.error;
    source.Sent(sent.bytes);
    if (sent.bytes < gathered.bytes) return 0;
  }
  return 0;
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_SESSION_LINE_H_
