#include "common/think_time.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/prctl.h>

#include <atomic>
#include <csignal>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "test/common/manual_clock.h"

namespace grpc_perf_msgr {
namespace {

v1::ThinkTimeUse MakeUse(int64_t asked_ns, uint64_t count, int64_t total_ns) {
  v1::ThinkTimeUse use;
  use.set_asked_ns(asked_ns);
  use.set_count(count);
  use.set_achieved_total_ns(total_ns);
  return use;
}

void ExpectUse(const v1::ThinkTimeUse& use, int64_t asked_ns, uint64_t count,
               int64_t total_ns) {
  EXPECT_EQ(use.asked_ns(), asked_ns);
  EXPECT_EQ(use.count(), count);
  EXPECT_EQ(use.achieved_total_ns(), total_ns);
}

TEST(ThinkMode, EveryModeIsReadBackAsItIsWritten) {
  for (ThinkMode mode : {ThinkMode::kSleep, ThinkMode::kSpin}) {
    ThinkMode read{};
    std::string error;
    EXPECT_TRUE(AbslParseFlag(AbslUnparseFlag(mode), &read, &error)) << error;
    EXPECT_EQ(read, mode);
  }
  EXPECT_EQ(AbslUnparseFlag(ThinkMode::kSleep), "sleep");
  EXPECT_EQ(AbslUnparseFlag(ThinkMode::kSpin), "spin");
}

TEST(ThinkMode, AnythingElseIsRefusedAndChangesNothing) {
  for (const char* text : {"", "Sleep", " spin", "busy", "1"}) {
    ThinkMode mode = ThinkMode::kSpin;
    std::string error;
    EXPECT_FALSE(AbslParseFlag(text, &mode, &error)) << text;
    EXPECT_EQ(error, absl::StrCat("think mode must be sleep or spin, got \"",
                                  text, "\""));
    EXPECT_EQ(mode, ThinkMode::kSpin);
  }
}

TEST(ThinkTime, NothingAskedForIsNothingSpentAndNothingCounted) {
  ThinkTime think(0, ThinkMode::kSleep);
  EXPECT_FALSE(think.enabled());
  for (int i = 0; i < 1000; ++i) think.Think();
  ExpectUse(think.Use(), 0, 0, 0);
}

class ThinkTimeInMode : public testing::TestWithParam<ThinkMode> {};

TEST_P(ThinkTimeInMode, SpendsAtLeastWhatWasAskedForOnEachMessage) {
  constexpr int64_t kAskedNs = 200 * kNanosPerMicro;
  constexpr int kMessages = 20;
  ThinkTime think(kAskedNs, GetParam());
  EXPECT_TRUE(think.enabled());
  const int64_t start_ns = SteadyNowNs();
  for (int i = 0; i < kMessages; ++i) {
    const int64_t before_ns = SteadyNowNs();
    think.Think();
    EXPECT_GE(SteadyNowNs() - before_ns, kAskedNs);
  }
  const int64_t elapsed_ns = SteadyNowNs() - start_ns;
  const v1::ThinkTimeUse use = think.Use();
  EXPECT_EQ(use.asked_ns(), kAskedNs);
  EXPECT_EQ(use.count(), static_cast<uint64_t>(kMessages));
  EXPECT_GE(use.achieved_total_ns(), kMessages * kAskedNs);
  EXPECT_LE(use.achieved_total_ns(), elapsed_ns);
}

TEST_P(ThinkTimeInMode, MayBeReadByOtherThreadsMeanwhile) {
  constexpr int kMessages = 1000;
  ThinkTime think(kNanosPerMicro, GetParam());
  std::atomic<bool> done{false};
  std::thread reader([&] {
    uint64_t last = 0;
    while (!done.load()) {
      const uint64_t count = think.Use().count();
      EXPECT_GE(count, last);
      last = count;
    }
  });
  for (int i = 0; i < kMessages; ++i) think.Think();
  done.store(true);
  reader.join();
  EXPECT_EQ(think.Use().count(), static_cast<uint64_t>(kMessages));
}

TEST_P(ThinkTimeInMode, IsSpentOnTheClockThatIsHandedOver) {
  ManualClock clock(1000);
  ThinkTime think(300, GetParam(), clock);
  EXPECT_EQ(think.ThinkAt(900), 1300);
  EXPECT_EQ(think.ThinkAt(1300), 1600);
  EXPECT_EQ(think.Use().achieved_total_ns(), 600);
}

INSTANTIATE_TEST_SUITE_P(Modes, ThinkTimeInMode,
                         testing::Values(ThinkMode::kSleep, ThinkMode::kSpin),
                         [](const testing::TestParamInfo<ThinkMode>& info) {
                           return AbslUnparseFlag(info.param);
                         });

std::atomic<int> signals_seen{0};

TEST(ThinkTime, SignalsDoNotShortenASleep) {
  constexpr int64_t kAskedNs = 50 * kNanosPerMilli;
  struct sigaction action = {};
  struct sigaction previous = {};
  action.sa_handler = [](int) { signals_seen.fetch_add(1); };
  ASSERT_EQ(sigaction(SIGUSR1, &action, &previous), 0);
  std::atomic<bool> done{false};
  const pthread_t sleeper = pthread_self();
  std::thread disturber([&] {
    while (!done.load()) {
      pthread_kill(sleeper, SIGUSR1);
      std::this_thread::yield();
    }
  });
  // So that signals are known to come.
  while (signals_seen.load() == 0) std::this_thread::yield();
  ThinkTime think(kAskedNs, ThinkMode::kSleep);
  think.Think();
  done.store(true);
  disturber.join();
  sigaction(SIGUSR1, &previous, nullptr);
  EXPECT_EQ(think.Use().count(), 1u);
  EXPECT_GE(think.Use().achieved_total_ns(), kAskedNs);
}

TEST(RemoveTimerSlack, HoldsForTheThreadAndThoseItStarts) {
  std::thread starter([] {
    RemoveTimerSlack();
    EXPECT_EQ(prctl(PR_GET_TIMERSLACK), 1);
    std::thread started([] { EXPECT_EQ(prctl(PR_GET_TIMERSLACK), 1); });
    started.join();
  });
  starter.join();
}

TEST(MergeThinkTimeUse, Sums) {
  v1::ThinkTimeUse sum = MakeUse(100, 2, 250);
  MergeThinkTimeUse(MakeUse(100, 3, 350), sum);
  ExpectUse(sum, 100, 5, 600);
}

TEST(MergeThinkTimeUse, AnEmptySumTakesOverWhatWasAskedFor) {
  v1::ThinkTimeUse sum;
  MergeThinkTimeUse(MakeUse(100, 3, 350), sum);
  MergeThinkTimeUse(MakeUse(100, 0, 0), sum);
  ExpectUse(sum, 100, 3, 350);
}

TEST(ThinkTimeUseBetween, Subtracts) {
  ExpectUse(ThinkTimeUseBetween(MakeUse(100, 2, 250), MakeUse(100, 5, 600)),
            100, 3, 350);
}

}  // namespace
}  // namespace grpc_perf_msgr
