#include "client/load/phase.h"

#include <cassert>

namespace grpc_perf_msgr {

const char* PhaseName(Phase phase) {
  switch (phase) {
    case Phase::kWarmup:
      return "warmup";
    case Phase::kMeasure:
      return "measure";
    case Phase::kDrain:
      return "drain";
  }
  return "unknown";
}

void PhaseTracker::Start(int64_t now_ns) {
  if (plan_.warmup_messages > 0) {
    left_ = plan_.warmup_messages;
  } else if (plan_.warmup_ns > 0) {
    ends_ns_ = now_ns + plan_.warmup_ns;
  } else {
    EnterMeasure();
  }
}

void PhaseTracker::EnterMeasure() {
  phase_ = Phase::kMeasure;
  left_ = plan_.ios;
  ends_ns_ = kNever;
}

uint64_t PhaseTracker::Remaining() const {
  constexpr uint64_t kAny = std::numeric_limits<uint64_t>::max();
  switch (phase_) {
    case Phase::kWarmup:
      // Measured messages follow without a gap.
      if (plan_.warmup_messages == 0 || plan_.ios == 0) return kAny;
      return left_ + plan_.ios;
    case Phase::kMeasure:
      return plan_.ios > 0 ? left_ : kAny;
    case Phase::kDrain:
      return 0;
  }
  return 0;
}

void PhaseTracker::Advance(int64_t now_ns) {
  if (now_ns < ends_ns_) return;
  if (phase_ == Phase::kWarmup) {
    EnterMeasure();
  } else {
    phase_ = Phase::kDrain;
    ends_ns_ = kNever;
  }
}

Phase PhaseTracker::OnSend(int64_t now_ns) {
  assert(phase_ != Phase::kDrain);
  const Phase phase = phase_;
  if (phase == Phase::kWarmup) {
    if (plan_.warmup_messages > 0 && --left_ == 0) EnterMeasure();
    return phase;
  }
  if (plan_.ios > 0) {
    if (--left_ == 0) phase_ = Phase::kDrain;
  } else if (!measure_has_sent_) {
    ends_ns_ = now_ns + plan_.duration_ns;
  }
  measure_has_sent_ = true;
  return phase;
}

}  // namespace grpc_perf_msgr
