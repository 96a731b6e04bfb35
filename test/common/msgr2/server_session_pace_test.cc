// The server's end of Ceph's messenger: when it pauses, when it sends and how
// it ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdint>
#include <string>

#include "common/flush_policy.h"
#include "test/common/msgr2/server_session_testing.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class Msgr2ServerSessionPace : public Msgr2ServerSessionTest {};

TEST_F(Msgr2ServerSessionPace, LetsAClientGoInTheMiddleOfAFrame) {
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

TEST_F(Msgr2ServerSessionPace, LosesAClientThatLeavesWithinTheHandshake) {
  const std::string script = Joined(greeting_.said);
  for (size_t bytes = 1; bytes < script.size(); bytes += 7) {
    ScriptedPeer<TestedSession> peer = Peer();
    peer.Say(absl::string_view(script).substr(0, bytes));
    peer.Leave();
    ExpectLeft(peer, Parting::Kind::kLost, "left within the handshake");
  }
}

TEST_F(Msgr2ServerSessionPace, LosesAClientWhoseConnectionBreaks) {
  auto& late = Greeted();
  late.Leave(ETIMEDOUT);
  ExpectLeft(late, Parting::Kind::kLost, "timed out");
  // It does not wait for its last replies.
  auto& deaf = Greeted();
  deaf.FailSending(EPIPE);
  deaf.Say(Ops(1) + "half a frame");
  ExpectLeft(deaf, Parting::Kind::kWell);
}

TEST_F(Msgr2ServerSessionPace, LosesAClientThatCanNotHearTheHandshake) {
  ScriptedPeer<TestedSession> peer = Peer();
  peer.FailSending(ECONNRESET);
  peer.Say(greeting_.said[0]);
  ExpectLeft(peer, Parting::Kind::kLost, "left within the handshake");
}

TEST_F(Msgr2ServerSessionPace, DoesNotReadAClientThatDoesNotReadItsReplies) {
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

TEST_F(Msgr2ServerSessionPace, FlushesAsThePolicySays) {
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

TEST_F(Msgr2ServerSessionPace, HoldsRepliesNoLongerThanAllowed) {
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
