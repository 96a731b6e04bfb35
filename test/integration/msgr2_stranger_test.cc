// How the server lives with peers of its msgr2 address that break the protocol
// or ask for what is not spoken here.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/string_view.h"
#include "common/little_endian.h"
#include "common/msgr2/bytes.h"
#include "common/msgr2/crc.h"
#include "common/payload.h"
#include "test/integration/msgr2_peers.h"
#include "test/integration/raw_client.h"
#include "test/integration/raw_msgr2_client.h"

namespace grpc_perf_msgr {
namespace {

using Msgr2Stranger = Msgr2PeersTest;
using msgr2::ByteWriter;
using msgr2::Tag;

constexpr int64_t kMebibyte = 1 << 20;
constexpr size_t kPreambleCrcOffset = 28;

std::string Banner(uint64_t supported, uint64_t required) {
  return ByteWriter()
      .PutBytes("ceph v2\n")
      .Put(uint16_t{16})
      .Put(supported)
      .Put(required)
      .Take();
}

// A frame with its preamble changed, the crc made right.
std::string WithPreamble(std::string frame, size_t offset, char value) {
  frame[offset] = value;
  StoreLittleEndian(
      msgr2::Crc(msgr2::kPreambleSeed,
                 absl::string_view(frame).substr(0, kPreambleCrcOffset)),
      &frame[kPreambleCrcOffset]);
  return frame;
}

std::string WithByte(std::string bytes, size_t offset) {
  bytes.at(offset) = static_cast<char>(bytes[offset] ^ 1);
  return bytes;
}

TEST_F(Msgr2Stranger, WhatSpeaksSomethingElseIsCutByItsFirstBytes) {
  for (const std::string& bytes :
       {std::string("GET / HTTP/1.1\r\n"), std::string(1, '\0'),
        std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        MakePayload(100'000)}) {
    RawMsgr2Client peer = Connect();
    ExpectCut(peer, bytes, "does not speak Ceph's messenger");
  }
  RawMsgr2Client v1 = Connect();
  ExpectCut(v1, "ceph v027", "speaks Ceph's messenger v1");
}

TEST_F(Msgr2Stranger, BannerThatAsksForMoreIsCut) {
  RawMsgr2Client unknown = Connect();
  ExpectCut(unknown, Banner(3, 4), "requires messenger features 0x4");
  RawMsgr2Client compression = Connect();
  ExpectCut(compression, Banner(3, 2), "requires compression");
  RawMsgr2Client old = Connect();
  ExpectCut(old, Banner(0, 0), "messenger v2.0 only");
}

// Sends what a client sends before its AUTH_REQUEST, and this instead of it.
std::string AuthRequest(const RawMsgr2Client& peer, uint32_t method,
                        uint32_t mode) {
  const std::string request =
      msgr2::EncodeControlFrame(Tag::kAuthRequest, ByteWriter()
                                                       .Put(method)
                                                       .Put(uint32_t{1})
                                                       .Put(mode)
                                                       .Put(uint32_t{0})
                                                       .Take());
  // HELLO and AUTH_REQUEST may come together.
  const std::string start = peer.GreetingUntil(2);
  return start.substr(0, start.size() - request.size()) + request;
}

TEST_F(Msgr2Stranger, WhatIsNotSpokenHereIsAnsweredWithWhatIs) {
  struct Case {
    uint32_t method;
    uint32_t mode;
    const char* why;
  };
  // Mode 2 is secure; method 2 is cephx.
  for (const Case& bad : {Case{1, 2, "allows connection modes [2] (2 secure)"},
                          Case{2, 1, "wants authentication method 2"}}) {
    RawMsgr2Client peer = Connect();
    ASSERT_TRUE(peer.Send(AuthRequest(peer, bad.method, bad.mode)));
    peer.tcp().Receive(msgr2::kBannerBytes);
    EXPECT_EQ(peer.ReceiveFrame().frame.tag, Tag::kHello);
    const RawMsgr2Frame answer = peer.ReceiveFrame();
    EXPECT_EQ(answer.frame.tag, Tag::kAuthBadMethod);
    // Method, -EOPNOTSUPP, methods [1], modes [1].
    EXPECT_EQ(answer.frame.segment[0], ByteWriter()
                                           .Put(bad.method)
                                           .Put(int32_t{-95})
                                           .Put(uint32_t{1})
                                           .Put(uint32_t{1})
                                           .Put(uint32_t{1})
                                           .Put(uint32_t{1})
                                           .Take());
    ExpectCut(peer, "", bad.why);
  }
}

TEST_F(Msgr2Stranger, FramesOutOfPlaceAreCut) {
  RawMsgr2Client early = Connect();
  ExpectCut(early, early.GreetingUntil(1) + RawOp({1, 1, 0}),
            "sent MESSAGE where HELLO was expected");
  RawMsgr2Client late = Greeted();
  ExpectCut(late, msgr2::EncodeControlFrame(Tag::kHello, "x"),
            "sent HELLO where a message was expected");
  RawMsgr2Client compressing = Greeted();
  ExpectCut(compressing,
            msgr2::EncodeControlFrame(Tag::kCompressionRequest, "x"),
            "sent COMPRESSION_REQUEST where a message was expected");
}

TEST_F(Msgr2Stranger, WrongCrcsAreFoundOut) {
  const std::string op = RawOp({1, 1, 0}, MakePayload(100));
  struct Case {
    size_t offset;
    const char* why;
  };
  for (const Case& bad :
       {Case{3, "the crc of a frame's preamble is wrong"},
        Case{msgr2::kPreambleBytes, "the crc of segment 0"},
        Case{msgr2::kOpHeadBytes - 1, "the crc of segment 1"},
        Case{msgr2::kOpHeadBytes + 50, "the crc of segment 3"}}) {
    RawMsgr2Client peer = Greeted();
    ExpectCut(peer, WithByte(op, bad.offset), bad.why);
  }
  EXPECT_EQ(ReadCounters(server_.address()).messages(), good_seq_);
}

TEST_F(Msgr2Stranger, FramesThatCannotBeAreFoundOut) {
  const std::string op = RawOp({1, 1, 0}, MakePayload(100));
  RawMsgr2Client tag = Greeted();
  ExpectCut(tag, WithPreamble(op, 0, 23), "unknown tag 23");
  RawMsgr2Client segments = Greeted();
  ExpectCut(segments, WithPreamble(op, 1, 5), "5 segments");
  RawMsgr2Client compressed = Greeted();
  ExpectCut(compressed, WithPreamble(op, 26, 1), "is compressed");
}

TEST_F(Msgr2Stranger, SeqThatDoesNotRiseIsFoundOut) {
  RawMsgr2Client twice = Greeted();
  ExpectCut(twice, RawOp({5, 1, 0}) + RawOp({5, 2, 0}),
            "message with seq 5 came after seq 5");
  RawMsgr2Client zero = Greeted();
  ExpectCut(zero, RawOp({0, 1, 0}), "message with seq 0 came after seq 0");
}

// A message with this in its header's field of two bytes at `offset`.
std::string WithHeaderField(size_t offset, uint16_t value) {
  std::string op = RawOp({1, 1, 0});
  StoreLittleEndian(value, &op[msgr2::kPreambleBytes + offset]);
  StoreLittleEndian(
      msgr2::Crc(msgr2::kSegmentSeed,
                 absl::string_view(op).substr(msgr2::kPreambleBytes,
                                              msgr2::kMessageHeaderBytes)),
      &op[msgr2::kPreambleBytes + msgr2::kMessageHeaderBytes]);
  return op;
}

TEST_F(Msgr2Stranger, OtherMessagesAreFoundOut) {
  RawMsgr2Client ping = Greeted();
  ExpectCut(ping, WithHeaderField(16, 2), "is of type 2, expected 42");
  RawMsgr2Client newer = Greeted();
  ExpectCut(newer, WithHeaderField(37, 9), "readable as 9");
}

TEST_F(Msgr2Stranger, LengthOverTheLimitIsRefusedByThePreambleAlone) {
  // What the first refusal takes, whatever is refused, counts before.
  RawMsgr2Client first = Connect();
  ExpectCut(first, Banner(0, 0), "messenger v2.0 only");
  const int64_t before_bytes = server_.process().ResidentBytes();
  char preamble[msgr2::kPreambleBytes];
  RawMsgr2Client data = Greeted();
  msgr2::EncodePreamble(Tag::kMessage,
                        {{msgr2::kMessageHeaderBytes, 8},
                         {msgr2::kOpFrontBytes, 8},
                         {0, 8},
                         {~uint32_t{0}, 4096}},
                        preamble);
  ExpectCut(data, absl::string_view(preamble, sizeof(preamble)),
            "has 4294967295 bytes, at most 67108864");
  RawMsgr2Client hello = Connect();
  msgr2::EncodePreamble(Tag::kHello, {{1u << 30, 8}}, preamble);
  ExpectCut(hello,
            hello.GreetingUntil(1) + std::string(preamble, sizeof(preamble)),
            "a HELLO frame has 1073741824 bytes");
  EXPECT_LT(server_.process().ResidentBytes() - before_bytes, 16 * kMebibyte);
}

TEST_F(Msgr2Stranger, EndWithinTheHandshakeIsReported) {
  const std::string whole = Connect().GreetingUntil(2);
  for (const size_t bytes :
       {size_t{10}, msgr2::kBannerBytes + 5, whole.size()}) {
    RawMsgr2Client peer = Connect();
    ASSERT_TRUE(peer.Send(whole.substr(0, bytes)));
    peer.tcp().HalfClose();
    peer.tcp().ReceiveToEnd();
    ExpectReported("lost msgr2 peer", "it left within the handshake");
  }
}

// Ceph's client may end so.
TEST_F(Msgr2Stranger, EndInTheMiddleOfAMessageIsReportedAndNoFailure) {
  const std::string op = RawOp({1, 1, 0}, MakePayload(100));
  int lines = 0;
  for (const size_t bytes : {size_t{1}, size_t{40}, op.size() - 1}) {
    RawMsgr2Client peer = Greeted();
    ASSERT_TRUE(peer.Send(op.substr(0, bytes)));
    peer.tcp().HalfClose();
    EXPECT_EQ(peer.tcp().ReceiveToEnd(), "");
    ++lines;
    EXPECT_TRUE(WaitUntil([&] {
      return CountLines(server_.process().Err(), "let go msgr2 peer ") == lines;
    }));
    ExpectOthersServed();
  }
  EXPECT_EQ(ReadCounters(server_.address()).streams_broken(), 0);
  EXPECT_EQ(ReadCounters(server_.address()).messages(), good_seq_);
}

}  // namespace
}  // namespace grpc_perf_msgr
