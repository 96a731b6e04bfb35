// Ops on their way from the window to gRPC.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_SEND_QUEUE_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_SEND_QUEUE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "client/load/message_window.h"

namespace grpc_perf_msgr {

// A stream of gRPC's takes one write at a time, and a large one only as fast as
// the peer makes room. The window must be full all the same, and what an op
// waits here is part of its latency: it is sent when the window lets it go. A
// hand-written messenger queues as well, and its queue counts, too.
class SendQueue {
 public:
  // Holds up to `window` ops.
  explicit SendQueue(uint32_t window) : ids_(window) {}

  // Sends all that the window allows, at `now_ns`.
  void Fill(MessageWindow& window, int64_t now_ns) {
    while (window.Sendable() > 0) {
      ids_[(first_ + size_++) % ids_.size()] = window.Send(now_ns);
    }
  }

  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }

  // The id that has waited longest; not empty.
  uint64_t Take() {
    const uint64_t id = ids_[first_];
    first_ = (first_ + 1) % ids_.size();
    --size_;
    return id;
  }

 private:
  std::vector<uint64_t> ids_;
  size_t first_ = 0;
  size_t size_ = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_SEND_QUEUE_H_
