// Servers of the raw messenger that break its protocol in ways that no other
// transport has are found out.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "common/payload.h"
#include "test/integration/raw_tcp.h"
#include "test/integration/real_client.h"

namespace grpc_perf_msgr {
namespace {

constexpr Load kLoad = {1, 1, 100, 0, 64};
constexpr uint32_t kReplyBytes = 100;

// A server that takes the client's hello and first op and does `then` with it.
v1::Result ExpectFoundOut(
    const std::function<void(RawTcp& peer, uint64_t id)>& then,
    const std::string& code, const std::string& says,
    std::vector<std::string> flags = {}) {
  FakeTcpServer server([&](RawTcp& peer) {
    EXPECT_EQ(peer.Receive(kHelloBytes).size(), kHelloBytes);
    peer.Send(RawHello({1'000'000, false, false}));
    FrameHeader header;
    EXPECT_EQ(peer.ReceiveFrame(&header), MakePayload(kLoad.bytes));
    then(peer, header.id);
    // The client ends.
    peer.ReceiveToEnd();
  });
  flags.insert(flags.end(), {"--codec=bytes", "--reply_bytes=100"});
  RealClient client(server.address(), kLoad, flags);
  return ExpectFailure(client, code, says);
}

TEST(TcpProtocol, ReplyOfTheWrongSizeIsFoundOut) {
  ExpectFoundOut(
      [](RawTcp& peer, uint64_t id) { peer.Send(RawFrame(id, "short")); },
      "INTERNAL", "carries 5 bytes, 100 were asked for");
}

TEST(TcpProtocol, ReplyFarLongerThanAskedForIsFoundOutByItsHeader) {
  ExpectFoundOut(
      [](RawTcp& peer, uint64_t id) {
        FrameHeader header;
        header.id = id;
        header.length = ~0u;
        std::string bytes(kFrameHeaderBytes, '\0');
        EncodeFrameHeader(header, bytes.data());
        peer.Send(bytes);
      },
      "INTERNAL", "protocol broken: frame with id");
}

TEST(TcpProtocol, WrongCrcIsFoundOutByVerify) {
  const v1::Result result = ExpectFoundOut(
      [](RawTcp& peer, uint64_t id) {
        peer.Send(RawFrame(id, MakePayload(kReplyBytes), /*crc32c=*/7));
      },
      "DATA_LOSS", "crc32c of its 100 bytes is 0x", {"--verify"});
  EXPECT_EQ(result.counts().errors(), 1);
}

TEST(TcpProtocol, EndInTheMiddleOfAReplyIsFoundOut) {
  ExpectFoundOut(
      [](RawTcp& peer, uint64_t id) {
        peer.Send(RawFrame(id, MakePayload(kReplyBytes)).substr(0, 50));
        peer.HalfClose();
      },
      "UNAVAILABLE", "the server closed the connection");
}

TEST(TcpProtocol, SilenceInsteadOfAHelloIsFoundOut) {
  FakeTcpServer server([](RawTcp& peer) { peer.ReceiveToEnd(); });
  RealClient client(server.address(), kLoad, {"--connect_timeout=500ms"});
  ExpectFailure(client, "UNAVAILABLE",
                server.address() +
                    " accepts connections but does not answer with a hello");
}

TEST(TcpProtocol, AnotherProtocolIsNamed) {
  FakeTcpServer server([](RawTcp& peer) {
    peer.Send("HTTP/1.1 400 Bad Request\r\n\r\n");
    peer.ReceiveToEnd();
  });
  RealClient client(server.address(), kLoad);
  EXPECT_EQ(client.ExitStatus(), 1);
  const v1::Result result = client.Result();
  ExpectHonest(result);
  ExpectReported(client, result);
  EXPECT_NE(result.status().message().find(
                "does not speak grpc_perf_msgr's tcp protocol"),
            std::string::npos)
      << result.status().message();
}

TEST(TcpProtocol, EndInsteadOfAHelloIsFoundOut) {
  FakeTcpServer server([](RawTcp& peer) { peer.HalfClose(); });
  RealClient client(server.address(), kLoad);
  ExpectFailure(client, "UNAVAILABLE", "closed the connection");
}

TEST(TcpProtocol, RefusalBehindTheHelloIsHandedOn) {
  FakeTcpServer server([](RawTcp& peer) {
    peer.Send(RawHello({1'000'000, false, false}) +
              EncodeErrorFrame(absl::ResourceExhaustedError("full up")));
    peer.HalfClose();
    peer.ReceiveToEnd();
  });
  RealClient client(server.address(), kLoad);
  const v1::Result result =
      ExpectFailure(client, "RESOURCE_EXHAUSTED", "full up");
  EXPECT_EQ(result.counts().answered(), 0);
}

}  // namespace
}  // namespace grpc_perf_msgr
