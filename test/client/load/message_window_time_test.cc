// What time does to a window: stalls, phases, stops, think time, waking up.
#include <optional>

#include "client/load/message_window.h"
#include "common/think_time.h"
#include "gtest/gtest.h"
#include "test/common/manual_clock.h"

namespace grpc_perf_msgr {
namespace {

class MessageWindowTimeTest : public ::testing::Test {
 protected:
  static WindowOptions Options(uint32_t window, uint64_t ios) {
    WindowOptions options;
    options.window = window;
    options.plan.ios = ios;
    options.stall_timeout_ns = 1000;
    return options;
  }

  static absl::Status Answer(MessageWindow& window, uint64_t id,
                             int64_t now_ns) {
    return window.Receive(id, "", std::nullopt, now_ns);
  }

  StopSignal stop_{StopLevel::kNone};
};

TEST_F(MessageWindowTimeTest, AStallIsAFailureOnlyWhileMessagesAreInFlight) {
  MessageWindow window(Options(1, 10), &stop_);
  window.Start(0);
  EXPECT_TRUE(window.Check(50'000).ok());
  const uint64_t id = window.Send(60'000);
  EXPECT_TRUE(window.Check(61'000).ok());
  EXPECT_EQ(window.Check(61'001).code(), absl::StatusCode::kDeadlineExceeded);
  ASSERT_TRUE(Answer(window, id, 61'002).ok());
  EXPECT_TRUE(window.Check(90'000).ok());
}

TEST_F(MessageWindowTimeTest, EveryReplyPutsTheStallOff) {
  MessageWindow window(Options(2, 10), &stop_);
  window.Start(0);
  const uint64_t first = window.Send(0);
  window.Send(0);
  ASSERT_TRUE(Answer(window, first, 900).ok());
  EXPECT_TRUE(window.Check(1900).ok());
  EXPECT_FALSE(window.Check(1901).ok());
}

TEST_F(MessageWindowTimeTest, EndsADurationWithoutAReply) {
  WindowOptions options = Options(1, 0);
  options.plan.duration_ns = 500;
  MessageWindow window(options, &stop_);
  window.Start(0);
  const uint64_t id = window.Send(0);
  ASSERT_TRUE(window.Check(500).ok());
  EXPECT_TRUE(window.SendingDone());
  ASSERT_TRUE(Answer(window, id, 600).ok());
  EXPECT_TRUE(window.Done());
  EXPECT_EQ(window.Counts().answered(), 1u);
}

TEST_F(MessageWindowTimeTest, StopSendsNothingMoreAndAwaitsReplies) {
  MessageWindow window(Options(2, 10), &stop_);
  window.Start(0);
  const uint64_t first = window.Send(0);
  const uint64_t second = window.Send(0);
  stop_ = StopLevel::kDrain;
  ASSERT_TRUE(Answer(window, first, 10).ok());
  EXPECT_EQ(window.Sendable(), 0u);
  EXPECT_TRUE(window.SendingDone());
  EXPECT_TRUE(window.Check(20).ok());
  ASSERT_TRUE(Answer(window, second, 30).ok());
  EXPECT_TRUE(window.Done());
}

TEST_F(MessageWindowTimeTest, StopGivesUpAfterTheGraceTime) {
  WindowOptions options = Options(1, 10);
  options.stall_timeout_ns = 100 * kStopGraceNs;
  MessageWindow window(options, &stop_);
  window.Start(0);
  window.Send(0);
  stop_ = StopLevel::kDrain;
  EXPECT_TRUE(window.Check(100).ok());
  EXPECT_TRUE(window.Check(100 + kStopGraceNs).ok());
  EXPECT_EQ(window.Check(101 + kStopGraceNs).code(),
            absl::StatusCode::kCancelled);
}

TEST_F(MessageWindowTimeTest, AbandonGivesUpAtOnce) {
  MessageWindow window(Options(1, 10), &stop_);
  window.Start(0);
  window.Send(0);
  stop_ = StopLevel::kAbandon;
  EXPECT_EQ(window.Check(1).code(), absl::StatusCode::kCancelled);
}

TEST_F(MessageWindowTimeTest, SpendsThinkTimeOnEveryReply) {
  WindowOptions options = Options(1, 2);
  options.think_ns = 1000;
  ManualClock clock(5000);
  ThinkTime think(options.think_ns, options.think_mode, clock);
  MessageWindow window(options, &stop_, &think);
  EXPECT_TRUE(window.thinks());
  window.Start(0);
  ASSERT_TRUE(Answer(window, window.Send(0), 1).ok());
  ASSERT_TRUE(Answer(window, window.Send(2), 3).ok());
  EXPECT_EQ(window.ThinkUse().count(), 2u);
  EXPECT_EQ(window.ThinkUse().achieved_total_ns(), 2000);
  // Think time comes after the reply was dispatched: it is no latency.
  EXPECT_EQ(window.latency().max_ns(), 1);
}

TEST_F(MessageWindowTimeTest, WhatFollowsAReplyIsSentAfterItsThinkTime) {
  WindowOptions options = Options(1, 0);
  options.plan.duration_ns = 500;
  options.think_ns = 400;
  ManualClock clock(0);
  ThinkTime think(options.think_ns, options.think_mode, clock);
  MessageWindow window(options, &stop_, &think);
  window.Start(0);
  const uint64_t first = window.Send(0);
  clock.SetNs(150);
  ASSERT_TRUE(Answer(window, first, 150).ok());
  // The end of the duration fell into the think time.
  EXPECT_EQ(window.received_ns(), 550);
  EXPECT_TRUE(window.SendingDone());
}

TEST_F(MessageWindowTimeTest, AsksForNoTimeWithoutThinkTime) {
  ManualClock clock(7);
  ThinkTime think(0, ThinkMode::kSleep, clock);
  MessageWindow window(Options(1, 2), &stop_, &think);
  EXPECT_FALSE(window.thinks());
  window.Start(0);
  ASSERT_TRUE(Answer(window, window.Send(100), 150).ok());
  EXPECT_EQ(window.received_ns(), 150);
  EXPECT_EQ(clock.readings(), 0);
}

TEST_F(MessageWindowTimeTest, WakesItsThreadForAStopAtTheLatest) {
  MessageWindow window(Options(1, 10), &stop_);
  window.Start(100);
  EXPECT_EQ(window.WakeAtNs(), 100 + MessageWindow::kCheckIntervalNs);
  ASSERT_TRUE(window.Check(200).ok());
  EXPECT_EQ(window.WakeAtNs(), 200 + MessageWindow::kCheckIntervalNs);
  // Replies do not put it off: they look at the stop themselves.
  ASSERT_TRUE(Answer(window, window.Send(300), 400).ok());
  EXPECT_EQ(window.WakeAtNs(), 200 + MessageWindow::kCheckIntervalNs);
}

TEST_F(MessageWindowTimeTest, WakesItsThreadWhenAPhaseEnds) {
  WindowOptions options = Options(1, 0);
  options.plan.warmup_ns = 3000;
  options.plan.duration_ns = 5000;
  MessageWindow window(options, &stop_);
  window.Start(100);
  EXPECT_EQ(window.WakeAtNs(), 3100);
  ASSERT_TRUE(window.Check(3100).ok());
  EXPECT_EQ(window.CurrentPhase(), Phase::kMeasure);
  // Measuring begins with its first message.
  EXPECT_EQ(window.WakeAtNs(), 3100 + MessageWindow::kCheckIntervalNs);
  window.Send(4000);
  EXPECT_EQ(window.WakeAtNs(), 9000);
  ASSERT_FALSE(window.Check(9000).ok());
  EXPECT_TRUE(window.SendingDone());
  EXPECT_EQ(window.WakeAtNs(), 9000 + MessageWindow::kCheckIntervalNs);
}

}  // namespace
}  // namespace grpc_perf_msgr
