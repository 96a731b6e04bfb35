#include "client/transport/inproc/answerer.h"

#include <gtest/gtest.h>

#include "common/payload.h"

namespace grpc_perf_msgr {
namespace {

TEST(AnswererTest, AnswersAnOpAsItAsks) {
  Answerer answerer(10);
  ReceivedOp op;
  op.id = 7;
  op.data = "data";
  op.reply_bytes = 10;
  PendingReply reply;
  ASSERT_TRUE(answerer.Handle(op, reply).ok());
  EXPECT_EQ(reply.id, 7);
  EXPECT_EQ(reply.reply_bytes, 10);
  EXPECT_FALSE(reply.with_crc32c);
  EXPECT_EQ(answerer.ReplyPayload(10), MakePayload(10));
  EXPECT_FALSE(answerer.thinks());
}

TEST(AnswererTest, ChecksACrc32c) {
  Answerer answerer(0);
  ReceivedOp op;
  op.id = 7;
  op.data = "data";
  op.crc32c = Crc32c(absl::string_view("data"));
  PendingReply reply;
  ASSERT_TRUE(answerer.Handle(op, reply).ok());
  EXPECT_TRUE(reply.with_crc32c);
  op.crc32c = 1;
  const absl::Status status = answerer.Handle(op, reply);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(status.message(), "op with id 7: wrong crc32c of its 4 bytes");
}

}  // namespace
}  // namespace grpc_perf_msgr
