// The server's end of `tcp`, spoken to by a peer in memory.
#include "common/tcp/server_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/flush_policy.h"
#include "common/payload.h"
#include "common/session/session.h"
#include "test/common/session/fake_handler.h"
#include "test/common/session/scripted_peer.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using TestedSession = TcpServerSession<FakeHandler>;
static_assert(Session<TestedSession>);

constexpr uint32_t kMaxBytes = FakeHandler::kMaxBytes;

std::string HelloOf(const Hello& hello) {
  const auto bytes = EncodeHello(hello);
  return std::string(bytes.data(), bytes.size());
}

std::string Frame(uint64_t id, absl::string_view payload, uint32_t crc32c = 0) {
  std::string bytes(kFrameHeaderBytes, '\0');
  EncodeFrameHeader({static_cast<uint32_t>(payload.size()), crc32c, id},
                    bytes.data());
  return absl::StrCat(bytes, payload);
}

// So many ops, and what answers them.
std::string Ops(uint64_t count, absl::string_view payload = "op") {
  std::string ops;
  for (uint64_t id = 1; id <= count; ++id) ops += Frame(id, payload);
  return ops;
}
std::string Replies(uint64_t count, absl::string_view payload) {
  return Ops(count, payload);
}

class TcpServerSessionTest : public ::testing::Test {
 protected:
  ScriptedPeer<TestedSession> Peer(
      const absl::Status& refusal = absl::OkStatus(),
      FlushPolicy flush = FlushPolicy::kDrain) {
    return ScriptedPeer<TestedSession>(flush, refusal, handler_, kMaxBytes);
  }
  // One that said hello and heard the answer; replies have 3 bytes.
  ScriptedPeer<TestedSession>& Greeted(FlushPolicy flush = FlushPolicy::kDrain,
                                       Hello hello = {3, false, false}) {
    greeted_.emplace(flush, absl::OkStatus(), handler_, kMaxBytes);
    greeted_->Say(HelloOf(hello));
    hello.bytes = kMaxBytes;
    EXPECT_EQ(greeted_->Heard(), HelloOf(hello));
    greeted_->Bursts();
    return *greeted_;
  }
  absl::string_view Payload() { return handler_.ReplyPayload(3); }

  FakeHandler handler_;
  std::optional<ScriptedPeer<TestedSession>> greeted_;
};

// The peer has heard this error as the last frame, and the session ends.
void ExpectRefused(ScriptedPeer<TestedSession>& peer,
                   const std::string& heard_before, absl::StatusCode code,
                   const std::string& why) {
  const absl::Status status = peer.session().status();
  EXPECT_EQ(status.code(), code);
  EXPECT_THAT(status.message(), HasSubstr(why));
  EXPECT_EQ(peer.Heard(), heard_before + EncodeErrorFrame(status));
  EXPECT_TRUE(peer.half_closed());
  EXPECT_TRUE(peer.session().broken());
  EXPECT_EQ(peer.session().parting().kind, Parting::Kind::kCut);
  // What it still says is read, and nothing is answered.
  EXPECT_TRUE(peer.session().WantsRead());
  peer.Say(Ops(3));
  EXPECT_EQ(peer.Heard(), "");
  peer.Leave();
  EXPECT_EQ(peer.session().state(), SessionState::kOver);
  EXPECT_EQ(peer.session().status(), status);
}

// The session has ended by itself, as it may or not.
void ExpectLost(ScriptedPeer<TestedSession>& peer, absl::StatusCode code,
                const std::string& why) {
  EXPECT_EQ(peer.session().state(), SessionState::kOver);
  EXPECT_EQ(peer.session().parting().kind, Parting::Kind::kLost);
  EXPECT_EQ(peer.session().status().code(), code);
  EXPECT_THAT(peer.session().status().message(), HasSubstr(why));
}
void ExpectWell(ScriptedPeer<TestedSession>& peer) {
  EXPECT_EQ(peer.session().state(), SessionState::kOver);
  EXPECT_TRUE(peer.session().status().ok()) << peer.session().status();
  EXPECT_FALSE(peer.session().broken());
  EXPECT_EQ(peer.session().parting().kind, Parting::Kind::kWell);
}

TEST_F(TcpServerSessionTest, RepeatsTheFlagsOfAHelloAndSaysItsLimit) {
  for (const bool verify : {false, true}) {
    for (const bool protobuf : {false, true}) {
      auto& peer = Greeted(FlushPolicy::kDrain, {7, verify, protobuf});
      peer.Leave();
      ExpectWell(peer);
    }
  }
}

TEST_F(TcpServerSessionTest, SaysNothingBeforeItIsGreeted) {
  ScriptedPeer<TestedSession> peer = Peer();
  EXPECT_EQ(peer.Heard(), "");
  EXPECT_EQ(peer.session().state(), SessionState::kOpen);
  EXPECT_EQ(peer.session().WakeAtNs(), kNeverNs);
  peer.session().Wake(1);
  peer.Leave();
  ExpectWell(peer);
}

TEST_F(TcpServerSessionTest, AnswersInOrderHoweverTheBytesCome) {
  const std::string script = HelloOf({3, false, false}) + Ops(5, "payload");
  const std::string answer =
      HelloOf({kMaxBytes, false, false}) + Replies(5, Payload());
  for (size_t piece = 1; piece <= script.size(); ++piece) {
    ScriptedPeer<TestedSession> peer = Peer();
    peer.Say(script, piece);
    EXPECT_EQ(peer.Heard(), answer) << piece;
    peer.Leave();
    ExpectWell(peer);
  }
  EXPECT_EQ(handler_.ids().size(), 5 * script.size());
}

TEST_F(TcpServerSessionTest, AnswersEachFrameWithItsLastByte) {
  auto& peer = Greeted();
  const std::string op = Frame(9, "payload");
  peer.Say(absl::string_view(op).substr(0, op.size() - 1));
  EXPECT_EQ(peer.Heard(), "");
  peer.Say(absl::string_view(op).substr(op.size() - 1));
  EXPECT_EQ(peer.Heard(), Frame(9, Payload()));
}

TEST_F(TcpServerSessionTest, ChecksAndSendsCrcsWhenAskedTo) {
  auto& peer = Greeted(FlushPolicy::kDrain, {3, true, false});
  peer.Say(Frame(1, "right", Crc32c("right")));
  EXPECT_EQ(peer.Heard(), Frame(1, Payload(), Crc32c(Payload())));
  peer.Say(Frame(2, "wrong", Crc32c("right")));
  ExpectRefused(peer, "", absl::StatusCode::kDataLoss, "op 2 is damaged");
}

TEST_F(TcpServerSessionTest, TakesNoNoticeOfCrcsOtherwise) {
  auto& peer = Greeted();
  peer.Say(Frame(1, "any", 77));
  EXPECT_EQ(peer.Heard(), Frame(1, Payload()));
}

TEST_F(TcpServerSessionTest, SpeaksProtobuf) {
  auto& peer = Greeted(FlushPolicy::kDrain, {3, true, true});
  v1::Op op;
  op.set_id(12);
  op.set_data("data");
  op.set_crc32c(Crc32c("data"));
  v1::OpReply reply;
  reply.set_id(12);
  reply.set_data(std::string(Payload()));
  reply.set_crc32c(Crc32c(Payload()));
  // The id in the frame counts for errors alone.
  peer.Say(Frame(99, op.SerializeAsString()));
  EXPECT_EQ(peer.Heard(), Frame(12, reply.SerializeAsString()));
  op.clear_crc32c();
  reply.clear_crc32c();
  peer.Say(Frame(99, op.SerializeAsString()));
  EXPECT_EQ(peer.Heard(), Frame(12, reply.SerializeAsString()));
  peer.Say(Frame(5, "\xff\xff"));
  ExpectRefused(peer, "", absl::StatusCode::kInvalidArgument,
                "frame with id 5 is no Op");
}

TEST_F(TcpServerSessionTest, HangsUpOnWhoeverSpeaksSomethingElse) {
  std::string unknown_flags = HelloOf({3, false, false});
  unknown_flags[12] = 4;
  std::string reserved = HelloOf({3, false, false});
  reserved[23] = 1;
  const std::string http = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const auto& [hello, why] :
       {std::pair<std::string, std::string>(http, "does not speak"),
        {unknown_flags, "unknown flags 4"},
        {reserved, "another version"}}) {
    ScriptedPeer<TestedSession> peer = Peer();
    peer.Say(hello);
    EXPECT_EQ(peer.Heard(), "") << "it would not understand a word";
    EXPECT_EQ(peer.session().state(), SessionState::kOver);
    EXPECT_FALSE(peer.session().WantsRead());
    EXPECT_EQ(peer.session().parting().kind, Parting::Kind::kCut);
    EXPECT_EQ(peer.session().status().code(),
              absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(peer.session().status().message(), HasSubstr(why));
  }
}

TEST_F(TcpServerSessionTest, TellsAClientForWhomThereIsNoRoom) {
  ScriptedPeer<TestedSession> peer =
      Peer(absl::ResourceExhaustedError("no room"));
  ExpectRefused(peer, HelloOf({kMaxBytes, false, false}),
                absl::StatusCode::kResourceExhausted, "no room");
  EXPECT_THAT(handler_.ids(), IsEmpty());
}

TEST_F(TcpServerSessionTest, TakesPayloadsUpToItsLimit) {
  auto& peer = Greeted();
  const std::string payload = MakePayload(kMaxBytes + 65);
  const auto of = [&](size_t bytes) {
    return Frame(1, absl::string_view(payload).substr(0, bytes));
  };
  peer.Say(of(kMaxBytes));
  EXPECT_EQ(peer.Heard(), Frame(1, Payload()));
  EXPECT_EQ(handler_.bytes(), kMaxBytes);
  peer.Say(of(kMaxBytes + 1));
  ExpectRefused(peer, "", absl::StatusCode::kResourceExhausted, "op 1 is");
}

// Before the payload has come: nothing is allocated for it.
TEST_F(TcpServerSessionTest, RefusesAFrameByItsLengthAlone) {
  auto& peer = Greeted();
  std::string header(kFrameHeaderBytes, '\0');
  EncodeFrameHeader({kMaxBytes + 65, 0, 4}, header.data());
  peer.Say(Frame(3, "before") + header);
  ExpectRefused(peer, Frame(3, Payload()), absl::StatusCode::kResourceExhausted,
                "frame with id 4");
}

TEST_F(TcpServerSessionTest, RefusesTheFirstOpThatWantsTooLongAReply) {
  for (const bool protobuf : {false, true}) {
    auto& peer = Greeted(FlushPolicy::kDrain, {kMaxBytes + 1, false, protobuf});
    EXPECT_EQ(peer.session().state(), SessionState::kOpen);
    v1::Op op;
    op.set_id(8);
    peer.Say(Frame(8, protobuf ? op.SerializeAsString() : ""));
    ExpectRefused(peer, "", absl::StatusCode::kResourceExhausted, "op 8 is");
  }
}

TEST_F(TcpServerSessionTest, AnswersWhatCameBeforeABadFrame) {
  auto& peer = Greeted(FlushPolicy::kDrain, {3, true, false});
  peer.Say(Frame(1, "a", Crc32c("a")) + Frame(2, "b", 1) + Frame(3, "c"));
  ExpectRefused(peer, Frame(1, Payload(), Crc32c(Payload())),
                absl::StatusCode::kDataLoss, "op 2");
  EXPECT_THAT(handler_.ids(), ElementsAre(1));
}

TEST_F(TcpServerSessionTest, GivesUpOnARefusedClientThatNeverStops) {
  ScriptedPeer<TestedSession> peer = Peer(absl::UnavailableError("no"));
  const std::string part(size_t{1} << 20, 'x');
  const size_t parts = TestedSession::kMaxDiscardedBytes / part.size();
  for (size_t i = 0; i < parts; ++i) EXPECT_EQ(peer.Say(part), part.size());
  EXPECT_EQ(peer.session().state(), SessionState::kClosing);
  peer.Say("x");
  EXPECT_EQ(peer.session().state(), SessionState::kOver);
}

TEST_F(TcpServerSessionTest, ItsLastWordsWaitForRoomBeforeItHalfCloses) {
  ScriptedPeer<TestedSession> peer = Peer();
  peer.TakeOnly(10);
  peer.Say(HelloOf({3, true, false}) + Frame(1, "a", 1));
  EXPECT_EQ(peer.session().state(), SessionState::kClosing);
  EXPECT_FALSE(peer.half_closed());
  peer.TakeOnly(1000);
  ExpectRefused(peer, HelloOf({kMaxBytes, true, false}),
                absl::StatusCode::kDataLoss, "op 1");
}

TEST_F(TcpServerSessionTest, AnEndBetweenFramesIsWellAndOneWithinIsNot) {
  const std::string op = Frame(1, "payload");
  for (size_t bytes = 0; bytes <= op.size(); ++bytes) {
    auto& peer = Greeted();
    peer.Say(absl::string_view(op).substr(0, bytes));
    peer.Leave();
    if (bytes % op.size() == 0) {
      ExpectWell(peer);
    } else {
      ExpectLost(peer, absl::StatusCode::kUnavailable,
                 "in the middle of a frame");
    }
  }
  ScriptedPeer<TestedSession> peer = Peer();
  peer.Say(HelloOf({3, false, false}).substr(0, kHelloBytes - 1));
  peer.Leave();
  ExpectLost(peer, absl::StatusCode::kUnavailable, "in the middle of a frame");
}

TEST_F(TcpServerSessionTest, RepliesThatAreLeftAreLost) {
  auto& peer = Greeted();
  peer.TakeOnly(5);
  peer.Say(Ops(1));
  EXPECT_TRUE(peer.session().HasOutput());
  peer.Leave();
  ExpectLost(peer, absl::StatusCode::kUnavailable, "before its replies");
}

TEST_F(TcpServerSessionTest, ABrokenConnectionIsLostWhateverItWasAt) {
  auto& reset = Greeted();
  reset.Leave(ECONNRESET);
  ExpectLost(reset, absl::StatusCode::kUnavailable, "reset by peer");
  auto& deaf = Greeted();
  deaf.FailSending(EPIPE);
  deaf.Say(Ops(1));
  ExpectLost(deaf, absl::StatusCode::kUnavailable, "Broken pipe");
  EXPECT_FALSE(deaf.session().WantsRead());
}

TEST_F(TcpServerSessionTest, DoesNotReadAClientThatDoesNotReadItsReplies) {
  constexpr uint64_t kMany = 3 * TestedSession::kMaxWaiting;
  const std::string ops = Ops(kMany);
  const size_t reply_bytes = Frame(1, Payload()).size();
  auto& peer = Greeted();
  peer.TakeOnly(0);
  // One op at a time.
  const size_t op_bytes = ops.size() / kMany;
  const size_t said = peer.Say(ops, op_bytes);
  EXPECT_EQ(said, TestedSession::kMaxWaiting * op_bytes);
  EXPECT_FALSE(peer.session().WantsRead());
  // Until half of the replies are gone.
  peer.TakeOnly(reply_bytes * TestedSession::kMaxWaiting / 2);
  EXPECT_FALSE(peer.session().WantsRead());
  peer.TakeOnly(reply_bytes);
  EXPECT_TRUE(peer.session().WantsRead());
  peer.TakeOnly(ops.size() * reply_bytes);
  peer.Say(absl::string_view(ops).substr(said));
  EXPECT_EQ(peer.Heard(), Replies(kMany, Payload()));
  peer.Leave();
  ExpectWell(peer);
}

// What was read before the pause is taken without a byte more.
TEST_F(TcpServerSessionTest, GoesOnWithWhatItHadReadBeforeItPaused) {
  constexpr uint64_t kMany = 2 * TestedSession::kMaxWaiting;
  auto& peer = Greeted();
  peer.TakeOnly(0);
  EXPECT_EQ(peer.Say(Ops(kMany)), Ops(kMany).size());
  EXPECT_THAT(handler_.ids(), SizeIs(TestedSession::kMaxWaiting));
  peer.TakeOnly(1 << 20);
  EXPECT_EQ(peer.Heard(), Replies(kMany, Payload()));
}

// Or a driver would wait for bytes while ops are there.
TEST_F(TcpServerSessionTest, ReadsAgainOnlyOnceItHasTakenWhatItHad) {
  auto& peer = Greeted();
  peer.TakeOnly(0);
  peer.Say(Ops(TestedSession::kMaxWaiting + 1));
  TestedSession& session = peer.session();
  std::array<iovec, 2> vectors;
  while (session.HasOutput()) {
    session.Sent(session.Gather(absl::MakeSpan(vectors)).bytes);
  }
  EXPECT_FALSE(session.WantsRead());
  EXPECT_TRUE(session.HasNext());
  EXPECT_TRUE(session.WantsRead());
}

TEST_F(TcpServerSessionTest, AnswersABurstInOneWithPolicyDrain) {
  auto& peer = Greeted();
  peer.Say(Ops(40));
  EXPECT_THAT(peer.Bursts(), ElementsAre(Replies(40, Payload())));
  EXPECT_EQ(peer.looks(), 2) << "for the hello and for the burst";
}

TEST_F(TcpServerSessionTest, AnswersEachAtOnceWithPolicyMessage) {
  auto& peer = Greeted(FlushPolicy::kMessage);
  peer.Say(Ops(3));
  EXPECT_THAT(peer.Bursts(),
              ElementsAre(Frame(1, Payload()), Frame(2, Payload()),
                          Frame(3, Payload())));
}

TEST_F(TcpServerSessionTest, HoldsNothingAcrossAThinkTime) {
  handler_.set_thinks(true);
  auto& peer = Greeted();
  peer.Say(Ops(3));
  EXPECT_THAT(peer.Bursts(), SizeIs(3));
}

TEST_F(TcpServerSessionTest, HoldsSmallRepliesNoLongerThanAllowed) {
  auto& peer = Greeted();
  peer.set_tick_ns(kMaxHoldNs / 2);
  peer.Say(Ops(400));
  // Looks at the clock for the 1st, 64th, 128th and 192nd.
  EXPECT_THAT(peer.Bursts(),
              ElementsAre(SizeIs(192 * 19), SizeIs(192 * 19), SizeIs(16 * 19)));
}

TEST_F(TcpServerSessionTest, LooksAtTheClockForEachLargeOp) {
  auto& peer = Greeted();
  peer.set_tick_ns(kMaxHoldNs / 2);
  peer.Say(Ops(6, std::string(kSmallBytes + 1, 'x')));
  EXPECT_THAT(peer.Bursts(), ElementsAre(SizeIs(4 * 19), SizeIs(2 * 19)));
}

}  // namespace
}  // namespace grpc_perf_msgr
