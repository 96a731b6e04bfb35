#include "common/thread_clock.h"

#include <atomic>
#include <thread>

#include "common/clock.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

TEST(ThreadClockTest, IsZeroBeforeStart) {
  EXPECT_EQ(ThreadClock().CpuNs(), 0);
}

TEST(ThreadClockTest, CountsTheThreadThatStartedItAndNotTheReader) {
  ThreadClock clock;
  std::atomic<bool> end{false};
  std::thread busy([&] {
    clock.Start();
    while (!end.load()) {
    }
    clock.Stop();
  });
  constexpr int64_t kEnough = 20 * kNanosPerMilli;
  while (clock.CpuNs() < kEnough) std::this_thread::yield();
  end.store(true);
  busy.join();
  const int64_t total_ns = clock.CpuNs();
  EXPECT_GE(total_ns, kEnough);
  // It stands still once the thread has ended, whatever this one burns.
  const int64_t until_ns = SteadyNowNs() + kEnough;
  while (SteadyNowNs() < until_ns) {
  }
  EXPECT_EQ(clock.CpuNs(), total_ns);
}

}  // namespace
}  // namespace grpc_perf_msgr
