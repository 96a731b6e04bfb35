#include "common/msgr2/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "common/little_endian.h"
#include "common/msgr2/crc.h"
#include "test/common/msgr2/capture.h"
#include "test/common/msgr2/frames.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

using ::testing::HasSubstr;

constexpr MessageIds kIds = {0x0102030405060708, 0x1112131415161718,
                             0x2122232425262728};

std::string EncodedOp(const MessageIds& ids, absl::string_view data) {
  const OpFrame frame(static_cast<uint32_t>(data.size()));
  std::string bytes(kOpHeadBytes + data.size() + kEpilogueBytes, '?');
  frame.EncodeHead(ids, bytes.data());
  data.copy(bytes.data() + kOpHeadBytes, data.size());
  frame.EncodeEpilogue(Crc(kSegmentSeed, data),
                       bytes.data() + kOpHeadBytes + data.size());
  return bytes;
}

std::string Reply(const MessageIds& ids) {
  std::string bytes(kReplyBytes, '?');
  ReplyFrame().Encode(ids, bytes.data());
  return bytes;
}

// The captured messages of one side with the ids that they carry.
struct Captured {
  std::string bytes;
  MessageIds ids;
};
std::vector<Captured> CapturedMessages(const std::string& capture) {
  std::vector<Captured> messages;
  for (const CapturedUnit& unit : LoadCapture(capture)) {
    if (unit.name != "MESSAGE") continue;
    const char* header = unit.bytes.data() + kPreambleBytes;
    messages.push_back({unit.bytes,
                        {LoadLittleEndian<uint64_t>(header),
                         LoadLittleEndian<uint64_t>(header + 8),
                         LoadLittleEndian<uint64_t>(header + 28)}});
  }
  return messages;
}

TEST(Msgr2Op, IsByteByByteThatOfTheRealClient) {
  size_t count = 0;
  for (const char* name :
       {"four_ops_client", "five_ops_client", "two_in_flight_client"}) {
    for (const Captured& captured : CapturedMessages(name)) {
      EXPECT_EQ(EncodedOp(captured.ids, std::string(64, '\0')), captured.bytes)
          << name << captured.ids.seq;
      ++count;
    }
  }
  EXPECT_EQ(count, 13);
}

TEST(Msgr2Reply, IsByteByByteThatOfTheRealServer) {
  size_t count = 0;
  for (const char* name :
       {"four_ops_server", "five_ops_server", "two_in_flight_server"}) {
    for (const Captured& captured : CapturedMessages(name)) {
      EXPECT_EQ(Reply(captured.ids), captured.bytes)
          << name << captured.ids.seq;
      ++count;
    }
  }
  EXPECT_EQ(count, 9);
}

// The real client then counts two segments and writes 0 as the op's length; all
// else is as with data.
TEST(Msgr2Op, WithoutDataHasTwoSegments) {
  const Captured with_data = CapturedMessages("four_ops_client")[0];
  const OwnedFrame frame = CutOne(with_data.bytes);
  std::string front = frame.segments[1];
  ASSERT_EQ(LoadLittleEndian<uint64_t>(front.data() + 164), 64);
  StoreLittleEndian(uint64_t{0}, front.data() + 164);
  EXPECT_EQ(EncodedOp(with_data.ids, ""),
            (WireFrame{.segments = {frame.segments[0], front}}.Bytes()));
}

// Alignment 4096 of the data apart, all follows from the frame of 64 bytes.
TEST(Msgr2Op, OfAnotherSizeDiffersWhereItMust) {
  const OwnedFrame captured =
      CutOne(CapturedMessages("four_ops_client")[0].bytes);
  for (const size_t size : {1, 4096, 65536, 1'000'000}) {
    const std::string data(size, 'd');
    const std::string bytes = EncodedOp({1, 0, 0}, data);
    EXPECT_EQ(bytes.size(), 310 + size);
    const OwnedFrame frame = CutOne(bytes);
    ASSERT_EQ(frame.segments.size(), 4);
    EXPECT_EQ(frame.segments[0], captured.segments[0]);
    std::string front = captured.segments[1];
    StoreLittleEndian(uint64_t{size}, front.data() + 164);
    EXPECT_EQ(frame.segments[1], front);
    EXPECT_EQ(frame.segments[2], "");
    EXPECT_TRUE(frame.segments[3] == data);
  }
  const std::string zeros = EncodedOp({1, 0, 0}, std::string(4096, '\0'));
  EXPECT_EQ(LoadLittleEndian<uint32_t>(zeros.data() + zeros.size() - 4),
            0x6706be76);
}

TEST(Msgr2Op, CarriesItsIdsAndData) {
  for (const std::string data : {"", "x", "some bytes"}) {
    const OwnedFrame frame = CutOne(EncodedOp(kIds, data));
    const auto op = DecodeOp(frame.Received());
    ASSERT_TRUE(op.ok()) << op.status();
    EXPECT_EQ(op->ids.seq, kIds.seq);
    EXPECT_EQ(op->ids.tid, kIds.tid);
    EXPECT_EQ(op->ids.ack_seq, kIds.ack_seq);
    EXPECT_EQ(op->data, data);
  }
}

TEST(Msgr2Reply, CarriesItsIdsAndResult) {
  OwnedFrame frame = CutOne(Reply(kIds));
  for (const int32_t result : {0, -95, std::numeric_limits<int32_t>::min()}) {
    StoreLittleEndian(result, frame.segments[1].data() + 29);
    const auto reply = DecodeReply(frame.Received());
    ASSERT_TRUE(reply.ok()) << reply.status();
    EXPECT_EQ(reply->ids.seq, kIds.seq);
    EXPECT_EQ(reply->ids.tid, kIds.tid);
    EXPECT_EQ(reply->ids.ack_seq, kIds.ack_seq);
    EXPECT_EQ(reply->result, result);
  }
}

TEST(Msgr2Message, OfTheRealProgramsIsRead) {
  for (const Captured& captured : CapturedMessages("two_in_flight_client")) {
    const OwnedFrame frame = CutOne(captured.bytes);
    const auto op = DecodeOp(frame.Received());
    ASSERT_TRUE(op.ok()) << op.status();
    EXPECT_EQ(op->ids.seq, captured.ids.seq);
    EXPECT_EQ(op->data, std::string(64, '\0'));
  }
  for (const Captured& captured : CapturedMessages("two_in_flight_server")) {
    const OwnedFrame frame = CutOne(captured.bytes);
    const auto reply = DecodeReply(frame.Received());
    ASSERT_TRUE(reply.ok()) << reply.status();
    EXPECT_EQ(reply->ids.ack_seq, 2);
    EXPECT_EQ(reply->result, 0);
  }
}

// What the real programs do not look at either: a longer header, priority,
// flags, version 9, a middle, what follows the front's first 87 bytes.
TEST(Msgr2Message, IsReadInOtherFormsToo) {
  OwnedFrame frame = CutOne(EncodedOp(kIds, "data"));
  frame.segments[0] += "more";
  StoreLittleEndian(uint16_t{0}, frame.segments[0].data() + 18);
  StoreLittleEndian(uint16_t{9}, frame.segments[0].data() + 20);
  frame.segments[0][36] = 0;
  StoreLittleEndian(uint16_t{8}, frame.segments[0].data() + 37);
  frame.segments[1].resize(87);
  frame.segments[2] = "middle";
  const auto op = DecodeOp(frame.Received());
  ASSERT_TRUE(op.ok()) << op.status();
  EXPECT_EQ(op->ids.tid, kIds.tid);
  EXPECT_EQ(op->data, "data");
}

TEST(Msgr2Message, CutShortIsRefusedAtEveryLength) {
  OwnedFrame op = CutOne(EncodedOp(kIds, "data"));
  OwnedFrame reply = CutOne(Reply(kIds));
  for (size_t size = 0; size < 87; ++size) {
    op.segments[1].resize(size);
    const auto decoded = DecodeOp(op.Received());
    EXPECT_EQ(decoded.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(decoded.status().message(),
                HasSubstr("at least 87 are needed"));
  }
  for (size_t size = 0; size < 33; ++size) {
    reply.segments[1].resize(size);
    const auto decoded = DecodeReply(reply.Received());
    EXPECT_THAT(decoded.status().message(),
                HasSubstr("at least 33 are needed"));
  }
  // Without the last two bytes of the header, which are reserved, it is read.
  for (size_t size = 0; size < 39; ++size) {
    op.segments[0].resize(size);
    reply.segments[0].resize(size);
    EXPECT_THAT(DecodeOp(op.Received()).status().message(),
                HasSubstr("header has"));
    EXPECT_THAT(DecodeReply(reply.Received()).status().message(),
                HasSubstr("41 are needed"));
  }
}

TEST(Msgr2Message, OfAnotherKindIsRefused) {
  const struct {
    // Where in the header, and what.
    size_t offset;
    uint16_t value;
    std::string error;
  } cases[] = {
      {16, 2, "is of type 2, expected 42 (OSD_OP)"},
      {16, 43, "is of type 43, expected 42"},
      {16, 60000, "is of type 60000"},
      {20, 7, "has version 7"},
      {20, 0, "has version 0"},
      {37, 9, "version 8 (readable as 9), expected 8"},
  };
  for (const auto& bad : cases) {
    OwnedFrame frame = CutOne(EncodedOp({5, 6, 7}, "data"));
    StoreLittleEndian(bad.value, frame.segments[0].data() + bad.offset);
    const auto op = DecodeOp(frame.Received());
    EXPECT_EQ(op.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(op.status().message(), HasSubstr(bad.error));
    EXPECT_THAT(op.status().message(), HasSubstr("message 5"));
  }
  const OwnedFrame op = CutOne(EncodedOp(kIds, ""));
  EXPECT_THAT(DecodeReply(op.Received()).status().message(),
              HasSubstr("is of type 42, expected 43 (OSD_OPREPLY)"));
  const OwnedFrame one_segment = Control(Tag::kMessage, op.segments[0]);
  EXPECT_THAT(DecodeOp(one_segment.Received()).status().message(),
              HasSubstr("front of 0 bytes"));
}

}  // namespace
}  // namespace grpc_perf_msgr::msgr2
