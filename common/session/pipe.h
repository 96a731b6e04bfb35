// A connection in memory, whose directions hold so much and no more.
#ifndef GRPC_PERF_MSGR_COMMON_SESSION_PIPE_H_
#define GRPC_PERF_MSGR_COMMON_SESSION_PIPE_H_

#include <sys/uio.h>

#include <cstddef>
#include <vector>

#include "absl/types/span.h"
#include "common/session/line.h"

namespace grpc_perf_msgr {

// One direction: a ring of bytes. One thread.
class Pipe {
 public:
  // `capacity` > 0: bytes that were written and are not read yet, at most.
  explicit Pipe(size_t capacity) : ring_(capacity) {}

  // Takes the first of these bytes, as many as there is room for. EPIPE: the
  // reader has closed.
  Moved Write(absl::Span<const iovec> vectors);
  // Gives the bytes that came first; the end of the stream behind the last.
  Moved Read(absl::Span<char> space);

  // Nothing more will be written.
  void End() { ended_ = true; }
  // Nothing more will be read.
  void CloseReader() { reader_closed_ = true; }

  size_t size() const { return size_; }

 private:
  void Put(const char* bytes, size_t count);

  std::vector<char> ring_;
  size_t first_ = 0;
  size_t size_ = 0;
  bool ended_ = false;
  bool reader_closed_ = false;
};

// One end of two pipes, which must outlive it. A Line.
class PipeLine {
 public:
  PipeLine(Pipe& out, Pipe& in) : out_(&out), in_(&in) {}

  Moved Send(absl::Span<iovec> vectors) { return out_->Write(vectors); }
  Moved Receive(absl::Span<char> space) { return in_->Read(space); }
  void EndSending() { out_->End(); }
  // Neither reads nor writes any more.
  void Close() {
    out_->End();
    in_->CloseReader();
  }

 private:
  Pipe* out_;
  Pipe* in_;
};
static_assert(Line<PipeLine>);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_SESSION_PIPE_H_
