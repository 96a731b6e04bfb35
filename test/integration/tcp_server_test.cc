// How the server of the raw messenger lives with peers that behave badly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/payload.h"
#include "test/integration/raw_client.h"
#include "test/integration/raw_tcp.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

constexpr Load kSmall = {1, 8, 300, 0, 64};
constexpr int64_t kMebibyte = 1 << 20;

ServerSetup BothTransports(const std::vector<std::string>& flags = {}) {
  ServerSetup setup;
  setup.listen = kBothTransports;
  setup.flags = flags;
  return setup;
}

bool IsDownToStreams(const RealServer& server, uint64_t streams) {
  return WaitUntil(
      [&] { return ReadCounters(server.address()).streams_open() == streams; });
}

// A peer that has exchanged hellos.
RawTcp Greeted(const RealServer& server, const Hello& hello = Hello()) {
  RawTcp peer(server.address(1));
  EXPECT_TRUE(peer.Send(RawHello(hello)));
  const std::string answer = peer.Receive(kHelloBytes);
  EXPECT_EQ(answer.size(), kHelloBytes);
  return peer;
}

TEST(TcpWire, HelloIsAnsweredWithTheServersLimitAndTheSameFlags) {
  const RealServer server(BothTransports({"--max_message_bytes=5000"}));
  RawTcp peer(server.address(1));
  ASSERT_TRUE(peer.Send(RawHello({7, true, true})));
  EXPECT_EQ(peer.Receive(kHelloBytes), RawHello({5000, true, true}));
}

TEST(TcpWire, OpsAreAnsweredOneByOneHoweverTheyAreCut) {
  const RealServer server(BothTransports());
  RawTcp peer(server.address(1));
  std::string stream = RawHello({10, true, false});
  for (uint64_t id = 0; id < 3; ++id) {
    const std::string payload = MakePayload(id * 10);
    stream += RawFrame(id, payload, Crc32c(payload));
  }
  for (const char byte : stream) {
    ASSERT_TRUE(peer.Send(absl::string_view(&byte, 1)));
  }
  EXPECT_EQ(peer.Receive(kHelloBytes).size(), kHelloBytes);
  for (uint64_t id = 0; id < 3; ++id) {
    FrameHeader header;
    EXPECT_EQ(peer.ReceiveFrame(&header), MakePayload(10));
    EXPECT_EQ(header.id, id);
    EXPECT_EQ(header.crc32c, Crc32c(MakePayload(10)));
  }
  peer.HalfClose();
  EXPECT_EQ(peer.ReceiveToEnd(), "");
  EXPECT_TRUE(IsDownToStreams(server, 0));
  EXPECT_EQ(ReadCounters(server.address()).streams_broken(), 0);
}

TEST(TcpWire, WrongCrcGetsAnErrorFrameAndTheEnd) {
  const RealServer server(BothTransports());
  RawTcp peer = Greeted(server, {0, true, false});
  ASSERT_TRUE(peer.Send(RawFrame(7, "123456789", 1)));
  const absl::Status status = peer.ReceiveError();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(status.message(),
            "op 7: crc32c of its 9 bytes is 0xe3069283, it says 0x00000001");
  peer.Close();
  EXPECT_TRUE(IsDownToStreams(server, 0));
  EXPECT_EQ(ReadCounters(server.address()).errors(), 1);
  EXPECT_EQ(ReadCounters(server.address()).streams_broken(), 1);
}

TEST(TcpWire, FrameOverTheLimitIsRefusedByItsHeaderAlone) {
  const RealServer server(BothTransports({"--max_message_bytes=5000"}));
  RawTcp peer = Greeted(server);
  std::string header(kFrameHeaderBytes, '\0');
  EncodeFrameHeader({1u << 30, 0, 7}, header.data());
  ASSERT_TRUE(peer.Send(header));
  const absl::Status status = peer.ReceiveError();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), HasSubstr("1073741824 bytes"));
}

TEST(TcpWire, WhatIsNoOpGetsAnErrorFrame) {
  const RealServer server(BothTransports());
  RawTcp peer = Greeted(server, {0, false, true});
  ASSERT_TRUE(peer.Send(RawFrame(7, "\xff\xff\xff")));
  EXPECT_EQ(peer.ReceiveError(),
            absl::InvalidArgumentError("frame with id 7 is no Op"));
}

TEST(TcpWire, StreamsOverTheLimitGetAnErrorFrame) {
  const RealServer server(BothTransports({"--max_streams=1"}));
  const RawTcp first = Greeted(server);
  RawTcp second = Greeted(server);
  EXPECT_EQ(second.ReceiveError(),
            absl::ResourceExhaustedError(
                "the server has 1 streams open, its --max_streams"));
}

// What strangers send to an open port, and clients that die half-way.
TEST(TcpStranger, ClosesItsOwnConnectionOnly) {
  RealServer server(BothTransports());
  RealClient client(server.address(1), kEndless, EndlessFlags());
  client.WaitUntilMeasuring();
  const std::string op = RawFrame(1, MakePayload(100));
  uint64_t broken = 0;
  for (const std::string& bytes :
       {std::string("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), MakePayload(100'000),
        std::string(kHelloBytes, '\0'), RawHello().substr(0, 10),
        RawHello() + op.substr(0, 5), RawHello() + op.substr(0, 50)}) {
    RawTcp peer(server.address(1));
    peer.SendSome(bytes);
    peer.HalfClose();
    peer.ReceiveToEnd();
    ++broken;
    EXPECT_TRUE(WaitUntil([&] {
      return ReadCounters(server.address()).streams_broken() == broken;
    })) << bytes.substr(0, 30);
  }
  // Goes on answering.
  const uint64_t before = ReadCounters(server.address()).messages();
  EXPECT_TRUE(WaitUntil([&] {
    return ReadCounters(server.address()).messages() > before + 1000;
  }));
  client.process().Signal(SIGINT);
  EXPECT_EQ(client.ExitStatus(), 130) << client.Err();
  EXPECT_EQ(client.Result().counts().errors(), 0);
  EXPECT_EQ(client.Result().counts().lost(), 0);
}

// Asks for far more replies than sockets hold and takes none of them.
TEST(TcpPeerThatNeverReads, NeitherFillsMemoryNorDisturbsAnotherAndIsServedOn) {
  RealServer server(BothTransports());
  RawTcp greedy = Greeted(server, {kMebibyte, false, false});
  const int64_t before_bytes = server.process().ResidentBytes();
  const std::string op = RawFrame(1, "");
  uint64_t asked = 0;
  std::string ops;
  for (int i = 0; i < 4000; ++i) ops += op;
  // Until the server pauses reading for long enough that nothing more fits, or
  // a number that it would take far too much memory to answer.
  absl::string_view rest = ops;
  while (!rest.empty()) {
    const size_t sent = greedy.SendSome(rest);
    if (sent == 0) break;
    rest.remove_prefix(sent);
  }
  asked = (ops.size() - rest.size()) / op.size();
  EXPECT_TRUE(WaitUntil(
      [&] { return ReadCounters(server.address()).messages() >= 1000; }));
  ExpectComplete(RunClient(server.address(1), kSmall), kSmall);
  EXPECT_LT(ReadCounters(server.address()).messages(), 1500 + kSmall.ios);
  EXPECT_LT(server.process().ResidentBytes() - before_bytes, 128 * kMebibyte);
  // Once it reads, it gets every reply that it asked for.
  for (uint64_t i = 0; i < asked; ++i) {
    FrameHeader header;
    ASSERT_EQ(greedy.ReceiveFrame(&header).size(), kMebibyte) << i;
  }
  greedy.HalfClose();
  EXPECT_EQ(greedy.ReceiveToEnd(), "");
}

TEST(TcpPeerThatIsIdle, IsWaitedForNoLongerThanTheDrainTimeout) {
  RealServer server(BothTransports({"--drain_timeout=500ms"}));
  RawTcp peer = Greeted(server);
  const absl::Time start = absl::Now();
  const std::string out = server.Stop();
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(400));
  EXPECT_THAT(out, HasSubstr("1 stream(s) were still open"));
  EXPECT_THAT(out, HasSubstr("streams: 1 in all, 1 broken"));
  EXPECT_EQ(peer.ReceiveToEnd(), "");
}

}  // namespace
}  // namespace grpc_perf_msgr
