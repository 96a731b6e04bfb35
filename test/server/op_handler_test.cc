#include "server/op_handler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/payload.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

OpHandler::Options Limit(uint64_t max_message_bytes) {
  OpHandler::Options options;
  options.max_message_bytes = max_message_bytes;
  return options;
}

// `data` must outlive the op.
ReceivedOp Op(uint64_t id, const std::string& data, uint32_t reply_bytes) {
  ReceivedOp op;
  op.id = id;
  op.data = data;
  op.reply_bytes = reply_bytes;
  return op;
}

v1::ServerCounters CountersOf(const OpHandler& handler) {
  v1::ServerCounters counters;
  handler.AddTo(counters);
  return counters;
}

TEST(OpHandler, AnswersWithTheIdAndTheBytesThatWereAskedFor) {
  OpHandler handler(Limit(100));
  const std::string data(100, 'x');
  PendingReply reply;
  ASSERT_TRUE(handler.Handle(Op(~0ull, data, 100), reply).ok());
  EXPECT_EQ(reply.id, ~0ull);
  EXPECT_EQ(reply.reply_bytes, 100);
  EXPECT_FALSE(reply.with_crc32c);
}

TEST(OpHandler, AnswersWithACrcAfterARightOne) {
  OpHandler handler(Limit(100));
  const std::string data = "123456789";
  ReceivedOp op = Op(1, data, 0);
  op.crc32c = 0xe3069283;
  PendingReply reply;
  ASSERT_TRUE(handler.Handle(op, reply).ok());
  EXPECT_TRUE(reply.with_crc32c);
  // And forgets it with the next op.
  op.crc32c.reset();
  ASSERT_TRUE(handler.Handle(op, reply).ok());
  EXPECT_FALSE(reply.with_crc32c);
}

TEST(OpHandler, RefusesAWrongCrcWithBothNumbers) {
  OpHandler handler(Limit(100));
  const std::string data = "123456789";
  ReceivedOp op = Op(7, data, 0);
  op.crc32c = 0;
  PendingReply reply;
  const absl::Status status = handler.Handle(op, reply);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(status.message(),
            "op 7: crc32c of its 9 bytes is 0xe3069283, it says 0x00000000");
}

TEST(OpHandler, RefusesAnOpOverTheLimitNamingIt) {
  OpHandler handler(Limit(100));
  const std::string data(101, 'x');
  PendingReply reply;
  const absl::Status status = handler.Handle(Op(7, data, 0), reply);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(status.message(),
            "op 7 carries 101 bytes, the server's --max_message_bytes is 100");
}

TEST(OpHandler, RefusesAReplyOverTheLimitNamingIt) {
  OpHandler handler(Limit(100));
  PendingReply reply;
  const absl::Status status = handler.Handle(Op(7, "", 4'000'000'000), reply);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()),
              StartsWith("op 7 asks for a reply of 4000000000 bytes, the "
                         "server's --max_message_bytes is 100"));
}

TEST(OpHandler, TakesOnlyEmptyPayloadsWithALimitOfZero) {
  OpHandler handler(Limit(0));
  const std::string one = "1";
  PendingReply reply;
  EXPECT_TRUE(handler.Handle(Op(1, "", 0), reply).ok());
  EXPECT_FALSE(handler.Handle(Op(2, one, 0), reply).ok());
  EXPECT_FALSE(handler.Handle(Op(3, "", 1), reply).ok());
}

TEST(OpHandler, CountsWhatItAnsweredAndWhatItRefused) {
  OpHandler handler(Limit(100));
  const std::string data(10, 'x');
  const std::string large(101, 'x');
  PendingReply reply;
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(handler.Handle(Op(1, data, 3), reply).ok());
  }
  ASSERT_FALSE(handler.Handle(Op(1, large, 3), reply).ok());
  const v1::ServerCounters counters = CountersOf(handler);
  EXPECT_EQ(counters.messages(), 5);
  EXPECT_EQ(counters.bytes_received(), 50);
  EXPECT_EQ(counters.bytes_sent(), 15);
  EXPECT_EQ(counters.errors(), 1);
}

TEST(OpHandler, CountsStreamsThatAreOpenThatEndedAndThatBroke) {
  OpHandler handler(Limit(100));
  for (int i = 0; i < 4; ++i) handler.StreamOpened();
  handler.StreamClosed(/*broken=*/false);
  handler.StreamClosed(/*broken=*/true);
  const v1::ServerCounters counters = CountersOf(handler);
  EXPECT_EQ(counters.streams_total(), 4);
  EXPECT_EQ(counters.streams_open(), 2);
  EXPECT_EQ(counters.streams_broken(), 1);
}

TEST(OpHandler, AddsToWhatOtherThreadsCounted) {
  OpHandler first(Limit(100));
  OpHandler second(Limit(100));
  first.StreamOpened();
  first.StreamOpened();
  second.StreamOpened();
  const std::string data(10, 'x');
  PendingReply reply;
  ASSERT_TRUE(first.Handle(Op(1, data, 0), reply).ok());
  ASSERT_TRUE(second.Handle(Op(1, data, 0), reply).ok());
  v1::ServerCounters counters;
  first.AddTo(counters);
  second.AddTo(counters);
  EXPECT_EQ(counters.messages(), 2);
  EXPECT_EQ(counters.bytes_received(), 20);
  EXPECT_EQ(counters.streams_total(), 3);
  EXPECT_THAT(counters.streams_by_thread(), ElementsAre(2, 1));
}

TEST(OpHandler, SpendsTheThinkTimeOnWhatItAnswersAlone) {
  OpHandler::Options options = Limit(100);
  options.think_ns = 20'000;
  options.think_mode = ThinkMode::kSpin;
  OpHandler handler(options);
  EXPECT_TRUE(handler.thinks());
  const std::string large(101, 'x');
  PendingReply reply;
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(handler.Handle(Op(1, "", 0), reply).ok());
  }
  ASSERT_FALSE(handler.Handle(Op(1, large, 0), reply).ok());
  const v1::ServerCounters counters = CountersOf(handler);
  EXPECT_EQ(counters.think().count(), 10);
  EXPECT_GE(counters.think().achieved_total_ns(), 10 * 20'000);
  EXPECT_FALSE(OpHandler(Limit(100)).thinks());
}

TEST(OpHandler, GivesReplyPayloadsOfEverySize) {
  OpHandler handler(Limit(1 << 20));
  for (const uint32_t bytes : {0, 1, 4096, 5, 100'000, 0, 99'999}) {
    EXPECT_EQ(handler.ReplyPayload(bytes), MakePayload(bytes)) << bytes;
  }
}

// Transports go on sending from them while others are asked for.
TEST(OpHandler, KeepsTheReplyPayloadsThatItGave) {
  OpHandler handler(Limit(1 << 20));
  std::vector<absl::string_view> given;
  for (const uint32_t bytes : {1, 5000, 4096, 100'000, 1'000'000, 10}) {
    given.push_back(handler.ReplyPayload(bytes));
  }
  for (const absl::string_view payload : given) {
    EXPECT_TRUE(payload == MakePayload(payload.size())) << payload.size();
  }
}

TEST(OpHandler, ChecksTheCrcOverAllPieces) {
  OpHandler handler(Limit(100));
  const std::vector<absl::string_view> pieces = {"1234", "", "56789"};
  ReceivedOp op;
  op.data = PayloadView(absl::Span<const absl::string_view>(pieces));
  op.crc32c = 0xe3069283;
  PendingReply reply;
  EXPECT_TRUE(handler.Handle(op, reply).ok());
  EXPECT_EQ(CountersOf(handler).bytes_received(), 9);
}

TEST(OpHandler, TellsOfOpsWhenAsked) {
  OpHandler::Options options = Limit(100);
  options.frames = DebugLog(true, "frames", "tcp 1");
  options.window = DebugLog(true, "window", "tcp 1");
  OpHandler handler(options);
  PendingReply reply;
  testing::internal::CaptureStderr();
  EXPECT_TRUE(handler.Handle(Op(7, "data", 9), reply).ok());
  const std::string big(101, 'x');
  EXPECT_FALSE(handler.Handle(Op(8, big, 0), reply).ok());
  const std::string said = testing::internal::GetCapturedStderr();
  for (const char* event :
       {"frames tcp 1: received op 7, 4 bytes\n",
        "window tcp 1: op 7 handled, 1 in all\n",
        "frames tcp 1: send reply 7, 9 bytes\n",
        "frames tcp 1: received op 8, 101 bytes, refused: "}) {
    EXPECT_THAT(said, HasSubstr(event));
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
