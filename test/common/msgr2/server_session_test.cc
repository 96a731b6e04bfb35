// The server's end of Ceph's messenger, spoken to by a peer in memory.
#include "common/msgr2/server_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/flush_policy.h"
#include "common/msgr2/bytes.h"
#include "common/msgr2/crc.h"
#include "common/payload.h"
#include "common/session/session.h"
#include "test/common/msgr2/frames.h"
#include "test/common/session/fake_handler.h"
#include "test/common/session/scripted_peer.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using TestedSession = ServerSession<FakeHandler>;
static_assert(Session<TestedSession>);

constexpr uint64_t kMaxBytes = FakeHandler::kMaxBytes;
// The server's connections before this one, and one more.
constexpr uint64_t kGlobalSeq = 5;

std::string Op(const MessageIds& ids, absl::string_view data = "data") {
  const OpFrame frame(static_cast<uint32_t>(data.size()));
  std::string bytes(kOpHeadBytes + data.size() + kEpilogueBytes, '\0');
  frame.EncodeHead(ids, bytes.data());
  data.copy(bytes.data() + kOpHeadBytes, data.size());
  frame.EncodeEpilogue(Crc(kSegmentSeed, data),
                       bytes.data() + kOpHeadBytes + data.size());
  return bytes;
}

std::string WholeFrame(const OwnedFrame& frame) {
  return EncodeControlFrame(frame.tag, frame.segments[0]);
}

// So many ops, the first with this seq, and what answers them.
std::string Ops(uint64_t count, uint64_t first = 1) {
  std::string ops;
  for (uint64_t seq = first; seq < first + count; ++seq) {
    ops += Op({seq, 100 + seq, 0});
  }
  return ops;
}
std::string Replies(uint64_t count) {
  std::string replies(count * kReplyBytes, '\0');
  for (uint64_t seq = 1; seq <= count; ++seq) {
    ReplyFrame().Encode({seq, 100 + seq, seq},
                        replies.data() + (seq - 1) * kReplyBytes);
  }
  return replies;
}

class Msgr2ServerSessionTest : public ::testing::Test {
 protected:
  // What the client says in its turns, the banner first, and what it hears
  // before any of them and after each.
  struct Greeting {
    std::vector<std::string> said;
    std::vector<std::string> heard;
  };
  // The two handshakes with each other.
  Greeting MakeGreeting() const {
    ClientHandshake client(self_, client_, /*cookie=*/7);
    ServerHandshake server(self_, client_, kGlobalSeq);
    Greeting greeting;
    greeting.heard = {server.Start(), server.OnBanner(EncodeBanner()).bytes};
    greeting.said = {client.Start()};
    greeting.said.push_back(*client.OnBanner(EncodeBanner()));
    std::string incoming = greeting.heard[1];
    while (!client.done()) {
      // The server's frames that the last ones of the client brought.
      for (const OwnedFrame& frame : CutAll(incoming)) {
        const auto answer = client.OnFrame(frame.Received());
        EXPECT_TRUE(answer.ok()) << answer.status();
        if (answer.ok() && !answer->empty()) greeting.said.push_back(*answer);
      }
      incoming.clear();
      while (greeting.heard.size() <= greeting.said.size()) {
        const std::string& last = greeting.said[greeting.heard.size() - 1];
        std::string answers;
        for (const OwnedFrame& frame : CutAll(last)) {
          answers += server.OnFrame(frame.Received()).bytes;
        }
        greeting.heard.push_back(answers);
        incoming += answers;
      }
    }
    return greeting;
  }
  static std::string Joined(const std::vector<std::string>& parts) {
    return absl::StrJoin(parts, "");
  }

  ScriptedPeer<TestedSession> Peer(
      const absl::Status& refusal = absl::OkStatus(),
      FlushPolicy flush = FlushPolicy::kDrain) {
    return ScriptedPeer<TestedSession>(flush, refusal, handler_, kMaxBytes,
                                       self_, client_, kGlobalSeq);
  }
  // One that has shaken hands.
  ScriptedPeer<TestedSession>& Greeted(
      FlushPolicy flush = FlushPolicy::kDrain) {
    greeted_.emplace(flush, absl::OkStatus(), handler_, kMaxBytes, self_,
                     client_, kGlobalSeq);
    greeted_->Say(Joined(greeting_.said));
    EXPECT_EQ(greeted_->Heard(), Joined(greeting_.heard));
    greeted_->Bursts();
    return *greeted_;
  }

  const EntityAddress self_ = MakeAddress("127.0.0.1", 10001);
  const EntityAddress client_ =
      MakeAddress("127.0.0.1", 40000, AddressType::kMsgr2);
  const Greeting greeting_ = MakeGreeting();
  FakeHandler handler_;
  std::optional<ScriptedPeer<TestedSession>> greeted_;
};

// The peer was cut, without a word, for this reason.
void ExpectCut(ScriptedPeer<TestedSession>& peer, absl::StatusCode code,
               const std::string& why, const std::string& heard = "") {
  EXPECT_EQ(peer.Heard(), heard) << why;
  EXPECT_TRUE(peer.half_closed()) << why;
  EXPECT_TRUE(peer.session().broken());
  EXPECT_EQ(peer.session().parting().kind, Parting::Kind::kCut);
  const absl::Status status = peer.session().status();
  EXPECT_EQ(status.code(), code) << status;
  EXPECT_THAT(status.message(), HasSubstr(why));
  // What it still says is read, and nothing is answered.
  peer.Say(Ops(3, 1000));
  EXPECT_EQ(peer.Heard(), "");
  peer.Leave();
  EXPECT_EQ(peer.session().state(), SessionState::kOver);
  EXPECT_EQ(peer.session().status(), status);
}

void ExpectLeft(ScriptedPeer<TestedSession>& peer, Parting::Kind kind,
                const std::string& why = "") {
  EXPECT_EQ(peer.session().state(), SessionState::kOver);
  EXPECT_EQ(peer.session().parting().kind, kind)
      << peer.session().parting().why;
  EXPECT_THAT(peer.session().parting().why.message(), HasSubstr(why));
  EXPECT_EQ(peer.session().broken(), kind == Parting::Kind::kLost);
  EXPECT_EQ(peer.session().status().ok(), !peer.session().broken());
}

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

TEST_F(Msgr2ServerSessionTest, LetsAClientGoInTheMiddleOfAFrame) {
  const std::string op = Ops(1);
  for (size_t bytes = 0; bytes < op.size(); bytes += 50) {
    for (const int error : {0, ECONNRESET}) {
      auto& peer = Greeted();
      peer.Say(absl::string_view(op).substr(0, bytes));
      peer.Leave(error);
      ExpectLeft(peer,
                 bytes == 0 ? Parting::Kind::kWell : Parting::Kind::kEarly,
                 bytes == 0 ? "" : "in the middle of a frame");
    }
  }
}

TEST_F(Msgr2ServerSessionTest, LosesAClientThatLeavesWithinTheHandshake) {
  const std::string script = Joined(greeting_.said);
  for (size_t bytes = 1; bytes < script.size(); bytes += 7) {
    ScriptedPeer<TestedSession> peer = Peer();
    peer.Say(absl::string_view(script).substr(0, bytes));
    peer.Leave();
    ExpectLeft(peer, Parting::Kind::kLost, "left within the handshake");
  }
}

TEST_F(Msgr2ServerSessionTest, LosesAClientWhoseConnectionBreaks) {
  auto& late = Greeted();
  late.Leave(ETIMEDOUT);
  ExpectLeft(late, Parting::Kind::kLost, "timed out");
  // It does not wait for its last replies.
  auto& deaf = Greeted();
  deaf.FailSending(EPIPE);
  deaf.Say(Ops(1) + "half a frame");
  ExpectLeft(deaf, Parting::Kind::kWell);
}

TEST_F(Msgr2ServerSessionTest, LosesAClientThatCanNotHearTheHandshake) {
  ScriptedPeer<TestedSession> peer = Peer();
  peer.FailSending(ECONNRESET);
  peer.Say(greeting_.said[0]);
  ExpectLeft(peer, Parting::Kind::kLost, "left within the handshake");
}

TEST_F(Msgr2ServerSessionTest, DoesNotReadAClientThatDoesNotReadItsReplies) {
  constexpr uint64_t kMany = 2 * TestedSession::kMaxWaiting;
  const std::string ops = Ops(kMany);
  const size_t op_bytes = ops.size() / kMany;
  auto& peer = Greeted();
  peer.TakeOnly(0);
  const size_t said = peer.Say(ops, op_bytes);
  EXPECT_EQ(said, TestedSession::kMaxWaiting * op_bytes);
  EXPECT_FALSE(peer.session().WantsRead());
  peer.TakeOnly(kReplyBytes * TestedSession::kMaxWaiting / 2);
  EXPECT_FALSE(peer.session().WantsRead());
  peer.TakeOnly(kReplyBytes * kMany);
  EXPECT_TRUE(peer.session().WantsRead());
  peer.Say(absl::string_view(ops).substr(said));
  EXPECT_EQ(peer.Heard(), Replies(kMany));
}

TEST_F(Msgr2ServerSessionTest, FlushesAsThePolicySays) {
  auto& drain = Greeted();
  drain.Say(Ops(40));
  EXPECT_THAT(drain.Bursts(), ElementsAre(Replies(40)));
  auto& each = Greeted(FlushPolicy::kMessage);
  each.Say(Ops(3));
  EXPECT_THAT(each.Bursts(), SizeIs(3));
  handler_.set_thinks(true);
  auto& thinking = Greeted();
  thinking.Say(Ops(3));
  EXPECT_THAT(thinking.Bursts(), SizeIs(3));
}

TEST_F(Msgr2ServerSessionTest, HoldsRepliesNoLongerThanAllowed) {
  auto& peer = Greeted();
  peer.set_tick_ns(kMaxHoldNs / 2);
  peer.Say(Ops(400));
  // Looks at the clock for the 1st, 64th, 128th and 192nd.
  EXPECT_THAT(peer.Bursts(),
              ElementsAre(SizeIs(192 * kReplyBytes), SizeIs(192 * kReplyBytes),
                          SizeIs(16 * kReplyBytes)));
}

}  // namespace
}  // namespace grpc_perf_msgr::msgr2
