// Whether an op is written now, buffered or held back. Knows neither gRPC nor a
// clock.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_HELD_WRITES_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_HELD_WRITES_H_

#include <cstddef>
#include <cstdint>

#include "client/load/message_window.h"
#include "client/load/workload.h"
#include "common/flush_policy.h"

namespace grpc_perf_msgr {

// Whether ops are gathered into bursts at all: not at window 1, where it buys
// nothing, and not when replies cost think time, across which nothing may wait.
inline bool GathersBursts(const Workload& workload,
                          const MessageWindow& window) {
  return workload.flush == FlushPolicy::kDrain && window.options().window > 1 &&
         !window.thinks();
}

// With FlushPolicy::kDrain a write carries gRPC's buffer hint while another op
// waits behind it; the last one is held back until the completion queue is
// empty and goes out without the hint, so that every reply that is ready makes
// one burst in one system call. Nothing waits longer than kMaxHoldNs.
class HeldWrites {
 public:
  enum class Step {
    // Nothing yet: ask again when the queue is empty.
    kHold,
    // Write it, and let gRPC keep it until one is flushed.
    kBuffer,
    // Write it, with all that is buffered.
    kFlush,
  };

  // `gathers`: else each op is flushed.
  explicit HeldWrites(bool gathers) : gathers_(gathers) {}

  // What to do with the first of `waiting` ops (at least 1), now that a write
  // may be started. `queue_empty`: no completion is ready. `now_ns` > 0, on the
  // steady clock: when the last reply came or the last write was started.
  Step Next(size_t waiting, bool queue_empty, int64_t now_ns) {
    if (!gathers_) return Step::kFlush;
    if (since_ns_ == 0) since_ns_ = now_ns;
    if (queue_empty || now_ns - since_ns_ > kMaxHoldNs) {
      since_ns_ = 0;
      return Step::kFlush;
    }
    return waiting > 1 ? Step::kBuffer : Step::kHold;
  }

  // Nothing waits, and what was buffered is flushed otherwise.
  void Clear() { since_ns_ = 0; }

  // Something is held back or buffered.
  bool holds() const { return since_ns_ != 0; }
  bool gathers() const { return gathers_; }

 private:
  bool gathers_;
  // When the oldest op that is held back or buffered began to wait; 0: none.
  int64_t since_ns_ = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_HELD_WRITES_H_
