#include "client/transport/send_queue.h"

#include <deque>
#include <optional>
#include <random>

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

// A second window that is treated alike gives the same ids in the same order:
// those that the queue must hand out.
TEST_F(SendQueueTest, HandsOutInTheOrderOfSendingRoundAndRound) {
  MessageWindow window(Options(5, 1000), &stop_);
  MessageWindow twin(Options(5, 1000), &stop_);
  window.Start(0);
  twin.Start(0);
  SendQueue queue(5);
  std::deque<uint64_t> waiting;
  std::deque<uint64_t> in_flight;
  std::mt19937 random(1);
  while (!window.Done()) {
    queue.Fill(window, 1);
    while (twin.Sendable() > 0) waiting.push_back(twin.Send(1));
    ASSERT_EQ(queue.size(), waiting.size());
    // Some of what waits is written, some of what was written is answered.
    for (uint64_t take = random() % 4; take > 0 && !queue.empty(); --take) {
      in_flight.push_back(queue.Take());
      ASSERT_EQ(in_flight.back(), waiting.front());
      waiting.pop_front();
    }
    for (uint64_t answer = random() % 4; answer > 0 && !in_flight.empty();
         --answer) {
      const uint64_t id = in_flight.front();
      in_flight.pop_front();
      ASSERT_TRUE(window.Receive(id, "", std::nullopt, 1).ok());
      ASSERT_TRUE(twin.Receive(id, "", std::nullopt, 1).ok());
    }
  }
  EXPECT_EQ(window.Counts().answered(), 1000u);
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
