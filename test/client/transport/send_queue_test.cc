#include "client/transport/send_queue.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "common/payload.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

WindowOptions Options(uint32_t window, uint64_t ios) {
  WindowOptions options;
  options.window = window;
  options.plan.ios = ios;
  return options;
}

class SendQueueTest : public ::testing::Test {
 protected:
  StopSignal stop_{StopLevel::kNone};
};

TEST_F(SendQueueTest, FillsTheWindowAtOnceWhateverIsTaken) {
  MessageWindow window(Options(4, 100), &stop_);
  window.Start(0);
  SendQueue queue(4);
  EXPECT_TRUE(queue.empty());
  queue.Fill(window, 10);
  EXPECT_EQ(queue.size(), 4u);
  EXPECT_EQ(window.InFlight(), 4u);
  queue.Take();
  queue.Fill(window, 20);
  EXPECT_EQ(queue.size(), 3u);
  EXPECT_EQ(window.InFlight(), 4u);
}

TEST_F(SendQueueTest, HandsOutInTheOrderOfSendingRoundAndRound) {
  MessageWindow window(Options(3, 1000), &stop_);
  window.Start(0);
  SendQueue queue(3);
  std::vector<uint64_t> expected;
  for (int i = 0; i < 10; ++i) {
    queue.Fill(window, i);
    ASSERT_EQ(queue.size(), 3u);
    const uint64_t id = queue.Take();
    // It comes back at once and frees one place, which the next Fill takes.
    ASSERT_TRUE(window.Receive(id, absl::string_view(), std::nullopt, i).ok());
    expected.push_back(id);
  }
  EXPECT_EQ(window.Counts().answered(), 10u);
  // No id was handed out twice.
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(std::unique(expected.begin(), expected.end()), expected.end());
}

TEST_F(SendQueueTest, WaitingIsPartOfTheLatency) {
  MessageWindow window(Options(2, 2), &stop_);
  window.Start(0);
  SendQueue queue(2);
  queue.Fill(window, 1'000);
  // Taken much later, answered at once.
  const uint64_t first = queue.Take();
  ASSERT_TRUE(
      window.Receive(first, absl::string_view(), std::nullopt, 1'500).ok());
  const uint64_t second = queue.Take();
  ASSERT_TRUE(
      window.Receive(second, absl::string_view(), std::nullopt, 3'000).ok());
  EXPECT_EQ(window.latency().min_ns(), 500);
  EXPECT_EQ(window.latency().max_ns(), 2'000);
}

TEST_F(SendQueueTest, IsEmptyOnceAllIsSentAndTaken) {
  MessageWindow window(Options(8, 3), &stop_);
  window.Start(0);
  SendQueue queue(8);
  queue.Fill(window, 0);
  EXPECT_EQ(queue.size(), 3u);
  EXPECT_TRUE(window.SendingDone());
  while (!queue.empty()) queue.Take();
  queue.Fill(window, 1);
  EXPECT_TRUE(queue.empty());
}

}  // namespace
}  // namespace grpc_perf_msgr
