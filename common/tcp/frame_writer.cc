#include "common/tcp/frame_writer.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "common/tcp/socket.h"

namespace grpc_perf_msgr {
namespace {

// Vectors of one sendmsg: a burst of 128 frames. The kernel's limit is 1024.
constexpr size_t kMaxVectors = 256;

}  // namespace

FrameWriter::Entry& FrameWriter::NextEntry() {
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

void FrameWriter::Append(const FrameHeader& header, absl::string_view payload) {
  Entry& entry = NextEntry();
  EncodeFrameHeader(header, entry.header.data());
  entry.header_bytes = kFrameHeaderBytes;
  entry.borrowed = payload;
}

char* FrameWriter::AppendOwned(const FrameHeader& header) {
  Entry& entry = NextEntry();
  EncodeFrameHeader(header, entry.header.data());
  entry.header_bytes = kFrameHeaderBytes;
  entry.is_owned = true;
  entry.owned.resize(header.length);
  return entry.owned.data();
}

void FrameWriter::AppendRaw(absl::string_view bytes) {
  Entry& entry = NextEntry();
  entry.header_bytes = 0;
  entry.is_owned = true;
  entry.owned.assign(bytes.data(), bytes.size());
}

absl::Status FrameWriter::Flush(int fd) {
  while (count_ > 0) {
    std::array<iovec, kMaxVectors> vectors;
    size_t used = 0;
    size_t skip = first_sent_;
    size_t total = 0;
    for (size_t i = 0; i < count_ && used + 2 <= kMaxVectors; ++i) {
      Entry& entry = At(i);
      const auto add = [&](char* data, size_t bytes) {
        const size_t skipped = std::min(skip, bytes);
        skip -= skipped;
        if (bytes == skipped) return;
        vectors[used++] = {data + skipped, bytes - skipped};
        total += bytes - skipped;
      };
      add(entry.header.data(), entry.header_bytes);
      const absl::string_view payload = entry.payload();
      add(const_cast<char*>(payload.data()), payload.size());
    }
    msghdr message = {};
    message.msg_iov = vectors.data();
    message.msg_iovlen = used;
    const ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN || errno == EWOULDBLOCK) return absl::OkStatus();
      return SocketError(errno, "cannot send");
    }
    Consume(static_cast<size_t>(sent));
    if (static_cast<size_t>(sent) < total) return absl::OkStatus();
  }
  return absl::OkStatus();
}

void FrameWriter::Consume(size_t bytes) {
  bytes += first_sent_;
  while (count_ > 0) {
    Entry& entry = At(0);
    const size_t size = entry.header_bytes + entry.payload().size();
    if (bytes < size) break;
    bytes -= size;
    first_ = (first_ + 1) & (entries_.size() - 1);
    --count_;
  }
  first_sent_ = bytes;
}

}  // namespace grpc_perf_msgr
