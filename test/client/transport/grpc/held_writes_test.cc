#include "client/transport/grpc/held_writes.h"

#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

using Step = HeldWrites::Step;

constexpr bool kReady = false;
constexpr bool kQueueEmpty = true;

TEST(HeldWrites, FlushesEachWhenNothingIsGathered) {
  HeldWrites held(/*gathers=*/false);
  EXPECT_EQ(held.Next(3, kReady, 1), Step::kFlush);
  EXPECT_EQ(held.Next(1, kReady, 2), Step::kFlush);
  EXPECT_FALSE(held.holds());
}

TEST(HeldWrites, BuffersABurstAndFlushesItsLastWhenTheQueueIsEmpty) {
  HeldWrites held(/*gathers=*/true);
  EXPECT_EQ(held.Next(3, kReady, 1), Step::kBuffer);
  EXPECT_EQ(held.Next(2, kReady, 2), Step::kBuffer);
  EXPECT_EQ(held.Next(1, kReady, 3), Step::kHold);
  EXPECT_TRUE(held.holds());
  EXPECT_EQ(held.Next(1, kQueueEmpty, 4), Step::kFlush);
  EXPECT_FALSE(held.holds());
}

TEST(HeldWrites, WhatIsHeldJoinsTheRepliesThatAreReady) {
  HeldWrites held(/*gathers=*/true);
  EXPECT_EQ(held.Next(1, kReady, 1), Step::kHold);
  // One more reply made room for one more op.
  EXPECT_EQ(held.Next(2, kReady, 2), Step::kBuffer);
  EXPECT_EQ(held.Next(1, kReady, 3), Step::kHold);
}

TEST(HeldWrites, HoldsNothingLongerThanItMay) {
  HeldWrites held(/*gathers=*/true);
  EXPECT_EQ(held.Next(2, kReady, 100), Step::kBuffer);
  // Counted from the oldest, buffered or held.
  EXPECT_EQ(held.Next(1, kReady, 100 + kMaxHoldNs), Step::kHold);
  EXPECT_EQ(held.Next(1, kReady, 101 + kMaxHoldNs), Step::kFlush);
  EXPECT_FALSE(held.holds());
}

TEST(HeldWrites, AFlushStartsTheTimeAnew) {
  HeldWrites held(/*gathers=*/true);
  EXPECT_EQ(held.Next(2, kQueueEmpty, 100), Step::kFlush);
  EXPECT_EQ(held.Next(1, kReady, 200), Step::kHold);
  EXPECT_EQ(held.Next(1, kReady, 200 + kMaxHoldNs), Step::kHold);
}

TEST(HeldWrites, ForgetsWhatTheHalfCloseFlushes) {
  HeldWrites held(/*gathers=*/true);
  EXPECT_EQ(held.Next(2, kReady, 1), Step::kBuffer);
  held.Clear();
  EXPECT_FALSE(held.holds());
}

class GathersBurstsTest : public ::testing::Test {
 protected:
  bool Gathers() {
    WindowOptions& options = workload_.window;
    options.plan.ios = 1;
    ThinkTime think(options.think_ns, options.think_mode);
    const MessageWindow window(options, &stop_, &think);
    return GathersBursts(workload_, window);
  }

  StopSignal stop_{StopLevel::kNone};
  Workload workload_;
};

TEST_F(GathersBurstsTest, WithAWindowOfTwoOrMore) {
  workload_.window.window = 2;
  EXPECT_TRUE(Gathers());
  workload_.window.window = 1;
  EXPECT_FALSE(Gathers());
}

TEST_F(GathersBurstsTest, NotWhenEachMessageIsToBeFlushed) {
  workload_.window.window = 2;
  workload_.flush = FlushPolicy::kMessage;
  EXPECT_FALSE(Gathers());
}

TEST_F(GathersBurstsTest, NotAcrossThinkTime) {
  workload_.window.window = 2;
  workload_.window.think_ns = 1000;
  EXPECT_FALSE(Gathers());
}

}  // namespace
}  // namespace grpc_perf_msgr
