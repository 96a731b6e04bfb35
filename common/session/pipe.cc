#include "common/session/pipe.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace grpc_perf_msgr {

void Pipe::Put(const char* bytes, size_t count) {
  const size_t at = (first_ + size_) % ring_.size();
  const size_t before_wrap = std::min(count, ring_.size() - at);
  std::memcpy(ring_.data() + at, bytes, before_wrap);
  std::memcpy(ring_.data(), bytes + before_wrap, count - before_wrap);
  size_ += count;
}

Moved Pipe::Write(absl::Span<const iovec> vectors) {
  Moved moved;
  if (reader_closed_) {
    moved.error = EPIPE;
    return moved;
  }
  for (const iovec& vector : vectors) {
    const size_t room = ring_.size() - size_;
    const size_t taken = std::min(vector.iov_len, room);
    Put(static_cast<const char*>(vector.iov_base), taken);
    moved.bytes += taken;
    if (taken < vector.iov_len) break;
  }
  return moved;
}

Moved Pipe::Read(absl::Span<char> space) {
  Moved moved;
  moved.bytes = std::min(space.size(), size_);
  const size_t before_wrap = std::min(moved.bytes, ring_.size() - first_);
  std::memcpy(space.data(), ring_.data() + first_, before_wrap);
  std::memcpy(space.data() + before_wrap, ring_.data(),
              moved.bytes - before_wrap);
  first_ = (first_ + moved.bytes) % ring_.size();
  size_ -= moved.bytes;
  moved.end = moved.bytes == 0 && ended_;
  return moved;
}

}  // namespace grpc_perf_msgr
