// What is in a message of a stream: both codecs, without a stream.
#include "server/grpc/grpc_codec.h"

#include <grpcpp/support/slice.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "common/grpc/bytes_frame.h"
#include "common/payload.h"
#include "server/op_handler.h"

namespace grpc_perf_msgr {
namespace {

std::string Whole(const PayloadView& view) {
  std::string whole;
  for (const absl::string_view piece : view.pieces()) {
    whole.append(piece.data(), piece.size());
  }
  return whole;
}

OpHandler::Options Limits() {
  OpHandler::Options options;
  options.max_message_bytes = 1 << 20;
  return options;
}

TEST(ProtobufServerCodec, ReadsAllFieldsOfAnOp) {
  v1::Op message;
  message.set_id(12);
  message.set_data("data");
  message.set_reply_bytes(34);
  ReceivedOp op;
  ProtobufServerCodec codec;
  ASSERT_TRUE(codec.Decode(message, op).ok());
  EXPECT_EQ(op.id, 12);
  EXPECT_EQ(Whole(op.data), "data");
  EXPECT_EQ(op.reply_bytes, 34);
  EXPECT_FALSE(op.crc32c.has_value());
  message.set_crc32c(0);
  ASSERT_TRUE(codec.Decode(message, op).ok());
  EXPECT_EQ(op.crc32c, 0);
}

// The message is reused: nothing of the reply before it may stay.
TEST(ProtobufServerCodec, WritesRepliesOfAnySizeOneAfterTheOther) {
  OpHandler handler(Limits());
  ProtobufServerCodec codec;
  uint64_t id = 0;
  for (const uint32_t bytes : {5u, 5u, 100'000u, 0u, 7u}) {
    for (const bool with_crc32c : {false, true, false}) {
      const v1::OpReply& reply =
          codec.Encode({++id, bytes, with_crc32c}, handler);
      EXPECT_EQ(reply.id(), id);
      EXPECT_EQ(reply.data(), MakePayload(bytes));
      EXPECT_EQ(reply.has_crc32c(), with_crc32c);
      if (with_crc32c) {
        EXPECT_EQ(reply.crc32c(), Crc32c(reply.data()));
      }
    }
  }
}

TEST(BytesServerCodec, ReadsAllFieldsOfAnOp) {
  const std::string data = MakePayload(300);
  ReceivedOp op;
  BytesServerCodec codec;
  ASSERT_TRUE(
      codec.Decode(EncodeBytes({9, 44, 55}, SharedPayload(data)), op).ok());
  EXPECT_EQ(op.id, 9);
  EXPECT_EQ(op.reply_bytes, 44);
  EXPECT_EQ(op.crc32c, 55);
  EXPECT_EQ(Whole(op.data), data);
}

TEST(BytesServerCodec, RefusesWhatIsShorterThanAHeader) {
  const grpc::Slice slice("15 bytes of it.");
  ReceivedOp op;
  BytesServerCodec codec;
  EXPECT_EQ(codec.Decode(grpc::ByteBuffer(&slice, 1), op).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(BytesServerCodec, WritesWhatItsOtherSideReads) {
  OpHandler handler(Limits());
  BytesServerCodec codec;
  for (const uint32_t bytes : {0u, 1u, 100'000u, 3u}) {
    for (const bool with_crc32c : {false, true}) {
      DecodedBytes decoded;
      ASSERT_TRUE(
          decoded.Decode(codec.Encode({77, bytes, with_crc32c}, handler)).ok());
      EXPECT_EQ(decoded.header().id, 77);
      EXPECT_EQ(decoded.header().reply_bytes, 0);
      EXPECT_EQ(Whole(decoded.payload()), MakePayload(bytes));
      EXPECT_EQ(decoded.header().crc32c.has_value(), with_crc32c);
      if (with_crc32c) {
        EXPECT_EQ(decoded.header().crc32c, Crc32c(MakePayload(bytes)));
      }
    }
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
