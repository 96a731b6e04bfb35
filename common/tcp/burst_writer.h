// Gathers outgoing frames, so that they leave in bursts. Pure: no I/O.
#ifndef GRPC_PERF_MSGR_COMMON_TCP_BURST_WRITER_H_
#define GRPC_PERF_MSGR_COMMON_TCP_BURST_WRITER_H_

#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/session/session.h"

namespace grpc_perf_msgr {

// A queue of frames that wait to be sent, in order. A frame is a head of at
// most head_limit bytes, a body that is borrowed or owned, and a tail of at
// most tail_limit bytes. Memory is reused: in steady state nothing is
// allocated, and the head that an entry held before is still there. One thread.
template <size_t head_limit, size_t tail_limit>
class BurstWriter {
 public:
  struct Entry {
    std::array<char, head_limit> head;
    size_t head_bytes = 0;
    // The body unless is_owned; must stay until it is sent.
    absl::string_view borrowed;
    std::string owned;
    bool is_owned = false;
    std::array<char, tail_limit> tail;
    size_t tail_bytes = 0;

    absl::string_view body() const {
      return is_owned ? absl::string_view(owned.data(), owned.size())
                      : borrowed;
    }
    size_t size() const { return head_bytes + body().size() + tail_bytes; }
  };

  // Adds a frame, which the caller fills in before the next call: all fields
  // are those of an earlier frame, but for is_owned, which is false.
  Entry& Append();

  // Adds ready bytes (a greeting, an error); copied.
  void AppendRaw(absl::string_view bytes) {
    Entry& entry = Append();
    entry.head_bytes = 0;
    entry.tail_bytes = 0;
    entry.is_owned = true;
    entry.owned.assign(bytes.data(), bytes.size());
  }

  // The first of what waits, as far as `vectors` go; borrowed until the next
  // Append() or Sent().
  Gathered Gather(absl::Span<iovec> vectors);
  // `bytes` of what was gathered were sent.
  void Sent(size_t bytes);

  // Throws away what waits.
  void Clear() {
    count_ = 0;
    first_sent_ = 0;
  }

  // Frames that are not sent whole, and their bytes with what is sent of them.
  size_t pending() const { return count_; }
  size_t pending_bytes() const {
    size_t bytes = 0;
    for (size_t i = 0; i < count_; ++i) bytes += At(i).size();
    return bytes;
  }
  bool HasOutput() const { return count_ > 0; }

 private:
  static constexpr size_t kVectorsPerFrame = tail_limit > 0 ? 3 : 2;

  Entry& At(size_t index) {
    return entries_[(first_ + index) & (entries_.size() - 1)];
  }
  const Entry& At(size_t index) const {
    return entries_[(first_ + index) & (entries_.size() - 1)];
  }
  // A ring whose size is a power of two.
  std::vector<Entry> entries_ = std::vector<Entry>(64);
  size_t first_ = 0;
  size_t count_ = 0;
  // How much of the first entry was sent before.
  size_t first_sent_ = 0;
};

template <size_t head_limit, size_t tail_limit>
typename BurstWriter<head_limit, tail_limit>::Entry&
BurstWriter<head_limit, tail_limit>::Append() {
  if (count_ == entries_.size()) {
    std::vector<Entry> larger(entries_.size() * 2);
    for (size_t i = 0; i < count_; ++i) larger[i] = std::move(At(i));
    entries_ = std::move(larger);
    first_ = 0;
  }
  Entry& entry = At(count_++);
  entry.is_owned = false;
  return entry;
}

template <size_t head_limit, size_t tail_limit>
Gathered BurstWriter<head_limit, tail_limit>::Gather(
    absl::Span<iovec> vectors) {
  Gathered gathered;
  size_t skip = first_sent_;
  const auto add = [&](const char* data, size_t bytes) {
    const size_t skipped = std::min(skip, bytes);
    skip -= skipped;
    if (bytes == skipped) return;
    // Nobody writes to it.
    vectors[gathered.vectors++] = {const_cast<char*>(data) + skipped,
                                   bytes - skipped};
    gathered.bytes += bytes - skipped;
  };
  for (size_t i = 0;
       i < count_ && gathered.vectors + kVectorsPerFrame <= vectors.size();
       ++i) {
    const Entry& entry = At(i);
    add(entry.head.data(), entry.head_bytes);
    const absl::string_view body = entry.body();
    add(body.data(), body.size());
    add(entry.tail.data(), entry.tail_bytes);
  }
  return gathered;
}

template <size_t head_limit, size_t tail_limit>
void BurstWriter<head_limit, tail_limit>::Sent(size_t bytes) {
  bytes += first_sent_;
  while (count_ > 0) {
    const size_t size = At(0).size();
    if (bytes < size) break;
    bytes -= size;
    first_ = (first_ + 1) & (entries_.size() - 1);
    --count_;
  }
  first_sent_ = bytes;
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_TCP_BURST_WRITER_H_
