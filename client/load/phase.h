// Warm-up, measure, drain: which phase a message belongs to, and when it ends.
#ifndef GRPC_PERF_MSGR_CLIENT_LOAD_PHASE_H_
#define GRPC_PERF_MSGR_CLIENT_LOAD_PHASE_H_

#include <cstdint>
#include <limits>

namespace grpc_perf_msgr {

// A message belongs to the phase in which it was sent. Nothing is sent in
// drain: it waits for replies.
enum class Phase : uint8_t { kWarmup, kMeasure, kDrain };

// "warmup", "measure" or "drain".
const char* PhaseName(Phase phase);

// What one thread is to send.
struct PhasePlan {
  // Unmeasured messages first: this many, or for so long. At most one is not 0.
  uint64_t warmup_messages = 0;
  int64_t warmup_ns = 0;
  // Then measured ones: this many, or for so long. Exactly one is not 0.
  uint64_t ios = 0;
  int64_t duration_ns = 0;
};

// Walks through the phases of one thread. Pure: time is an argument, in ns on
// the steady clock, and never goes back. One thread.
class PhaseTracker {
 public:
  explicit PhaseTracker(const PhasePlan& plan) : plan_(plan) {}

  // The load begins. Call once, first.
  void Start(int64_t now_ns);

  // The phase of the next message to be sent, as of the last call with a time.
  Phase phase() const { return phase_; }

  // How many messages may be sent until drain. "As many as you like" (the
  // greatest number) while a duration decides; 0 in drain.
  uint64_t Remaining() const;

  // When the phase ends by time; the greatest number when it does not, or when
  // that is not known yet.
  int64_t ends_ns() const { return ends_ns_; }

  // Time has passed: ends a phase whose duration is over. A duration of measure
  // counts from the first measured send.
  void Advance(int64_t now_ns);

  // One message is sent, which Remaining() allowed. Returns its phase.
  Phase OnSend(int64_t now_ns);

  // Sends nothing more, whatever the plan says.
  void Stop() { phase_ = Phase::kDrain; }

 private:
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

  void EnterMeasure();

  const PhasePlan plan_;
  Phase phase_ = Phase::kWarmup;
  // Messages left in this phase; meaningful when the phase ends by count.
  uint64_t left_ = 0;
  // When this phase ends; kNever when it ends by count or has not begun.
  int64_t ends_ns_ = kNever;
  bool measure_has_sent_ = false;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_LOAD_PHASE_H_
