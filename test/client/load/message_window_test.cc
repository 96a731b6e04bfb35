#include "client/load/message_window.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "common/limits.h"
#include "common/payload.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

class MessageWindowTest : public ::testing::Test {
 protected:
  static WindowOptions Options(uint32_t window, uint64_t ios) {
    WindowOptions options;
    options.window = window;
    options.plan.ios = ios;
    options.bytes = 100;
    options.stall_timeout_ns = 1000;
    return options;
  }

  static absl::Status Answer(MessageWindow& window, uint64_t id,
                             int64_t now_ns) {
    return window.Receive(id, "", std::nullopt, now_ns);
  }

  StopSignal stop_{StopLevel::kNone};
};

TEST_F(MessageWindowTest, OffersTheWholeWindowAtFirst) {
  MessageWindow window(Options(32, 1000), &stop_);
  window.Start(0);
  EXPECT_EQ(window.Sendable(), 32u);
}

TEST_F(MessageWindowTest, NeverOffersMoreThanTheWindow) {
  MessageWindow window(Options(4, 1000), &stop_);
  window.Start(0);
  for (uint32_t sent = 1; sent <= 4; ++sent) {
    window.Send(0);
    EXPECT_EQ(window.Sendable(), 4 - sent);
    EXPECT_EQ(window.InFlight(), sent);
  }
}

TEST_F(MessageWindowTest, EachReplyFreesExactlyOnePlace) {
  MessageWindow window(Options(2, 1000), &stop_);
  window.Start(0);
  const uint64_t first = window.Send(0);
  window.Send(0);
  ASSERT_TRUE(Answer(window, first, 5).ok());
  EXPECT_EQ(window.Sendable(), 1u);
  EXPECT_EQ(window.InFlight(), 1u);
}

TEST_F(MessageWindowTest, OffersOnlyWhatIsLeftOfTheMessages) {
  MessageWindow window(Options(32, 3), &stop_);
  window.Start(0);
  EXPECT_EQ(window.Sendable(), 3u);
  EXPECT_FALSE(window.SendingDone());
}

TEST_F(MessageWindowTest, IsDoneWhenTheLastMessageIsAnswered) {
  MessageWindow window(Options(32, 2), &stop_);
  window.Start(0);
  const uint64_t first = window.Send(0);
  const uint64_t second = window.Send(0);
  EXPECT_TRUE(window.SendingDone());
  EXPECT_FALSE(window.Done());
  ASSERT_TRUE(Answer(window, second, 1).ok());
  EXPECT_FALSE(window.Done());
  ASSERT_TRUE(Answer(window, first, 2).ok());
  EXPECT_TRUE(window.Done());
}

TEST_F(MessageWindowTest, StaysExactUnderRandomOrderOfReplies) {
  constexpr uint32_t kWindow = 17;
  constexpr uint64_t kIos = 20'000;
  MessageWindow window(Options(kWindow, kIos), &stop_);
  window.Start(0);
  std::mt19937 random(1);
  std::vector<uint64_t> in_flight;
  std::set<uint64_t> seen;
  int64_t now = 0;
  while (!window.Done()) {
    while (window.Sendable() > 0) {
      const uint64_t id = window.Send(++now);
      EXPECT_TRUE(seen.insert(id).second) << "id " << id << " used twice";
      in_flight.push_back(id);
    }
    if (!window.SendingDone()) {
      ASSERT_EQ(in_flight.size(), kWindow);
    }
    std::swap(in_flight[random() % in_flight.size()], in_flight.back());
    ASSERT_TRUE(Answer(window, in_flight.back(), ++now).ok());
    in_flight.pop_back();
  }
  const v1::Counts counts = window.Counts();
  EXPECT_EQ(counts.sent(), kIos);
  EXPECT_EQ(counts.answered(), kIos);
  EXPECT_EQ(counts.lost(), 0u);
  EXPECT_EQ(counts.max_in_flight(), kWindow);
  EXPECT_EQ(window.latency().total_count(), kIos);
}

TEST_F(MessageWindowTest, RecordsTheTimeFromSendToReply) {
  MessageWindow window(Options(2, 2), &stop_);
  window.Start(0);
  const uint64_t first = window.Send(100);
  const uint64_t second = window.Send(200);
  ASSERT_TRUE(Answer(window, first, 350).ok());
  ASSERT_TRUE(Answer(window, second, 1200).ok());
  EXPECT_EQ(window.latency().min_ns(), 250);
  EXPECT_EQ(window.latency().max_ns(), 1000);
  EXPECT_EQ(window.first_measured_send_ns(), 100);
  EXPECT_EQ(window.last_measured_reply_ns(), 1200);
}

TEST_F(MessageWindowTest, AMessageBelongsToThePhaseItWasSentIn) {
  WindowOptions options = Options(2, 1);
  options.plan.warmup_messages = 1;
  MessageWindow window(options, &stop_);
  window.Start(0);
  const uint64_t warmup = window.Send(10);
  const uint64_t measured = window.Send(20);
  // The warm-up reply comes last, long after measuring began.
  ASSERT_TRUE(Answer(window, measured, 30).ok());
  ASSERT_TRUE(Answer(window, warmup, 900).ok());
  EXPECT_EQ(window.latency().total_count(), 1u);
  EXPECT_EQ(window.latency().max_ns(), 10);
  EXPECT_EQ(window.Counts().sent(), 1u);
  EXPECT_EQ(window.Counts().answered_all_phases(), 2u);
  EXPECT_EQ(window.last_measured_reply_ns(), 30);
}

TEST_F(MessageWindowTest, CountsPayloadBytesOfAnsweredMessagesOnly) {
  WindowOptions options = Options(2, 2);
  options.reply_bytes = 3;
  MessageWindow window(options, &stop_);
  window.Start(0);
  const uint64_t first = window.Send(0);
  window.Send(0);
  ASSERT_TRUE(window.Receive(first, "abc", std::nullopt, 1).ok());
  EXPECT_EQ(window.Counts().bytes_sent(), 100u);
  EXPECT_EQ(window.Counts().bytes_received(), 3u);
  EXPECT_EQ(window.Counts().lost(), 1u);
}

TEST_F(MessageWindowTest, RefusesAReplyThatWasNeverAskedFor) {
  MessageWindow window(Options(2, 10), &stop_);
  window.Start(0);
  window.Send(0);
  for (const uint64_t id :
       {uint64_t{1}, uint64_t{2}, uint64_t{kMaxWindow}, ~uint64_t{0}}) {
    const absl::Status status = Answer(window, id, 1);
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << id;
    EXPECT_THAT(std::string(status.message()), HasSubstr("never sent")) << id;
  }
  EXPECT_EQ(window.Counts().errors(), 4u);
  EXPECT_EQ(window.InFlight(), 1u);
}

TEST_F(MessageWindowTest, RefusesAReplyThatComesTwice) {
  MessageWindow window(Options(1, 10), &stop_);
  window.Start(0);
  const uint64_t id = window.Send(0);
  ASSERT_TRUE(Answer(window, id, 1).ok());
  absl::Status status = Answer(window, id, 2);
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("answered before"));
  // Also when its place is in use again.
  window.Send(3);
  status = Answer(window, id, 4);
  EXPECT_THAT(std::string(status.message()), HasSubstr("answered before"));
}

TEST_F(MessageWindowTest, RefusesAReplyOfTheWrongSize) {
  WindowOptions options = Options(1, 1);
  options.reply_bytes = 4;
  MessageWindow window(options, &stop_);
  window.Start(0);
  const uint64_t id = window.Send(0);
  const absl::Status status = window.Receive(id, "abc", std::nullopt, 1);
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("carries 3 bytes, 4 were asked for"));
}

TEST_F(MessageWindowTest, VerifyWantsTheRightChecksum) {
  WindowOptions options = Options(3, 3);
  options.reply_bytes = 9;
  options.verify = true;
  MessageWindow window(options, &stop_);
  window.Start(0);
  const uint64_t good = window.Send(0);
  EXPECT_TRUE(window.Receive(good, "123456789", 0xe3069283, 1).ok());
  const uint64_t wrong = window.Send(0);
  absl::Status status = window.Receive(wrong, "123456788", 0xe3069283, 1);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("it says 0xe3069283"));
  const uint64_t missing = window.Send(0);
  status = window.Receive(missing, "123456789", std::nullopt, 1);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
}

TEST_F(MessageWindowTest, SaysWhatWasGoingOn) {
  MessageWindow window(Options(2, 10), &stop_);
  window.Start(0);
  const uint64_t first = window.Send(0);
  window.Send(0);
  ASSERT_TRUE(Answer(window, first, 1).ok());
  EXPECT_EQ(window.Describe(),
            "measure phase, 1 of 10 measured messages answered, 1 in flight");
}

}  // namespace
}  // namespace grpc_perf_msgr
