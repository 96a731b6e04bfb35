#include "common/thread_clock.h"

#include <pthread.h>

#include "common/clock.h"

namespace grpc_perf_msgr {

void ThreadClock::Start() {
  if (pthread_getcpuclockid(pthread_self(), &clock_) != 0) return;
  running_.store(true, std::memory_order_release);
}

void ThreadClock::Stop() {
  if (!running_.load(std::memory_order_relaxed)) return;
  used_ns_.store(ReadClockNs(clock_), std::memory_order_relaxed);
  running_.store(false, std::memory_order_release);
}

int64_t ThreadClock::CpuNs() const {
  timespec used;
  if (running_.load(std::memory_order_acquire) &&
      clock_gettime(clock_, &used) == 0) {
    return static_cast<int64_t>(used.tv_sec) * kNanosPerSecond + used.tv_nsec;
  }
  // Also when the thread ended since it was asked whether it runs.
  return used_ns_.load(std::memory_order_relaxed);
}

}  // namespace grpc_perf_msgr
