// The server's side of Ceph's messenger v2, seen by a peer that keeps the
// protocol.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/msgr2/address.h"
#include "common/msgr2/bytes.h"
#include "common/payload.h"
#include "test/integration/raw_client.h"
#include "test/integration/raw_msgr2_client.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {
namespace {

using msgr2::Tag;
using ::testing::HasSubstr;
using ::testing::Not;

ServerSetup WithMsgr2(const std::vector<std::string>& flags = {}) {
  ServerSetup setup;
  setup.listen = "127.0.0.1:0,msgr2://127.0.0.1:0";
  setup.flags = flags;
  return setup;
}

// Sends `count` ops, numbered from 1, and takes their replies.
void ExpectServed(RawMsgr2Client& peer, uint64_t count) {
  for (uint64_t seq = 1; seq <= count; ++seq) {
    ASSERT_TRUE(peer.Send(RawOp({seq, 100 + seq, seq - 1}, MakePayload(64))));
    const msgr2::MessageIds reply = peer.ReceiveReply();
    EXPECT_EQ(reply.seq, seq);
    EXPECT_EQ(reply.tid, 100 + seq);
    EXPECT_EQ(reply.ack_seq, seq);
  }
}

// Ends it and waits until the server knows: as it may, or not.
void ExpectEndsWell(const RealServer& server) {
  EXPECT_TRUE(WaitUntil(
      [&] { return ReadCounters(server.address()).streams_open() == 0; }));
  EXPECT_EQ(ReadCounters(server.address()).streams_broken(), 0);
}

TEST(Msgr2Greeting, ServerSaysItsBannerUnaskedAndTheRestWhenAsked) {
  const RealServer server(WithMsgr2());
  RawMsgr2Client peer(server.address(1));
  EXPECT_EQ(peer.tcp().Receive(msgr2::kBannerBytes), msgr2::EncodeBanner());
  ASSERT_TRUE(peer.Send(peer.GreetingUntil(1)));
  const RawMsgr2Frame hello = peer.ReceiveFrame();
  EXPECT_EQ(hello.frame.tag, Tag::kHello);
  // It plays an OSD, and tells the peer the peer's address.
  msgr2::ByteWriter expected;
  expected.Put(uint8_t{4});
  msgr2::PutAddress(
      msgr2::LocalAddress(peer.tcp().fd(), msgr2::AddressType::kMsgr2, 0),
      expected);
  EXPECT_EQ(hello.frame.segment[0], std::move(expected).Take());
}

TEST(Msgr2Greeting, AndMessagesMayComeByteByByte) {
  const RealServer server(WithMsgr2());
  RawMsgr2Client peer(server.address(1));
  std::string stream = absl::StrJoin(peer.Greeting(), "");
  for (uint64_t i = 1; i <= 3; ++i) {
    stream += RawOp({i, i, 0}, MakePayload(i * 10));
  }
  for (const char byte : stream) {
    ASSERT_TRUE(peer.Send(absl::string_view(&byte, 1)));
  }
  peer.ReceiveGreeting();
  for (uint64_t i = 1; i <= 3; ++i) EXPECT_EQ(peer.ReceiveReply().tid, i);
  peer.tcp().HalfClose();
  EXPECT_EQ(peer.tcp().ReceiveToEnd(), "");
  ExpectEndsWell(server);
}

TEST(Msgr2Greeting, AndMessagesMayComeInOneWrite) {
  const RealServer server(WithMsgr2());
  RawMsgr2Client peer(server.address(1));
  std::string stream = absl::StrJoin(peer.Greeting(), "");
  for (uint64_t i = 1; i <= 300; ++i) stream += RawOp({i, i, 0}, "x");
  ASSERT_TRUE(peer.Send(stream));
  peer.ReceiveGreeting();
  for (uint64_t i = 1; i <= 300; ++i) EXPECT_EQ(peer.ReceiveReply().tid, i);
}

TEST(Msgr2Greeting, OfferToGoOnWithASessionIsAnsweredWithANewOne) {
  const RealServer server(WithMsgr2());
  RawMsgr2Client peer(server.address(1));
  const std::vector<std::string> greeting = peer.Greeting();
  const std::string& ident = greeting.back();
  const std::string reconnect =
      msgr2::EncodeControlFrame(Tag::kSessionReconnect, MakePayload(80));
  ASSERT_TRUE(peer.Send(peer.GreetingUntil(greeting.size() - 1) + reconnect));
  EXPECT_EQ(peer.tcp().Receive(msgr2::kBannerBytes), msgr2::EncodeBanner());
  for (const Tag tag : {Tag::kHello, Tag::kAuthDone, Tag::kAuthSignature}) {
    EXPECT_EQ(peer.ReceiveFrame().frame.tag, tag);
  }
  const RawMsgr2Frame reset = peer.ReceiveFrame();
  EXPECT_EQ(reset.frame.tag, Tag::kSessionReset);
  EXPECT_EQ(reset.frame.segment[0], "\1");
  ASSERT_TRUE(peer.Send(ident));
  EXPECT_EQ(peer.ReceiveFrame().frame.tag, Tag::kServerIdent);
  ExpectServed(peer, 1);
}

TEST(Msgr2Messages, AreAnsweredWithTheirTidAndTheServersOwnCount) {
  const RealServer server(WithMsgr2());
  RawMsgr2Client peer = GreetedMsgr2(server.address(1));
  // Tids may be any, and repeat; seqs may have gaps.
  const std::vector<msgr2::MessageIds> sent = {
      {3, 0, 0}, {4, 0, 999}, {1000, ~uint64_t{0}, 2}};
  std::string ops;
  for (const msgr2::MessageIds& ids : sent) ops += RawOp(ids, "data");
  ASSERT_TRUE(peer.Send(ops));
  for (uint64_t i = 0; i < sent.size(); ++i) {
    const msgr2::MessageIds reply = peer.ReceiveReply();
    EXPECT_EQ(reply.seq, i + 1);
    EXPECT_EQ(reply.tid, sent[i].tid);
    EXPECT_EQ(reply.ack_seq, sent[i].seq);
  }
  const v1::ServerCounters counters = ReadCounters(server.address());
  EXPECT_EQ(counters.messages(), 3);
  EXPECT_EQ(counters.bytes_received(), 12);
  EXPECT_EQ(counters.bytes_sent(), 0);
}

TEST(Msgr2Messages, MayHaveNoDataOrAsMuchAsIsAllowed) {
  const RealServer server(WithMsgr2({"--max_message_bytes=1000000"}));
  RawMsgr2Client peer = GreetedMsgr2(server.address(1));
  ASSERT_TRUE(
      peer.Send(RawOp({1, 1, 0}) + RawOp({2, 2, 0}, MakePayload(1'000'000))));
  EXPECT_EQ(peer.ReceiveReply().tid, 1);
  EXPECT_EQ(peer.ReceiveReply().tid, 2);
}

TEST(Msgr2Messages, AreFlushedOneByOneWithThinkTime) {
  ServerSetup setup = WithMsgr2();
  setup.think_us = 1;
  const RealServer server(setup);
  RawMsgr2Client peer = GreetedMsgr2(server.address(1));
  ExpectServed(peer, 20);
  EXPECT_EQ(ReadCounters(server.address()).think().count(), 20);
}

TEST(Msgr2Control, KeepaliveIsAnsweredAndAnswersAndAcksAreNot) {
  const RealServer server(WithMsgr2());
  RawMsgr2Client peer = GreetedMsgr2(server.address(1));
  const std::string time = "12345678";
  ASSERT_TRUE(peer.Send(
      msgr2::EncodeControlFrame(Tag::kAck, time) +
      msgr2::EncodeControlFrame(Tag::kKeepalive2Ack, time) + RawOp({1, 1, 0}) +
      msgr2::EncodeControlFrame(Tag::kKeepalive2, time) + RawOp({2, 2, 0})));
  EXPECT_EQ(peer.ReceiveReply().tid, 1);
  const RawMsgr2Frame answer = peer.ReceiveFrame();
  EXPECT_EQ(answer.frame.tag, Tag::kKeepalive2Ack);
  EXPECT_EQ(answer.frame.segment[0], time);
  EXPECT_EQ(peer.ReceiveReply().tid, 2);
}

// As Ceph's own client does: it sends its last message and leaves.
TEST(Msgr2Leaving, WithoutTakingTheLastRepliesIsNormal) {
  const RealServer server(WithMsgr2());
  for (const bool reset : {false, true}) {
    RawMsgr2Client peer = GreetedMsgr2(server.address(1));
    ExpectServed(peer, 1);
    ASSERT_TRUE(peer.Send(RawOp({2, 2, 0}) + RawOp({3, 3, 0})));
    if (reset) {
      peer.tcp().Reset();
    } else {
      peer.tcp().Close();
    }
    ExpectEndsWell(server);
  }
  EXPECT_EQ(ReadCounters(server.address()).streams_total(), 2);
}

TEST(Msgr2Leaving, AfterHalfAClosingStillGetsTheReplies) {
  const RealServer server(WithMsgr2());
  RawMsgr2Client peer = GreetedMsgr2(server.address(1));
  ASSERT_TRUE(peer.Send(RawOp({1, 7, 0})));
  peer.tcp().HalfClose();
  EXPECT_EQ(peer.ReceiveReply().tid, 7);
  EXPECT_EQ(peer.tcp().ReceiveToEnd(), "");
  ExpectEndsWell(server);
}

// Where `listen` binds, `dial` finds it; the server names itself as it was
// dialled.
void ExpectServesAt(const std::string& listen, const std::string& dial) {
  ServerSetup setup;
  setup.listen = listen;
  RealServer server(setup);
  RawMsgr2Client peer(absl::StrCat(dial, server.port()));
  ASSERT_TRUE(peer.Send(absl::StrJoin(peer.Greeting(), "")));
  EXPECT_EQ(peer.tcp().Receive(msgr2::kBannerBytes), msgr2::EncodeBanner());
  for (int i = 0; i < 3; ++i) peer.ReceiveFrame();
  const RawMsgr2Frame ident = peer.ReceiveFrame();
  EXPECT_EQ(ident.frame.tag, Tag::kServerIdent);
  msgr2::ByteReader in(ident.frame.segment[0]);
  const auto addresses = msgr2::GetAddresses(in);
  ASSERT_TRUE(addresses.ok()) << addresses.status();
  ASSERT_EQ(addresses->size(), 1);
  EXPECT_EQ(addresses->front(),
            msgr2::PeerAddress(peer.tcp().fd(), msgr2::AddressType::kMsgr2, 0));
  ExpectServed(peer, 2);
  peer.tcp().Close();
  EXPECT_THAT(server.Stop(), HasSubstr("served 2 messages"));
}

TEST(Msgr2ListenAddress, MayBeIpv6) {
  ExpectServesAt("msgr2://[::1]:0", "msgr2://[::1]:");
}

TEST(Msgr2ListenAddress, MayBeEveryOneOfTheHost) {
  ExpectServesAt("msgr2://0.0.0.0:0", "msgr2://127.0.0.1:");
  ExpectServesAt("msgr2://[::]:0", "msgr2://[::1]:");
}

TEST(SigtermOnMsgr2, LetsClientsFinish) {
  RealServer server(WithMsgr2({"--drain_timeout=60s"}));
  RawMsgr2Client peer = GreetedMsgr2(server.address(1));
  ExpectServed(peer, 1);
  server.process().Signal(SIGTERM);
  EXPECT_TRUE(WaitUntil(
      [&] { return CountLines(server.process().Out(), "stopping") == 1; }));
  ASSERT_TRUE(peer.Send(RawOp({2, 2, 0})));
  EXPECT_EQ(peer.ReceiveReply().tid, 2);
  peer.tcp().Close();
  EXPECT_EQ(server.process().ExitStatus(), 0) << server.process().Err();
  EXPECT_THAT(server.process().Out(), HasSubstr("streams: 1 in all, 0 broken"));
  EXPECT_THAT(server.process().Out(), Not(HasSubstr("were cut")));
}

TEST(SigtermOnMsgr2, WaitsNoLongerThanTheDrainTimeout) {
  RealServer server(WithMsgr2({"--drain_timeout=200ms"}));
  RawMsgr2Client peer = GreetedMsgr2(server.address(1));
  const std::string out = server.Stop();
  EXPECT_THAT(out, HasSubstr("1 stream(s) were still open"));
  EXPECT_EQ(peer.tcp().ReceiveToEnd(), "");
}

}  // namespace
}  // namespace grpc_perf_msgr
