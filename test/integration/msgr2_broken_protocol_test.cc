// Servers that break Ceph's protocol, or want of it what is not spoken here,
// are found out and named.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "common/msgr2/bytes.h"
#include "common/msgr2/handshake.h"
#include "common/payload.h"
#include "test/integration/raw_msgr2.h"
#include "test/integration/real_client.h"

namespace grpc_perf_msgr {
namespace {

constexpr Load kLoad = {1, 1, 100, 0, 64};

// A server that answers the handshake, takes the first op, and does `then`.
v1::Result ExpectFoundOut(
    const std::function<void(RawTcp& peer, uint64_t tid)>& then,
    const std::string& code, const std::string& says,
    const std::vector<std::string>& flags = {}) {
  FakeTcpServer server([&](RawTcp& peer) {
    AcceptMsgr2(peer);
    const RawMsgr2Frame received = ReceiveMsgr2Frame(peer);
    const auto op = msgr2::DecodeOp(received.frame);
    ASSERT_TRUE(op.ok()) << op.status();
    EXPECT_EQ(op->ids.seq, 1);
    EXPECT_EQ(op->data, MakePayload(kLoad.bytes));
    then(peer, op->ids.tid);
    peer.ReceiveToEnd();
  });
  RealClient client(Msgr2Address(server), kLoad, flags);
  return ExpectFailure(client, code, says);
}

// A server that does `then` in place of its part of the handshake.
void ExpectRefusal(const std::function<void(RawTcp& peer)>& then,
                   const std::string& code, const std::string& says) {
  FakeTcpServer server([&](RawTcp& peer) {
    then(peer);
    peer.ReceiveToEnd();
  });
  RealClient client(Msgr2Address(server), kLoad, {"--connect_timeout=2s"});
  ExpectFailure(client, code, says);
}

// Banner and HELLO of a server, and the client's way to AUTH_REQUEST.
void Greet(RawTcp& peer) {
  msgr2::ServerHandshake handshake({}, {}, 1);
  peer.Send(handshake.Start());
  peer.Send(handshake.OnBanner(peer.Receive(msgr2::kBannerBytes)).bytes);
  EXPECT_EQ(ReceiveMsgr2Frame(peer).frame.tag, msgr2::Tag::kHello);
  EXPECT_EQ(ReceiveMsgr2Frame(peer).frame.tag, msgr2::Tag::kAuthRequest);
}

TEST(Msgr2Protocol, ReplyNumberThatDoesNotRiseIsFoundOut) {
  ExpectFoundOut(
      [](RawTcp& peer, uint64_t tid) {
        peer.Send(Msgr2Reply({0, tid, 1}));
      },
      "INTERNAL", "numbered a reply 0 after 0");
}

TEST(Msgr2Protocol, AnyChangedBitOfAReplyIsFoundOut) {
  // In the preamble, the header, the front, and the epilogue's crc.
  for (const size_t place : {size_t{2}, size_t{40}, size_t{100}, size_t{180}}) {
    ExpectFoundOut(
        [place](RawTcp& peer, uint64_t tid) {
          std::string reply = Msgr2Reply({1, tid, 1});
          reply[place] = static_cast<char>(reply[place] ^ 1);
          peer.Send(reply);
        },
        "INTERNAL", "protocol broken: the crc of");
  }
}

TEST(Msgr2Protocol, ResultOtherThanSuccessIsHandedOn) {
  ExpectFoundOut(
      [](RawTcp& peer, uint64_t tid) {
        // Made anew, with its crc.
        msgr2::ByteWriter front;
        front.PutZeros(29).Put(int32_t{-28}).PutZeros(69);
        const std::string bytes = front.Take();
        std::string reply = Msgr2Reply({1, tid, 1});
        const size_t at = msgr2::kPreambleBytes + msgr2::kMessageHeaderBytes +
                          msgr2::kCrcBytes;
        reply.replace(at, bytes.size(), bytes);
        const uint32_t crc = ~Crc32c(bytes);
        StoreLittleEndian(crc, reply.data() + at + bytes.size() + 1);
        peer.Send(reply);
      },
      "UNKNOWN", "with result -28");
}

TEST(Msgr2Protocol, KeepaliveIsAnsweredAndAcksAreTakenNoteOf) {
  FakeTcpServer server([](RawTcp& peer) {
    AcceptMsgr2(peer);
    msgr2::ByteWriter stamp;
    const std::string when = stamp.Put(uint32_t{7}).Put(uint32_t{9}).Take();
    uint64_t seq = 0;
    for (uint64_t ops = 0; ops < kLoad.ios;) {
      const RawMsgr2Frame received = ReceiveMsgr2Frame(peer);
      if (received.frame.tag == msgr2::Tag::kKeepalive2Ack) {
        EXPECT_EQ(received.frame.segment[0], when);
        continue;
      }
      const auto op = msgr2::DecodeOp(received.frame);
      ASSERT_TRUE(op.ok()) << op.status();
      EXPECT_EQ(op->ids.seq, ++ops);
      // What the client has received so far.
      EXPECT_EQ(op->ids.ack_seq, seq);
      if (ops == 10) {
        peer.Send(msgr2::EncodeControlFrame(msgr2::Tag::kKeepalive2, when));
        peer.Send(msgr2::EncodeControlFrame(msgr2::Tag::kAck, when));
      }
      peer.Send(Msgr2Reply({++seq, op->ids.tid, op->ids.seq}));
    }
    EXPECT_EQ(peer.ReceiveToEnd(), "");
  });
  const v1::Result result = RunClient(Msgr2Address(server), kLoad);
  ExpectComplete(result, kLoad);
}

TEST(Msgr2Protocol, FrameWithoutAPlaceInASessionIsFoundOut) {
  ExpectFoundOut(
      [](RawTcp& peer, uint64_t) {
        peer.Send(msgr2::EncodeControlFrame(msgr2::Tag::kHello, "x"));
      },
      "INTERNAL", "HELLO");
}

TEST(Msgr2Protocol, EndInTheMiddleOfAReplyIsFoundOut) {
  ExpectFoundOut(
      [](RawTcp& peer, uint64_t tid) {
        peer.Send(Msgr2Reply({1, tid, 1}).substr(0, 50));
        peer.HalfClose();
      },
      "UNAVAILABLE", "the server closed the connection");
}

TEST(Msgr2Handshake, SilentServerIsGivenUp) {
  ExpectRefusal([](RawTcp&) {}, "UNAVAILABLE",
                "does not answer with Ceph's msgr2 handshake");
}

TEST(Msgr2Handshake, EndInsteadOfABannerIsFoundOut) {
  ExpectRefusal([](RawTcp& peer) { peer.HalfClose(); }, "UNAVAILABLE",
                "instead of sending Ceph's msgr2 handshake");
}

TEST(Msgr2Handshake, OtherProtocolsAreNamed) {
  ExpectRefusal([](RawTcp& peer) { peer.Send("HTTP/1.1 400 Bad Request"); },
                "INVALID_ARGUMENT", "does not speak Ceph's messenger");
  ExpectRefusal(
      [](RawTcp& peer) { peer.Send("ceph v027" + std::string(99, 'x')); },
      "INVALID_ARGUMENT", "Ceph's messenger v1");
}

TEST(Msgr2Handshake, CephxIsNamed) {
  ExpectRefusal(
      [](RawTcp& peer) {
        Greet(peer);
        peer.Send(msgr2::EncodeControlFrame(msgr2::Tag::kAuthReplyMore,
                                            std::string(8, '\0')));
      },
      "UNIMPLEMENTED", "cephx");
}

TEST(Msgr2Handshake, SecureModeIsNamed) {
  ExpectRefusal(
      [](RawTcp& peer) {
        Greet(peer);
        msgr2::ByteWriter out;
        out.Put(uint32_t{1}).Put(int32_t{-95});
        out.Put(uint32_t{1}).Put(uint32_t{2}).Put(uint32_t{1}).Put(uint32_t{2});
        peer.Send(
            msgr2::EncodeControlFrame(msgr2::Tag::kAuthBadMethod, out.Take()));
      },
      "UNAUTHENTICATED", "modes [2]");
}

}  // namespace
}  // namespace grpc_perf_msgr
