// What the server does with one op, whatever carried it.
#ifndef GRPC_PERF_MSGR_SERVER_OP_HANDLER_H_
#define GRPC_PERF_MSGR_SERVER_OP_HANDLER_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/debug.h"
#include "common/session/handler.h"
#include "common/think_time.h"
#include "proto/control.pb.h"

namespace grpc_perf_msgr {

// The work of one server thread: checks, think time, counts. Handle and the
// functions beside it belong to that thread; AddTo may be called by any.
class OpHandler {
 public:
  struct Options {
    uint64_t max_message_bytes = 0;
    int64_t think_ns = 0;
    ThinkMode think_mode = ThinkMode::kSleep;
    // Are told of each op as a message, and of how it was dealt with.
    DebugLog frames;
    DebugLog window;
  };

  explicit OpHandler(const Options& options)
      : options_(options),
        look_at_ops_(options.think_ns > 0 || options.frames.on() ||
                     options.window.on()),
        think_(options.think_ns, options.think_mode) {}

  // Checks the op, spends the think time and says what to answer.
  // RESOURCE_EXHAUSTED: op or reply over the limit. DATA_LOSS: wrong crc32c.
  // The stream that the op came by must then end with that status.
  absl::Status Handle(const ReceivedOp& op, PendingReply& reply);

  // Whether an op costs think time: nothing may be held back across it.
  bool thinks() const { return think_.enabled(); }

  // For what else travels on the thread's connections.
  const DebugLog& frames() const { return options_.frames; }

  // The payload of a reply; valid as long as this handler.
  absl::string_view ReplyPayload(uint32_t reply_bytes);

  // A stream of this thread was accepted, or ended: well, or broken (otherwise
  // than by the client's half-close).
  void StreamOpened() { Increment(streams_total_); }
  void StreamClosed(bool broken) {
    Increment(streams_closed_);
    if (broken) Increment(streams_broken_);
  }

  // Adds this thread's totals.
  void AddTo(v1::ServerCounters& counters) const;

 private:
  absl::Status Check(const ReceivedOp& op) const;
  // What most servers have nothing to do for: think time, and telling of it.
  void LookAt(const ReceivedOp& op);
  // Only the owning thread writes, hence no locked instruction.
  static void Increment(std::atomic<uint64_t>& counter, uint64_t by = 1) {
    counter.store(counter.load(std::memory_order_relaxed) + by,
                  std::memory_order_relaxed);
  }

  const Options options_;
  const bool look_at_ops_;
  ThinkTime think_;
  // Each longer than the one before it, the last the longest reply asked for;
  // the others stay because transports may still be sending from them.
  std::deque<std::string> payloads_;
  std::atomic<uint64_t> messages_{0};
  std::atomic<uint64_t> bytes_received_{0};
  std::atomic<uint64_t> bytes_sent_{0};
  std::atomic<uint64_t> errors_{0};
  std::atomic<uint64_t> streams_total_{0};
  std::atomic<uint64_t> streams_closed_{0};
  std::atomic<uint64_t> streams_broken_{0};
};
static_assert(Handler<OpHandler>);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_OP_HANDLER_H_
