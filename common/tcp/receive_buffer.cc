#include "common/tcp/receive_buffer.h"

#include <cassert>
#include <cstring>
#include <utility>

namespace grpc_perf_msgr {

ReceiveBuffer::ReceiveBuffer()
    : buffer_(std::make_unique_for_overwrite<char[]>(kInitialBytes)) {}

absl::Span<char> ReceiveBuffer::Space() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (begin_ + needed_ > size_ || end_ == size_) {
    // The frame at begin_ does not fit behind begin_: to the front with it.
    if (needed_ > size_) {
      auto larger = std::make_unique_for_overwrite<char[]>(needed_);
      std::memcpy(larger.get(), buffer_.get() + begin_, end_ - begin_);
      buffer_ = std::move(larger);
      size_ = needed_;
    } else {
      std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    }
    end_ -= begin_;
    begin_ = 0;
  }
  return absl::Span<char>(buffer_.get() + end_, size_ - end_);
}

void ReceiveBuffer::Commit(size_t bytes) {
  assert(bytes <= size_ - end_);
  end_ += bytes;
}

}  // namespace grpc_perf_msgr
