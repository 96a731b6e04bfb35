// The bytes that a socket brought and that are not cut into frames yet.
#ifndef GRPC_PERF_MSGR_COMMON_TCP_RECEIVE_BUFFER_H_
#define GRPC_PERF_MSGR_COMMON_TCP_RECEIVE_BUFFER_H_

#include <cstddef>
#include <memory>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace grpc_perf_msgr {

// The caller reads from its socket into Space(), says how much with Commit(),
// looks at data() and takes from its front with Consume().
class ReceiveBuffer {
 public:
  ReceiveBuffer();

  // Where to read to; never empty, and with data() room for what Need() asked
  // for. Invalidates what data() returned.
  absl::Span<char> Space();
  // `bytes` more were read into Space().
  void Commit(size_t bytes);

  absl::string_view data() const {
    return absl::string_view(buffer_.get() + begin_, end_ - begin_);
  }
  size_t size() const { return end_ - begin_; }
  // `bytes`, at most size(), were taken from the front; they stay readable
  // until the next Space().
  void Consume(size_t bytes) { begin_ += bytes; }
  // The next frame takes so many bytes in all. Nothing is allocated before the
  // next Space().
  void Need(size_t bytes) { needed_ = bytes; }
  // Throws away what was received.
  void Clear() { begin_ = end_ = 0; }

 private:
  // Room for a burst of small frames; grows for a larger one.
  static constexpr size_t kInitialBytes = size_t{256} * 1024;

  // Not initialized: pages that no burst reaches are never touched.
  std::unique_ptr<char[]> buffer_;
  size_t size_ = kInitialBytes;
  size_t begin_ = 0;
  size_t end_ = 0;
  size_t needed_ = 1;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_TCP_RECEIVE_BUFFER_H_
