#include "test/simulation/network.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace grpc_perf_msgr {

Moved Direction::Write(absl::Span<const iovec> vectors, int64_t now_ns) {
  Moved moved;
  if (broken_ || reader_closed_) {
    moved.error = EPIPE;
    return moved;
  }
  const size_t waiting = data_.size() - first_;
  if (!swallows_ && waiting >= plan_.capacity) return moved;
  size_t most = random_.Between(1, plan_.chunk);
  if (!swallows_) most = std::min(most, plan_.capacity - waiting);
  for (const iovec &vector : vectors) {
    const size_t taken = std::min(vector.iov_len, most - moved.bytes);
    if (!swallows_) {
      data_.append(static_cast<const char *>(vector.iov_base), taken);
    }
    moved.bytes += taken;
    if (moved.bytes == most) break;
  }
  const auto delay_ns = static_cast<int64_t>(
      random_.Below(static_cast<uint64_t>(plan_.delay_ns) + 1));
  last_arrival_ns_ = std::max(last_arrival_ns_, now_ns + delay_ns);
  if (!swallows_) Strike(moved.bytes, last_arrival_ns_);
  written_ += moved.bytes;
  return moved;
}

void Direction::Strike(size_t bytes, int64_t arrives_ns) {
  const uint64_t at = plan_.fault_at - written_;
  if (plan_.fault == Fault::kNone || struck_ || plan_.fault_at < written_ ||
      at >= bytes) {
    chunks_.push_back({bytes, arrives_ns});
    return;
  }
  struck_ = true;
  const size_t start = data_.size() - bytes;
  const size_t hit = start + static_cast<size_t>(at);
  switch (plan_.fault) {
    case Fault::kNone:
      break;
    case Fault::kCut:
      ended_ = true;
      [[fallthrough]];
    case Fault::kFreeze:
      swallows_ = true;
      data_.resize(hit);
      break;
    case Fault::kReset:
      broken_ = true;
      data_.resize(hit);
      break;
    case Fault::kDuplicate:
      data_.insert(hit,
                   data_.substr(hit - std::min(hit - first_, plan_.fault_bytes),
                                plan_.fault_bytes));
      break;
    case Fault::kDrop:
      data_.erase(hit, plan_.fault_bytes);
      break;
    case Fault::kCorrupt:
      // The high half of a byte that ends msgr2's frames is under no checksum,
      // and means nothing.
      data_[hit] = static_cast<char>(data_[hit] ^ (1 << random_.Below(8)));
      break;
  }
  if (data_.size() > start) {
    chunks_.push_back({data_.size() - start, arrives_ns});
  }
}

Moved Direction::Read(absl::Span<char> space, int64_t now_ns) {
  Moved moved;
  if (broken_) {
    moved.error = ECONNRESET;
    return moved;
  }
  size_t arrived = 0;
  for (const Chunk &chunk : chunks_) {
    if (chunk.arrives_ns > now_ns) break;
    arrived += chunk.bytes;
  }
  if (arrived == 0) {
    moved.end = chunks_.empty() && ended_;
    return moved;
  }
  moved.bytes =
      std::min({space.size(), arrived, random_.Between(1, plan_.chunk)});
  std::memcpy(space.data(), data_.data() + first_, moved.bytes);
  first_ += moved.bytes;
  for (size_t left = moved.bytes; left > 0;) {
    Chunk &chunk = chunks_.front();
    const size_t taken = std::min(left, chunk.bytes);
    chunk.bytes -= taken;
    left -= taken;
    if (chunk.bytes == 0) chunks_.pop_front();
  }
  if (first_ == data_.size()) {
    data_.clear();
    first_ = 0;
  }
  return moved;
}

int64_t Direction::NextArrivalNs(int64_t now_ns) const {
  if (broken_ || chunks_.empty()) return kNeverNs;
  const int64_t next_ns = chunks_.front().arrives_ns;
  return next_ns > now_ns ? next_ns : kNeverNs;
}

int64_t Network::NextArrivalNs() const {
  return std::min(to_server_.NextArrivalNs(now_ns_),
                  to_client_.NextArrivalNs(now_ns_));
}

Moved NetworkLine::Send(absl::Span<iovec> vectors) {
  const Moved moved = out_->Write(vectors, network_->now_ns());
  if (out_->reset()) in_->Break();
  if (moved.bytes > 0 || moved.error != 0) network_->moved_ = true;
  return moved;
}

Moved NetworkLine::Receive(absl::Span<char> space) {
  const Moved moved = in_->Read(space, network_->now_ns());
  if (moved.bytes > 0 || moved.error != 0 || moved.end) {
    network_->moved_ = true;
  }
  return moved;
}

void NetworkLine::EndSending() {
  out_->End();
  network_->moved_ = true;
}

void NetworkLine::Close() {
  EndSending();
  in_->CloseReader();
}

}  // namespace grpc_perf_msgr
