// A clock that a test sets.
#ifndef GRPC_PERF_MSGR_TEST_COMMON_MANUAL_CLOCK_H_
#define GRPC_PERF_MSGR_TEST_COMMON_MANUAL_CLOCK_H_

#include <atomic>
#include <cstdint>

#include "common/clock.h"

namespace grpc_perf_msgr {

// Stands still until it is set; whoever waits on it sets it to the end of the
// wait and goes on at once. Any thread.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(int64_t now_ns) : now_ns_(now_ns) {}

  int64_t NowNs() override {
    ++readings_;
    return now_ns_.load();
  }
  void SleepUntil(int64_t deadline_ns) override { SetNs(deadline_ns); }
  void SpinUntil(int64_t deadline_ns) override { SetNs(deadline_ns); }

  // Never goes back.
  void SetNs(int64_t now_ns) {
    int64_t before_ns = now_ns_.load();
    while (before_ns < now_ns &&
           !now_ns_.compare_exchange_weak(before_ns, now_ns)) {
    }
  }
  // How often it was read.
  int readings() const { return readings_.load(); }

 private:
  std::atomic<int64_t> now_ns_;
  std::atomic<int> readings_{0};
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_COMMON_MANUAL_CLOCK_H_
