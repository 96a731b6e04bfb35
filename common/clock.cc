#include "common/clock.h"

#include <cerrno>

namespace grpc_perf_msgr {
namespace {

class RealClock final : public Clock {
 public:
  int64_t NowNs() override { return SteadyNowNs(); }

  // An absolute deadline, so that a signal neither shortens nor stretches it.
  void SleepUntil(int64_t deadline_ns) override {
    timespec deadline;
    deadline.tv_sec = static_cast<time_t>(deadline_ns / kNanosPerSecond);
    deadline.tv_nsec = deadline_ns % kNanosPerSecond;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline,
                           nullptr) == EINTR) {
    }
  }

  void SpinUntil(int64_t deadline_ns) override {
    while (SteadyNowNs() < deadline_ns) {
    }
  }
};

}  // namespace

Clock& SteadyClock() {
  static RealClock clock;
  return clock;
}

}  // namespace grpc_perf_msgr
