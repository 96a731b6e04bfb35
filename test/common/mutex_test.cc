#include "common/mutex.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

// What threads pass from hand to hand.
class Baton {
 public:
  // Waits for its turn, then makes it the next one's.
  void Pass(int from) {
    const MutexLock lock(mutex_);
    while (turn_ != from) changed_.Wait(mutex_);
    ++turn_;
    changed_.NotifyAll();
  }
  // Ends without the lock, which Pass then gets although this scope goes on.
  int PassUnlocked(int from) {
    MutexLock lock(mutex_);
    const int turn = turn_;
    lock.Unlock();
    Pass(from);
    return turn;
  }
  // Waits until it is the turn of `until`; false: it was not by the deadline.
  bool WaitUntil(int until, int64_t deadline_ns) {
    const MutexLock lock(mutex_);
    while (turn_ != until) {
      if (!changed_.WaitUntil(mutex_, deadline_ns)) return turn_ == until;
    }
    return true;
  }

 private:
  Mutex mutex_;
  ConditionVariable changed_;
  int turn_ ABSL_GUARDED_BY(mutex_) = 0;
};

TEST(MutexTest, WaitingThreadsAreWokenEachInItsTurn) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 50;
  Baton baton;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&baton, i] {
      for (int round = 0; round < kRounds; ++round) {
        baton.Pass(round * kThreads + i);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(baton.WaitUntil(kThreads * kRounds, 0));
}

TEST(MutexTest, UnlockLetsOthersInBeforeTheScopeEnds) {
  Baton baton;
  EXPECT_EQ(baton.PassUnlocked(0), 0);
  EXPECT_EQ(baton.PassUnlocked(1), 1);
}

TEST(MutexTest, DeadlineThatHasPassedEndsTheWaitWithTheMutexLocked) {
  Baton baton;
  EXPECT_FALSE(baton.WaitUntil(1, SteadyNowNs()));
  // Were it not locked and unlocked again, this would hang or be a race.
  baton.Pass(0);
  EXPECT_TRUE(baton.WaitUntil(1, SteadyNowNs()));
}

TEST(MutexTest, NotificationEndsAWaitBeforeItsDeadline) {
  Baton baton;
  std::thread other([&baton] { baton.Pass(0); });
  EXPECT_TRUE(baton.WaitUntil(1, SteadyNowNs() + 3600 * kNanosPerSecond));
  other.join();
}

}  // namespace
}  // namespace grpc_perf_msgr
