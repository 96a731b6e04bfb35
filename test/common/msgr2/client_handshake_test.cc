// The client's side of the handshake, fed with what the real server sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/little_endian.h"
#include "common/msgr2/bytes.h"
#include "common/msgr2/handshake.h"
#include "test/common/msgr2/capture.h"
#include "test/common/msgr2/frames.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

using ::testing::HasSubstr;

constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;
constexpr absl::StatusCode kUnimplemented = absl::StatusCode::kUnimplemented;

// What a server sends in its turn. The captured one negotiates compression
// besides, because its client offered that.
constexpr const char* kTurns[] = {"HELLO", "AUTH_DONE", "AUTH_SIGNATURE",
                                  "SERVER_IDENT"};

// One captured session, and the handshake of a client with the same address,
// nonce and cookie.
struct ClientSide {
  explicit ClientSide(const std::string& name)
      : client(LoadCapture(name + "_client")),
        server(LoadCapture(name + "_server")),
        handshake(Make(CutOne(BytesOf(client, "CLIENT_IDENT")).segments[0])) {}

  static ClientHandshake Make(const std::string& ident) {
    ByteReader in(ident);
    const auto self = GetAddresses(in);
    const auto dialled = GetAddress(in);
    EXPECT_TRUE(self.ok() && self->size() == 1 && dialled.ok());
    const auto cookie =
        LoadLittleEndian<uint64_t>(ident.data() + ident.size() - 8);
    return ClientHandshake(*dialled, (*self)[0], cookie);
  }
  // What the server sent in this turn.
  OwnedFrame Sent(size_t turn) const {
    return CutOne(BytesOf(server, kTurns[turn]));
  }
  // Does the turns before this one.
  void GoTo(size_t turn) {
    EXPECT_TRUE(handshake.OnBanner(BytesOf(server, "BANNER")).ok());
    for (size_t i = 0; i < turn; ++i) {
      const auto answer = handshake.OnFrame(Sent(i).Received());
      EXPECT_TRUE(answer.ok()) << kTurns[i] << answer.status();
    }
  }

  std::vector<CapturedUnit> client;
  std::vector<CapturedUnit> server;
  ClientHandshake handshake;
};

// The answer to `payload` in this turn, with the turn's tag unless given.
absl::StatusOr<std::string> AnswerTo(size_t turn, absl::string_view payload,
                                     std::optional<Tag> tag = std::nullopt) {
  ClientSide session("four_ops");
  session.GoTo(turn);
  const OwnedFrame frame =
      Control(tag.value_or(session.Sent(turn).tag), payload);
  absl::StatusOr<std::string> answer =
      session.handshake.OnFrame(frame.Received());
  EXPECT_EQ(session.handshake.done(), turn == 3 && answer.ok());
  return answer;
}

class Msgr2ClientHandshakeOfCapture
    : public ::testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Captures, Msgr2ClientHandshakeOfCapture,
                         ::testing::Values("four_ops", "five_ops",
                                           "two_in_flight"),
                         [](const auto& info) { return info.param; });

TEST_P(Msgr2ClientHandshakeOfCapture, SaysByteByByteWhatTheRealClientDoes) {
  ClientSide session(GetParam());
  EXPECT_EQ(session.handshake.Start(), EncodeBanner());
  const auto hello =
      session.handshake.OnBanner(BytesOf(session.server, "BANNER"));
  ASSERT_TRUE(hello.ok()) << hello.status();
  EXPECT_EQ(*hello, BytesOf(session.client, "HELLO") +
                        BytesOf(session.client, "AUTH_REQUEST"));
  const std::string answers[] = {"", BytesOf(session.client, "AUTH_SIGNATURE"),
                                 BytesOf(session.client, "CLIENT_IDENT"), ""};
  for (size_t turn = 0; turn < std::size(kTurns); ++turn) {
    EXPECT_FALSE(session.handshake.done());
    const auto answer =
        session.handshake.OnFrame(session.Sent(turn).Received());
    ASSERT_TRUE(answer.ok()) << kTurns[turn] << answer.status();
    EXPECT_EQ(*answer, answers[turn]) << kTurns[turn];
  }
  EXPECT_TRUE(session.handshake.done());
}

TEST(Msgr2ClientHandshake, RefusesABannerThatItCanNotSpeakTo) {
  ClientSide session("four_ops");
  const auto answer = session.handshake.OnBanner("ceph v0");
  EXPECT_EQ(answer.status().code(), kInvalid);
  EXPECT_THAT(answer.status().message(), HasSubstr("messenger v1"));
}

TEST(Msgr2ClientHandshake, RefusesEveryPayloadThatIsCutShort) {
  for (size_t turn = 0; turn < std::size(kTurns); ++turn) {
    const std::string payload = ClientSide("four_ops").Sent(turn).segments[0];
    for (size_t size = 0; size < payload.size(); ++size) {
      const auto answer =
          AnswerTo(turn, absl::string_view(payload).substr(0, size));
      EXPECT_EQ(answer.status().code(), kInvalid) << kTurns[turn] << size;
      if (turn == 2) continue;  // a signature has no length of its own
      EXPECT_THAT(answer.status().message(), HasSubstr("cut short"))
          << kTurns[turn] << size;
    }
  }
}

// Those by which a server refuses have errors of their own.
TEST(Msgr2ClientHandshake, RefusesEveryFrameOutOfItsTurn) {
  constexpr const char* kExpected[] = {"HELLO", "AUTH_DONE", "AUTH_SIGNATURE",
                                       "SERVER_IDENT", "a message"};
  constexpr Tag kOthers[] = {
      Tag::kHello,       Tag::kAuthRequest,        Tag::kAuthRequestMore,
      Tag::kAuthDone,    Tag::kAuthSignature,      Tag::kClientIdent,
      Tag::kServerIdent, Tag::kSessionReconnect,   Tag::kSessionReconnectOk,
      Tag::kMessage,     Tag::kKeepalive2,         Tag::kKeepalive2Ack,
      Tag::kAck,         Tag::kCompressionRequest, Tag::kCompressionDone,
  };
  for (size_t turn = 0; turn < std::size(kExpected); ++turn) {
    for (const Tag tag : kOthers) {
      const std::string name = TagName(tag);
      if (name == kExpected[turn]) continue;
      ClientSide session("four_ops");
      session.GoTo(turn);
      const OwnedFrame frame = Control(tag, "payload");
      const auto answer = session.handshake.OnFrame(frame.Received());
      EXPECT_EQ(answer.status().code(), kInvalid) << name;
      EXPECT_EQ(answer.status().message(),
                absl::StrCat("the peer sent ", name, " where ", kExpected[turn],
                             " was expected"));
    }
  }
}

// The real server's AUTH_BAD_METHOD: method, -EOPNOTSUPP, methods, modes.
std::string BadMethod(const std::vector<uint32_t>& methods,
                      const std::vector<uint32_t>& modes) {
  ByteWriter out;
  out.Put(uint32_t{1}).Put(int32_t{-95});
  for (const auto& numbers : {methods, modes}) {
    out.Put(static_cast<uint32_t>(numbers.size()));
    for (const uint32_t number : numbers) out.Put(number);
  }
  return out.Take();
}

TEST(Msgr2ClientHandshake, SaysWhatAServerAllowsInstead) {
  const struct {
    std::string payload;
    std::string error;
  } cases[] = {
      {BadMethod({2}, {2}), "methods [2] (1 none, 2 cephx) and modes [2]"},
      {BadMethod({1}, {1, 2}), "result -95): it allows methods [1]"},
      {BadMethod({}, {}), "methods [] (1 none, 2 cephx) and modes []"},
      {BadMethod(std::vector<uint32_t>(100, 7), {2}), "7,7,...]"},
  };
  for (const auto& refusal : cases) {
    const auto answer = AnswerTo(1, refusal.payload, Tag::kAuthBadMethod);
    EXPECT_EQ(answer.status().code(), absl::StatusCode::kUnauthenticated);
    EXPECT_THAT(answer.status().message(), HasSubstr(refusal.error));
  }
}

TEST(Msgr2ClientHandshake, SaysThatARefusalIsCutShort) {
  const std::string payload = BadMethod({1, 2}, {1, 2});
  for (size_t size = 0; size < payload.size(); ++size) {
    const auto answer = AnswerTo(1, absl::string_view(payload).substr(0, size),
                                 Tag::kAuthBadMethod);
    EXPECT_EQ(answer.status().message(),
              "the peer's AUTH_BAD_METHOD is cut short");
  }
  std::string endless = BadMethod({}, {});
  StoreLittleEndian(~uint32_t{0}, endless.data() + 8);
  EXPECT_THAT(AnswerTo(1, endless, Tag::kAuthBadMethod).status().message(),
              HasSubstr("cut short"));
  for (size_t size = 0; size < 8; ++size) {
    const auto answer =
        AnswerTo(3, std::string(size, '\1'), Tag::kIdentMissingFeatures);
    EXPECT_EQ(answer.status().message(),
              "the peer's IDENT_MISSING_FEATURES is cut short");
  }
}

TEST(Msgr2ClientHandshake, SaysWhatOfTheServerIsNotSpokenHere) {
  const std::string mask = ByteWriter().Put(uint64_t{0xabc}).Take();
  const struct {
    size_t turn;
    Tag tag;
    std::string payload;
    std::string error;
  } cases[] = {
      {1, Tag::kAuthReplyMore, "", "cephx"},
      {1, Tag::kAuthReplyMore, "", "auth_service_required to none"},
      {3, Tag::kIdentMissingFeatures, mask, "requires features 0xabc"},
      {3, Tag::kWait, "", "WAIT"},
      {3, Tag::kSessionRetry, "", "SESSION_RETRY"},
      {3, Tag::kSessionRetryGlobal, "", "SESSION_RETRY_GLOBAL"},
      {3, Tag::kSessionReset, "\1", "SESSION_RESET"},
      {1, Tag::kAuthDone,
       ByteWriter().Put(uint64_t{0}).Put(uint32_t{2}).Put(uint32_t{0}).Take(),
       "mode 2 (secure), only 1 (crc)"},
      {1, Tag::kAuthDone, ByteWriter().PutZeros(16).Take(), "mode 0, only 1"},
  };
  for (const auto& refusal : cases) {
    const auto answer = AnswerTo(refusal.turn, refusal.payload, refusal.tag);
    EXPECT_EQ(answer.status().code(), kUnimplemented) << refusal.error;
    EXPECT_THAT(answer.status().message(), HasSubstr(refusal.error));
  }
}

TEST(Msgr2ClientHandshake, RefusesASignatureOfAKey) {
  for (const size_t at : {0, 31}) {
    std::string signature(32, '\0');
    signature[at] = 1;
    const auto answer = AnswerTo(2, signature);
    EXPECT_EQ(answer.status().code(), kInvalid);
    EXPECT_THAT(answer.status().message(), HasSubstr("signed its handshake"));
  }
}

TEST(Msgr2ClientHandshake, ComparesFeatures) {
  // In the captured ident: addresses, gid, global_seq, supported, required.
  constexpr size_t kSupportedOffset = 40 + 16;
  const std::string captured = ClientSide("four_ops").Sent(3).segments[0];
  std::string ident = captured;
  StoreLittleEndian(~kRequiredFeatures, ident.data() + kSupportedOffset);
  absl::Status status = AnswerTo(3, ident).status();
  EXPECT_EQ(status.code(), kUnimplemented);
  EXPECT_THAT(status.message(), HasSubstr("misses features 0x80000000000000"));

  ident = captured;
  StoreLittleEndian(kRequiredFeatures | uint64_t{1} << 62,
                    ident.data() + kSupportedOffset + 8);
  status = AnswerTo(3, ident).status();
  EXPECT_EQ(status.code(), kUnimplemented);
  EXPECT_THAT(status.message(),
              HasSubstr("requires features 0x4000000000000000"));
}

TEST(Msgr2ClientHandshake, SkipsWhatALaterVersionAdds) {
  for (const size_t turn : {0, 1, 3}) {
    const auto answer =
        AnswerTo(turn, ClientSide("four_ops").Sent(turn).segments[0] + "more");
    EXPECT_TRUE(answer.ok()) << kTurns[turn] << answer.status();
  }
}

}  // namespace
}  // namespace grpc_perf_msgr::msgr2
