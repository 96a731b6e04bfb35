#include "client/run/interval_reporter.h"

#include <optional>

#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

class IntervalReporterTest : public ::testing::Test {
 protected:
  IntervalReporterTest() {
    workload_.threads = 2;
    workload_.window.window = 2;
    workload_.window.plan.ios = 10;
    workload_.window.plan.warmup_messages = 1;
    workload_.window.bytes = 100;
    workload_.window.reply_bytes = 0;
  }

  static void Exchange(MessageWindow& window, int64_t sent_ns,
                       int64_t latency_ns) {
    const uint64_t id = window.Send(sent_ns);
    EXPECT_TRUE(
        window.Receive(id, "", std::nullopt, sent_ns + latency_ns).ok());
  }

  StopSignal stop_{StopLevel::kNone};
  Workload workload_;
};

TEST_F(IntervalReporterTest, TellsWhatHappenedInEachSlice) {
  MessageWindow one(workload_.window, &stop_);
  MessageWindow two(workload_.window, &stop_);
  one.Start(1000);
  two.Start(1000);
  IntervalReporter reporter(workload_, {&one, &two}, 1000);
  Exchange(one, 1000, 500);  // Warm-up.
  Exchange(one, 1500, 20);
  Exchange(two, 1000, 500);  // Warm-up.
  Exchange(two, 1500, 40);
  two.Send(1600);
  const v1::Interval first = reporter.Next(3000);
  EXPECT_EQ(first.start_ns(), 0);
  EXPECT_EQ(first.end_ns(), 2000);
  EXPECT_EQ(first.messages(), 4);
  EXPECT_EQ(first.bytes_sent(), 400);
  EXPECT_EQ(first.bytes_received(), 0);
  // Latencies are those of measured messages.
  EXPECT_EQ(first.p50_ns(), 20);
  EXPECT_EQ(first.p99_ns(), 40);
  EXPECT_EQ(first.in_flight(), 1);
  EXPECT_EQ(first.phase(), "measure");
  EXPECT_EQ(first.measured_so_far(), 2);
  EXPECT_EQ(first.measured_planned(), 20);

  Exchange(one, 4000, 7);
  const v1::Interval second = reporter.Next(4500);
  EXPECT_EQ(second.start_ns(), 2000);
  EXPECT_EQ(second.end_ns(), 3500);
  EXPECT_EQ(second.messages(), 1);
  EXPECT_EQ(second.p50_ns(), 7);
  EXPECT_EQ(second.measured_so_far(), 3);
}

TEST_F(IntervalReporterTest, ASliceWithoutMessagesHasNoLatency) {
  MessageWindow window(workload_.window, &stop_);
  window.Start(0);
  IntervalReporter reporter(workload_, {&window}, 0);
  const v1::Interval interval = reporter.Next(1000);
  EXPECT_EQ(interval.messages(), 0);
  EXPECT_FALSE(interval.has_p50_ns());
  EXPECT_FALSE(interval.has_p99_ns());
  EXPECT_EQ(interval.phase(), "warmup");
}

TEST_F(IntervalReporterTest, ThePhaseIsThatOfMostThreads) {
  MessageWindow one(workload_.window, &stop_);
  MessageWindow two(workload_.window, &stop_);
  MessageWindow three(workload_.window, &stop_);
  for (MessageWindow* window : {&one, &two, &three}) window->Start(0);
  IntervalReporter reporter(workload_, {&one, &two, &three}, 0);
  Exchange(one, 10, 10);
  EXPECT_EQ(reporter.Next(100).phase(), "warmup");
  Exchange(two, 10, 10);
  EXPECT_EQ(reporter.Next(200).phase(), "measure");
}

}  // namespace
}  // namespace grpc_perf_msgr
