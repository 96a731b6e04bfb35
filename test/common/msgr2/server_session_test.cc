// The server's end of Ceph's messenger, spoken to by a peer in memory: what it
// answers and what it refuses.
#include "common/msgr2/server_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/msgr2/bytes.h"
#include "common/payload.h"
#include "common/session/session.h"
#include "test/common/msgr2/server_session_testing.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

static_assert(Session<TestedSession>);

TEST_F(Msgr2ServerSessionTest, SaysItsBannerAtOnce) {
  ScriptedPeer<TestedSession> peer = Peer();
  EXPECT_EQ(peer.Heard(), EncodeBanner());
  peer.Leave();
  // As who looks whether the port is open.
  ExpectLeft(peer, Parting::Kind::kWell);
}

TEST_F(Msgr2ServerSessionTest, AnswersEachTurnOfTheHandshake) {
  ScriptedPeer<TestedSession> peer = Peer();
  EXPECT_EQ(peer.Heard(), greeting_.heard[0]);
  ASSERT_EQ(greeting_.said.size() + 1, greeting_.heard.size());
  for (size_t turn = 0; turn < greeting_.said.size(); ++turn) {
    peer.Say(greeting_.said[turn]);
    EXPECT_EQ(peer.Heard(), greeting_.heard[turn + 1]) << turn;
  }
  peer.Say(Ops(1));
  EXPECT_EQ(peer.Heard(), Replies(1));
}

TEST_F(Msgr2ServerSessionTest, AnswersInOrderHoweverTheBytesCome) {
  const std::string script = Joined(greeting_.said) + Ops(3);
  const std::string answer = Joined(greeting_.heard) + Replies(3);
  for (size_t piece = 1; piece < script.size(); piece += 1 + piece / 10) {
    ScriptedPeer<TestedSession> peer = Peer();
    peer.Say(script, piece);
    EXPECT_EQ(peer.Heard(), answer) << piece;
    peer.Leave();
    ExpectLeft(peer, Parting::Kind::kWell);
  }
}

TEST_F(Msgr2ServerSessionTest, HandsOverTheDataOfAnOp) {
  auto& peer = Greeted();
  peer.Say(Op({3, 77, 0}, MakePayload(5000)));
  EXPECT_THAT(handler_.ids(), ElementsAre(77));
  EXPECT_EQ(handler_.bytes(), 5000);
  const MessageIds ids = {1, 77, 3};
  std::string reply(kReplyBytes, '\0');
  ReplyFrame().Encode(ids, reply.data());
  EXPECT_EQ(peer.Heard(), reply);
}

TEST_F(Msgr2ServerSessionTest, CutsWhoeverSpeaksSomethingElse) {
  for (const auto& [first, why] :
       {std::pair<std::string, std::string>("GET / HTTP/1.1", "first bytes"),
        {"ceph v027", "messenger v1"}}) {
    ScriptedPeer<TestedSession> peer = Peer();
    peer.Say(first);
    ExpectCut(peer, absl::StatusCode::kInvalidArgument, why, EncodeBanner());
  }
}

TEST_F(Msgr2ServerSessionTest, SaysNothingToAClientForWhomThereIsNoRoom) {
  ScriptedPeer<TestedSession> peer =
      Peer(absl::ResourceExhaustedError("no room"));
  ExpectCut(peer, absl::StatusCode::kResourceExhausted, "no room");
  EXPECT_THAT(handler_.ids(), IsEmpty());
}

TEST_F(Msgr2ServerSessionTest, CutsAClientThatLeavesOutATurn) {
  for (size_t turn = 1; turn + 1 < greeting_.said.size(); ++turn) {
    ScriptedPeer<TestedSession> peer = Peer();
    std::string heard = greeting_.heard[0];
    for (size_t i = 0; i < turn; ++i) {
      peer.Say(greeting_.said[i]);
      heard += greeting_.heard[i + 1];
    }
    peer.Say(Ops(1));
    ExpectCut(peer, absl::StatusCode::kInvalidArgument,
              "the peer sent MESSAGE where", heard);
  }
}

TEST_F(Msgr2ServerSessionTest, SaysWhatItCanSpeakBeforeItCuts) {
  ScriptedPeer<TestedSession> peer = Peer();
  peer.Say(greeting_.said[0]);
  // The first frame of this turn is its HELLO.
  peer.Say(WholeFrame(CutAll(greeting_.said[1])[0]));
  peer.Heard();
  // cephx, mode crc.
  ByteWriter request;
  request.Put(uint32_t{2}).Put(uint32_t{1}).Put(uint32_t{1}).Put(uint32_t{0});
  peer.Say(EncodeControlFrame(Tag::kAuthRequest, request.Take()));
  const std::string heard = peer.Heard();
  EXPECT_EQ(CutOne(heard).tag, Tag::kAuthBadMethod);
  ExpectCut(peer, absl::StatusCode::kUnimplemented, "authentication method 2");
}

TEST_F(Msgr2ServerSessionTest, StartsANewSessionForOneThatReconnects) {
  ScriptedPeer<TestedSession> peer = Peer();
  const size_t last = greeting_.said.size() - 1;
  for (size_t i = 0; i < last; ++i) peer.Say(greeting_.said[i]);
  peer.Heard();
  peer.Say(EncodeControlFrame(Tag::kSessionReconnect, "whatever it kept"));
  EXPECT_EQ(CutOne(peer.Heard()).tag, Tag::kSessionReset);
  peer.Say(greeting_.said[last]);
  EXPECT_EQ(peer.Heard(), greeting_.heard[last + 1]);
  peer.Say(Ops(2));
  EXPECT_EQ(peer.Heard(), Replies(2));
}

TEST_F(Msgr2ServerSessionTest, AnswersKeepalivesBetweenOps) {
  auto& peer = Greeted();
  const std::string when = "8 bytes!";
  peer.Say(Op({1, 101, 0}) + EncodeControlFrame(Tag::kKeepalive2, when) +
           EncodeControlFrame(Tag::kAck, when) + Op({2, 102, 0}));
  const std::string replies = Replies(2);
  EXPECT_EQ(peer.Heard(), replies.substr(0, kReplyBytes) +
                              EncodeControlFrame(Tag::kKeepalive2Ack, when) +
                              replies.substr(kReplyBytes));
  peer.Say(EncodeControlFrame(Tag::kKeepalive2, "short"));
  ExpectCut(peer, absl::StatusCode::kInvalidArgument, "cut short");
}

TEST_F(Msgr2ServerSessionTest, CutsForAFrameThatHasNoPlaceThere) {
  auto& peer = Greeted();
  peer.Say(Ops(1) + EncodeControlFrame(Tag::kHello, "x"));
  ExpectCut(peer, absl::StatusCode::kInvalidArgument,
            "sent HELLO where a message was expected", Replies(1));
}

TEST_F(Msgr2ServerSessionTest, CutsForANumberThatDoesNotRise) {
  auto& twice = Greeted();
  twice.Say(Ops(2) + Op({2, 103, 0}));
  ExpectCut(twice, absl::StatusCode::kInvalidArgument,
            "message with seq 2 came after seq 2", Replies(2));
  auto& zero = Greeted();
  zero.Say(Op({0, 101, 0}));
  ExpectCut(zero, absl::StatusCode::kInvalidArgument, "seq 0");
}

// Every byte of a frame is under one of its crcs, or is one.
TEST_F(Msgr2ServerSessionTest, CutsForAByteThatIsWrong) {
  const std::string op = Op({1, 101, 0}, "some data");
  // But for the epilogue's status and what it has for segments that are empty.
  for (size_t place = 0; place < op.size() - kEpilogueBytes; place += 3) {
    std::string damaged = op;
    damaged[place] ^= 0x40;
    auto& peer = Greeted();
    peer.Say(damaged);
    ExpectCut(peer, absl::StatusCode::kDataLoss, "crc");
    EXPECT_THAT(handler_.ids(), IsEmpty()) << place;
  }
}

TEST_F(Msgr2ServerSessionTest, TakesDataUpToItsLimit) {
  const std::string data = MakePayload(kMaxBytes + 1);
  auto& peer = Greeted();
  peer.Say(Op({1, 101, 0}, absl::string_view(data).substr(0, kMaxBytes)));
  EXPECT_EQ(peer.Heard(), Replies(1));
  EXPECT_EQ(handler_.bytes(), kMaxBytes);
  // By its preamble alone, before the data has come.
  peer.Say(Op({2, 102, 0}, data).substr(0, kPreambleBytes));
  ExpectCut(peer, absl::StatusCode::kResourceExhausted,
            absl::StrCat("at most ", kMaxBytes));
}

}  // namespace
}  // namespace grpc_perf_msgr::msgr2
