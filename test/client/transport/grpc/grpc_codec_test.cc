// What is in a message of a stream: both codecs, without a stream.
#include "client/transport/grpc/grpc_codec.h"

#include <gmock/gmock.h>
#include <grpcpp/support/slice.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::EndsWith;
using ::testing::StartsWith;

std::string Whole(const PayloadView& view) {
  std::string whole;
  for (const absl::string_view piece : view.pieces()) {
    whole.append(piece.data(), piece.size());
  }
  return whole;
}

Workload Replies(uint32_t reply_bytes, bool verify = false) {
  Workload workload;
  workload.window.reply_bytes = reply_bytes;
  workload.window.verify = verify;
  return workload;
}

TEST(ProtobufClientCodec, WritesOpsThatDifferInTheirIds) {
  const std::string payload = MakePayload(300);
  ProtobufClientCodec codec(Replies(34), payload);
  for (const uint64_t id : {uint64_t{0}, uint64_t{7}, ~uint64_t{0}}) {
    const v1::Op& op = codec.Encode(id);
    EXPECT_EQ(op.id(), id);
    EXPECT_EQ(op.data(), payload);
    EXPECT_EQ(op.reply_bytes(), 34);
    EXPECT_FALSE(op.has_crc32c());
  }
}

TEST(ProtobufClientCodec, AddsAChecksumWhenAsked) {
  ProtobufClientCodec codec(Replies(0, true), "123456789");
  EXPECT_EQ(codec.Encode(1).crc32c(), 0xe3069283);
}

TEST(ProtobufClientCodec, ReadsAllFieldsOfAReply) {
  ProtobufClientCodec codec(Replies(4), "");
  v1::OpReply message;
  message.set_id(12);
  message.set_data("data");
  ReceivedReply reply;
  ASSERT_TRUE(codec.Decode(message, reply).ok());
  EXPECT_EQ(reply.id, 12);
  EXPECT_EQ(Whole(reply.data), "data");
  EXPECT_FALSE(reply.crc32c.has_value());
  // 0 is a checksum, too.
  message.set_crc32c(0);
  ASSERT_TRUE(codec.Decode(message, reply).ok());
  EXPECT_EQ(reply.crc32c, 0);
}

TEST(ProtobufClientCodec, TellsOfMessagesWhenAsked) {
  Workload workload = Replies(0);
  workload.debug.frames = true;
  ProtobufClientCodec codec(workload, "data");
  testing::internal::CaptureStderr();
  const size_t bytes = codec.Encode(7).ByteSizeLong();
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              EndsWith(absl::StrCat(" frames grpc ", DebugThread(),
                                    ": send op 7, ", bytes, " bytes\n")));
  v1::OpReply message;
  message.set_id(8);
  ReceivedReply reply;
  testing::internal::CaptureStderr();
  ASSERT_TRUE(codec.Decode(message, reply).ok());
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              EndsWith(absl::StrCat(": received reply 8, ",
                                    message.ByteSizeLong(), " bytes\n")));
}

TEST(BytesClientCodec, WritesWhatItsOtherSideReads) {
  const std::string payload = MakePayload(300);
  BytesClientCodec codec(Replies(34), payload);
  DecodedBytes decoded;
  for (const uint64_t id : {uint64_t{0}, uint64_t{7}, ~uint64_t{0}}) {
    ASSERT_TRUE(decoded.Decode(codec.Encode(id)).ok());
    EXPECT_EQ(decoded.header().id, id);
    EXPECT_EQ(decoded.header().reply_bytes, 34);
    EXPECT_FALSE(decoded.header().crc32c.has_value());
    EXPECT_EQ(Whole(decoded.payload()), payload);
  }
}

TEST(BytesClientCodec, AddsAChecksumWhenAsked) {
  BytesClientCodec codec(Replies(0, true), "123456789");
  DecodedBytes decoded;
  ASSERT_TRUE(decoded.Decode(codec.Encode(1)).ok());
  EXPECT_EQ(decoded.header().crc32c, 0xe3069283);
}

// Nothing of a reply may stay for the next.
TEST(BytesClientCodec, ReadsAllFieldsOfOneReplyAfterTheOther) {
  BytesClientCodec codec(Replies(300), "");
  const std::string data = MakePayload(300);
  ReceivedReply reply;
  ASSERT_TRUE(
      codec.Decode(EncodeBytes({9, 0, 55}, SharedPayload(data)), reply).ok());
  EXPECT_EQ(reply.id, 9);
  EXPECT_EQ(Whole(reply.data), data);
  EXPECT_EQ(reply.crc32c, 55);
  ASSERT_TRUE(
      codec.Decode(EncodeBytes({10, 0, {}}, SharedPayload("")), reply).ok());
  EXPECT_EQ(reply.id, 10);
  EXPECT_EQ(Whole(reply.data), "");
  EXPECT_FALSE(reply.crc32c.has_value());
}

TEST(BytesClientCodec, TakesWhatIsShorterThanAHeaderForABrokenProtocol) {
  BytesClientCodec codec(Replies(0), "");
  const grpc::Slice slice("15 bytes of it.");
  ReceivedReply reply;
  const absl::Status status = codec.Decode(grpc::ByteBuffer(&slice, 1), reply);
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), StartsWith("protocol broken: "));
  EXPECT_EQ(codec.Decode(grpc::ByteBuffer(), reply).code(),
            absl::StatusCode::kInternal);
}

TEST(BytesClientCodec, TellsOfMessagesWhenAsked) {
  Workload workload = Replies(0);
  workload.debug.frames = true;
  BytesClientCodec codec(workload, "data");
  testing::internal::CaptureStderr();
  codec.Encode(7);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              EndsWith(": send op 7, 20 bytes\n"));
  const grpc::ByteBuffer message =
      EncodeBytes({8, 0, {}}, SharedPayload("more"));
  ReceivedReply reply;
  testing::internal::CaptureStderr();
  ASSERT_TRUE(codec.Decode(message, reply).ok());
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              EndsWith(": received reply 8, 20 bytes\n"));
}

}  // namespace
}  // namespace grpc_perf_msgr
