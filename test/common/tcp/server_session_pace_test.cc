// The server's end of `tcp`: when it pauses, when it sends and how it ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string>

#include "common/flush_policy.h"
#include "test/common/tcp/server_session_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class TcpServerSessionPace : public TcpServerSessionTest {};

TEST_F(TcpServerSessionPace, GivesUpOnARefusedClientThatNeverStops) {
  ScriptedPeer<TestedSession> peer = Peer(absl::UnavailableError("no"));
  const std::string part(size_t{1} << 20, 'x');
  const size_t parts = TestedSession::kMaxDiscardedBytes / part.size();
  for (size_t i = 0; i < parts; ++i) EXPECT_EQ(peer.Say(part), part.size());
  EXPECT_EQ(peer.session().state(), SessionState::kClosing);
  peer.Say("x");
  EXPECT_EQ(peer.session().state(), SessionState::kOver);
}

TEST_F(TcpServerSessionPace, ItsLastWordsWaitForRoomBeforeItHalfCloses) {
  ScriptedPeer<TestedSession> peer = Peer();
  peer.TakeOnly(10);
  peer.Say(HelloOf({3, true, false}) + Frame(1, "a", 1));
  EXPECT_EQ(peer.session().state(), SessionState::kClosing);
  EXPECT_FALSE(peer.half_closed());
  peer.TakeOnly(1000);
  ExpectRefused(peer, HelloOf({kMaxBytes, true, false}),
                absl::StatusCode::kDataLoss, "op 1");
}

TEST_F(TcpServerSessionPace, AnEndBetweenFramesIsWellAndOneWithinIsNot) {
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

TEST_F(TcpServerSessionPace, RepliesThatAreLeftAreLost) {
  auto& peer = Greeted();
  peer.TakeOnly(5);
  peer.Say(Ops(1));
  EXPECT_TRUE(peer.session().HasOutput());
  peer.Leave();
  ExpectLost(peer, absl::StatusCode::kUnavailable, "before its replies");
}

TEST_F(TcpServerSessionPace, ABrokenConnectionIsLostWhateverItWasAt) {
  auto& reset = Greeted();
  reset.Leave(ECONNRESET);
  ExpectLost(reset, absl::StatusCode::kUnavailable, "reset by peer");
  auto& deaf = Greeted();
  deaf.FailSending(EPIPE);
  deaf.Say(Ops(1));
  ExpectLost(deaf, absl::StatusCode::kUnavailable, "Broken pipe");
  EXPECT_FALSE(deaf.session().WantsRead());
}

TEST_F(TcpServerSessionPace, DoesNotReadAClientThatDoesNotReadItsReplies) {
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
TEST_F(TcpServerSessionPace, GoesOnWithWhatItHadReadBeforeItPaused) {
  constexpr uint64_t kMany = 2 * TestedSession::kMaxWaiting;
  auto& peer = Greeted();
  peer.TakeOnly(0);
  EXPECT_EQ(peer.Say(Ops(kMany)), Ops(kMany).size());
  EXPECT_THAT(handler_.ids(), SizeIs(TestedSession::kMaxWaiting));
  peer.TakeOnly(1 << 20);
  EXPECT_EQ(peer.Heard(), Replies(kMany, Payload()));
}

// Or a driver would wait for bytes while ops are there.
TEST_F(TcpServerSessionPace, ReadsAgainOnlyOnceItHasTakenWhatItHad) {
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

TEST_F(TcpServerSessionPace, AnswersABurstInOneWithPolicyDrain) {
  auto& peer = Greeted();
  peer.Say(Ops(40));
  EXPECT_THAT(peer.Bursts(), ElementsAre(Replies(40, Payload())));
  EXPECT_EQ(peer.looks(), 2) << "for the hello and for the burst";
}

TEST_F(TcpServerSessionPace, AnswersEachAtOnceWithPolicyMessage) {
  auto& peer = Greeted(FlushPolicy::kMessage);
  peer.Say(Ops(3));
  EXPECT_THAT(peer.Bursts(),
              ElementsAre(Frame(1, Payload()), Frame(2, Payload()),
                          Frame(3, Payload())));
}

TEST_F(TcpServerSessionPace, HoldsNothingAcrossAThinkTime) {
  handler_.set_thinks(true);
  auto& peer = Greeted();
  peer.Say(Ops(3));
  EXPECT_THAT(peer.Bursts(), SizeIs(3));
}

TEST_F(TcpServerSessionPace, HoldsSmallRepliesNoLongerThanAllowed) {
  auto& peer = Greeted();
  peer.set_tick_ns(kMaxHoldNs / 2);
  peer.Say(Ops(400));
  // Looks at the clock for the 1st, 64th, 128th and 192nd.
  EXPECT_THAT(peer.Bursts(),
              ElementsAre(SizeIs(192 * 19), SizeIs(192 * 19), SizeIs(16 * 19)));
}

TEST_F(TcpServerSessionPace, LooksAtTheClockForEachLargeOp) {
  auto& peer = Greeted();
  peer.set_tick_ns(kMaxHoldNs / 2);
  peer.Say(Ops(6, std::string(kSmallBytes + 1, 'x')));
  EXPECT_THAT(peer.Bursts(), ElementsAre(SizeIs(4 * 19), SizeIs(2 * 19)));
}

}  // namespace
}  // namespace grpc_perf_msgr
