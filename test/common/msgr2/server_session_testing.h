// What the tests of the server's end of Ceph's messenger share: a peer in
// memory and what it says.
#ifndef GRPC_PERF_MSGR_TEST_COMMON_MSGR2_SERVER_SESSION_TESTING_H_
#define GRPC_PERF_MSGR_TEST_COMMON_MSGR2_SERVER_SESSION_TESTING_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "common/flush_policy.h"
#include "common/msgr2/crc.h"
#include "common/msgr2/server_session.h"
#include "common/session/session.h"
#include "test/common/msgr2/frames.h"
#include "test/common/session/fake_handler.h"
#include "test/common/session/scripted_peer.h"

namespace grpc_perf_msgr::msgr2 {

using TestedSession = ServerSession<FakeHandler>;

inline constexpr uint64_t kMaxBytes = FakeHandler::kMaxBytes;
// The server's connections before this one, and one more.
inline constexpr uint64_t kGlobalSeq = 5;

inline std::string Op(const MessageIds& ids, absl::string_view data = "data") {
  const OpFrame frame(static_cast<uint32_t>(data.size()));
  std::string bytes(kOpHeadBytes + data.size() + kEpilogueBytes, '\0');
  frame.EncodeHead(ids, bytes.data());
  data.copy(bytes.data() + kOpHeadBytes, data.size());
  frame.EncodeEpilogue(Crc(kSegmentSeed, data),
                       bytes.data() + kOpHeadBytes + data.size());
  return bytes;
}

inline std::string WholeFrame(const OwnedFrame& frame) {
  return EncodeControlFrame(frame.tag, frame.segments[0]);
}

// So many ops, the first with this seq, and what answers them.
inline std::string Ops(uint64_t count, uint64_t first = 1) {
  std::string ops;
  for (uint64_t seq = first; seq < first + count; ++seq) {
    ops += Op({seq, 100 + seq, 0});
  }
  return ops;
}
inline std::string Replies(uint64_t count) {
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
inline void ExpectCut(ScriptedPeer<TestedSession>& peer, absl::StatusCode code,
                      const std::string& why, const std::string& heard = "") {
  EXPECT_EQ(peer.Heard(), heard) << why;
  EXPECT_TRUE(peer.half_closed()) << why;
  EXPECT_TRUE(peer.session().broken());
  EXPECT_EQ(peer.session().parting().kind, Parting::Kind::kCut);
  const absl::Status status = peer.session().status();
  EXPECT_EQ(status.code(), code) << status;
  EXPECT_THAT(status.message(), ::testing::HasSubstr(why));
  // What it still says is read, and nothing is answered.
  peer.Say(Ops(3, 1000));
  EXPECT_EQ(peer.Heard(), "");
  peer.Leave();
  EXPECT_EQ(peer.session().state(), SessionState::kOver);
  EXPECT_EQ(peer.session().status(), status);
}

inline void ExpectLeft(ScriptedPeer<TestedSession>& peer, Parting::Kind kind,
                       const std::string& why = "") {
  EXPECT_EQ(peer.session().state(), SessionState::kOver);
  EXPECT_EQ(peer.session().parting().kind, kind)
      << peer.session().parting().why;
  EXPECT_THAT(peer.session().parting().why.message(),
              ::testing::HasSubstr(why));
  EXPECT_EQ(peer.session().broken(), kind == Parting::Kind::kLost);
  EXPECT_EQ(peer.session().status().ok(), !peer.session().broken());
}

}  // namespace grpc_perf_msgr::msgr2

#endif  // GRPC_PERF_MSGR_TEST_COMMON_MSGR2_SERVER_SESSION_TESTING_H_
