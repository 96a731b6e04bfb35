// The server's end of `tcp`, spoken to by a peer in memory: what it answers and
// what it refuses.
#include "common/tcp/server_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "common/flush_policy.h"
#include "common/payload.h"
#include "common/session/session.h"
#include "test/common/tcp/server_session_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

static_assert(Session<TestedSession>);

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

}  // namespace
}  // namespace grpc_perf_msgr
