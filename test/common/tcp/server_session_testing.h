// What the tests of the server's end of `tcp` share: a peer in memory and what
// it says.
#ifndef GRPC_PERF_MSGR_TEST_COMMON_TCP_SERVER_SESSION_TESTING_H_
#define GRPC_PERF_MSGR_TEST_COMMON_TCP_SERVER_SESSION_TESTING_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/flush_policy.h"
#include "common/session/session.h"
#include "common/tcp/server_session.h"
#include "test/common/session/fake_handler.h"
#include "test/common/session/scripted_peer.h"

namespace grpc_perf_msgr {

using TestedSession = TcpServerSession<FakeHandler>;

inline constexpr uint32_t kMaxBytes = FakeHandler::kMaxBytes;

inline std::string HelloOf(const Hello& hello) {
  const auto bytes = EncodeHello(hello);
  return std::string(bytes.data(), bytes.size());
}

inline std::string Frame(uint64_t id, absl::string_view payload,
                         uint32_t crc32c = 0) {
  std::string bytes(kFrameHeaderBytes, '\0');
  EncodeFrameHeader({static_cast<uint32_t>(payload.size()), crc32c, id},
                    bytes.data());
  return absl::StrCat(bytes, payload);
}

// So many ops, and what answers them.
inline std::string Ops(uint64_t count, absl::string_view payload = "op") {
  std::string ops;
  for (uint64_t id = 1; id <= count; ++id) ops += Frame(id, payload);
  return ops;
}
inline std::string Replies(uint64_t count, absl::string_view payload) {
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
inline void ExpectRefused(ScriptedPeer<TestedSession>& peer,
                          const std::string& heard_before,
                          absl::StatusCode code, const std::string& why) {
  const absl::Status status = peer.session().status();
  EXPECT_EQ(status.code(), code);
  EXPECT_THAT(status.message(), ::testing::HasSubstr(why));
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
inline void ExpectLost(ScriptedPeer<TestedSession>& peer, absl::StatusCode code,
                       const std::string& why) {
  EXPECT_EQ(peer.session().state(), SessionState::kOver);
  EXPECT_EQ(peer.session().parting().kind, Parting::Kind::kLost);
  EXPECT_EQ(peer.session().status().code(), code);
  EXPECT_THAT(peer.session().status().message(), ::testing::HasSubstr(why));
}
inline void ExpectWell(ScriptedPeer<TestedSession>& peer) {
  EXPECT_EQ(peer.session().state(), SessionState::kOver);
  EXPECT_TRUE(peer.session().status().ok()) << peer.session().status();
  EXPECT_FALSE(peer.session().broken());
  EXPECT_EQ(peer.session().parting().kind, Parting::Kind::kWell);
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_COMMON_TCP_SERVER_SESSION_TESTING_H_
