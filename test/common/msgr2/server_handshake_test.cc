// The server's side of the handshake, fed with what the real client sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

// What a client sends in its turn. The captured one negotiates compression
// besides, because its server offered that.
constexpr const char* kClientTurns[] = {"HELLO", "AUTH_REQUEST",
                                        "AUTH_SIGNATURE", "CLIENT_IDENT"};

EntityAddress AddressIn(absl::string_view payload, size_t offset) {
  ByteReader in(payload.substr(offset));
  const auto address = GetAddress(in);
  EXPECT_TRUE(address.ok()) << address.status();
  return address.ok() ? *address : EntityAddress();
}

// One captured session and the handshake that sees the same client.
struct ServerSide {
  explicit ServerSide(const std::string& name)
      : client(LoadCapture(name + "_client")),
        server(LoadCapture(name + "_server")),
        handshake(AddressIn(CutOne(BytesOf(client, "HELLO")).segments[0], 1),
                  AddressIn(CutOne(BytesOf(server, "HELLO")).segments[0], 1),
                  1) {}

  // What the client sent in this turn.
  OwnedFrame Sent(size_t turn) const {
    return CutOne(BytesOf(client, kClientTurns[turn]));
  }
  // Does the turns before this one.
  void GoTo(size_t turn) {
    EXPECT_TRUE(handshake.OnBanner(BytesOf(client, "BANNER")).status.ok());
    for (size_t i = 0; i < turn; ++i) {
      const auto answer = handshake.OnFrame(Sent(i).Received());
      EXPECT_TRUE(answer.status.ok()) << kClientTurns[i] << answer.status;
    }
  }

  std::vector<CapturedUnit> client;
  std::vector<CapturedUnit> server;
  ServerHandshake handshake;
};

// The answer to `payload` in this turn.
ServerHandshake::Answer ServerAnswerTo(size_t turn, absl::string_view payload) {
  ServerSide session("four_ops");
  session.GoTo(turn);
  const OwnedFrame frame = Control(session.Sent(turn).tag, payload);
  ServerHandshake::Answer answer = session.handshake.OnFrame(frame.Received());
  EXPECT_EQ(session.handshake.done(), turn == 3 && answer.status.ok());
  return answer;
}

class Msgr2ServerHandshakeOfCapture
    : public ::testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Captures, Msgr2ServerHandshakeOfCapture,
                         ::testing::Values("four_ops", "five_ops",
                                           "two_in_flight"),
                         [](const auto& info) { return info.param; });

TEST_P(Msgr2ServerHandshakeOfCapture, SaysByteByByteWhatTheRealServerDoes) {
  ServerSide session(GetParam());
  EXPECT_EQ(session.handshake.Start(), EncodeBanner());
  const auto hello =
      session.handshake.OnBanner(BytesOf(session.client, "BANNER"));
  ASSERT_TRUE(hello.status.ok()) << hello.status;
  EXPECT_EQ(hello.bytes, BytesOf(session.server, "HELLO"));
  const std::string answers[] = {"",
                                 BytesOf(session.server, "AUTH_DONE") +
                                     BytesOf(session.server, "AUTH_SIGNATURE"),
                                 "", BytesOf(session.server, "SERVER_IDENT")};
  for (size_t turn = 0; turn < std::size(kClientTurns); ++turn) {
    EXPECT_FALSE(session.handshake.done());
    const auto answer =
        session.handshake.OnFrame(session.Sent(turn).Received());
    ASSERT_TRUE(answer.status.ok()) << kClientTurns[turn] << answer.status;
    EXPECT_EQ(answer.bytes, answers[turn]) << kClientTurns[turn];
  }
  EXPECT_TRUE(session.handshake.done());
}

TEST(Msgr2ServerHandshake, RefusesABannerThatItCanNotSpeakTo) {
  ServerSide session("four_ops");
  const auto answer = session.handshake.OnBanner("ceph v0");
  EXPECT_EQ(answer.bytes, "");
  EXPECT_EQ(answer.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(answer.status.message(), HasSubstr("messenger v1"));
}

TEST(Msgr2ServerHandshake, RefusesEveryPayloadThatIsCutShort) {
  for (size_t turn = 0; turn < std::size(kClientTurns); ++turn) {
    const std::string payload = ServerSide("four_ops").Sent(turn).segments[0];
    for (size_t size = 0; size < payload.size(); ++size) {
      const auto answer =
          ServerAnswerTo(turn, absl::string_view(payload).substr(0, size));
      EXPECT_EQ(answer.bytes, "") << kClientTurns[turn] << size;
      EXPECT_EQ(answer.status.code(), absl::StatusCode::kInvalidArgument)
          << kClientTurns[turn] << size;
      if (turn == 2) continue;  // a signature has no length of its own
      EXPECT_THAT(answer.status.message(), HasSubstr("cut short"))
          << kClientTurns[turn] << size;
    }
  }
}

TEST(Msgr2ServerHandshake, RefusesEveryFrameOutOfItsTurn) {
  constexpr const char* kExpected[] = {
      "HELLO", "AUTH_REQUEST", "AUTH_SIGNATURE", "CLIENT_IDENT", "a message"};
  for (size_t turn = 0; turn < std::size(kExpected); ++turn) {
    for (uint8_t number = 1; number <= 22; ++number) {
      ServerSide session("four_ops");
      session.GoTo(turn);
      const OwnedFrame frame = Control(static_cast<Tag>(number), "payload");
      const std::string name = TagName(frame.tag);
      if (name == kExpected[turn]) continue;
      if (turn == 3 && frame.tag == Tag::kSessionReconnect) continue;
      const auto answer = session.handshake.OnFrame(frame.Received());
      EXPECT_EQ(answer.bytes, "") << name;
      EXPECT_EQ(answer.status.code(), absl::StatusCode::kInvalidArgument)
          << name;
      EXPECT_EQ(answer.status.message(),
                absl::StrCat("the peer sent ", name, " where ", kExpected[turn],
                             " was expected"));
    }
  }
}

std::string AuthRequest(uint32_t method, const std::vector<uint32_t>& modes,
                        const std::string& authentication = "") {
  ByteWriter out;
  out.Put(method).Put(static_cast<uint32_t>(modes.size()));
  for (const uint32_t mode : modes) out.Put(mode);
  out.Put(static_cast<uint32_t>(authentication.size()));
  return out.PutBytes(authentication).Take();
}

TEST(Msgr2ServerHandshake, AcceptsModeCrcAmongOthers) {
  std::vector<uint32_t> many(1000, 2);
  many.push_back(1);
  for (const std::string& request :
       {AuthRequest(1, {2, 1}), AuthRequest(1, {1, 2}, "ignored"),
        AuthRequest(1, many)}) {
    const auto answer = ServerAnswerTo(1, request);
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    EXPECT_EQ(CutAll(answer.bytes).size(), 2);
  }
}

TEST(Msgr2ServerHandshake, SaysWhatItAllowsToAClientThatWantsMore) {
  const struct {
    std::string request;
    uint32_t method;
    std::string error;
  } cases[] = {
      {AuthRequest(1, {2}), 1, "modes [2] (2 secure), only 1 (crc)"},
      {AuthRequest(1, {}), 1, "modes [] (2 secure)"},
      {AuthRequest(1, std::vector<uint32_t>(100, 2)), 1, "2,2,..."},
      {AuthRequest(2, {2, 1}), 2, "authentication method 2, only 1 (none)"},
      {AuthRequest(0, {1}), 0, "authentication method 0"},
  };
  for (const auto& bad : cases) {
    const auto answer = ServerAnswerTo(1, bad.request);
    EXPECT_EQ(answer.status.code(), absl::StatusCode::kUnimplemented);
    EXPECT_THAT(answer.status.message(), HasSubstr(bad.error));
    const OwnedFrame refusal = CutOne(answer.bytes);
    EXPECT_EQ(refusal.tag, Tag::kAuthBadMethod);
    // Method, -EOPNOTSUPP, one method and one mode.
    EXPECT_EQ(refusal.segments[0], ByteWriter()
                                       .Put(bad.method)
                                       .Put(int32_t{-95})
                                       .Put(uint32_t{1})
                                       .Put(uint32_t{1})
                                       .Put(uint32_t{1})
                                       .Put(uint32_t{1})
                                       .Take());
  }
}

TEST(Msgr2ServerHandshake, BelievesNoListLongerThanItsFrame) {
  for (const uint32_t count : {uint32_t{2}, ~uint32_t{0}}) {
    std::string request = AuthRequest(1, {1});
    StoreLittleEndian(count, request.data() + 4);
    const auto answer = ServerAnswerTo(1, request);
    EXPECT_THAT(answer.status.message(), HasSubstr("cut short")) << count;
  }
  std::string request = AuthRequest(1, {1});
  StoreLittleEndian(~uint32_t{0}, request.data() + 12);
  EXPECT_THAT(ServerAnswerTo(1, request).status.message(),
              HasSubstr("cut short"));
}

TEST(Msgr2ServerHandshake, RefusesASignatureOfAKey) {
  for (const size_t at : {0, 31}) {
    std::string signature(32, '\0');
    signature[at] = 1;
    const auto answer = ServerAnswerTo(2, signature);
    EXPECT_EQ(answer.status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(answer.status.message(), HasSubstr("signed its handshake"));
  }
  EXPECT_FALSE(ServerAnswerTo(2, std::string(33, '\0')).status.ok());
}

// Offsets of the supported and the required features in the captured ident.
constexpr size_t kSupportedOffset = 5 + 35 + 35 + 16;
constexpr size_t kRequiredOffset = kSupportedOffset + 8;

TEST(Msgr2ServerHandshake, TellsAClientWhatItMisses) {
  std::string ident = ServerSide("four_ops").Sent(3).segments[0];
  StoreLittleEndian(~kRequiredFeatures, ident.data() + kSupportedOffset);
  const auto answer = ServerAnswerTo(3, ident);
  EXPECT_EQ(answer.status.code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(answer.status.message(),
              HasSubstr("misses features 0x800000000000000"));
  const OwnedFrame refusal = CutOne(answer.bytes);
  EXPECT_EQ(refusal.tag, Tag::kIdentMissingFeatures);
  EXPECT_EQ(refusal.segments[0], ByteWriter().Put(kRequiredFeatures).Take());
}

TEST(Msgr2ServerHandshake, RefusesAClientThatRequiresWhatIsNotThere) {
  std::string ident = ServerSide("four_ops").Sent(3).segments[0];
  StoreLittleEndian(~uint64_t{0}, ident.data() + kRequiredOffset);
  const auto answer = ServerAnswerTo(3, ident);
  EXPECT_EQ(answer.bytes, "");
  EXPECT_EQ(answer.status.code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(answer.status.message(),
              HasSubstr(absl::StrCat("requires features 0x",
                                     absl::Hex(~kSupportedFeatures))));
}

TEST(Msgr2ServerHandshake, SendsAClientWithASessionBackToTheStart) {
  ServerSide session("four_ops");
  session.GoTo(3);
  const OwnedFrame reconnect = Control(Tag::kSessionReconnect, "whatever");
  const auto reset = session.handshake.OnFrame(reconnect.Received());
  ASSERT_TRUE(reset.status.ok()) << reset.status;
  const OwnedFrame frame = CutOne(reset.bytes);
  EXPECT_EQ(frame.tag, Tag::kSessionReset);
  EXPECT_EQ(frame.segments[0], "\1");
  EXPECT_FALSE(session.handshake.done());
  // It may go on as a new one.
  EXPECT_TRUE(
      session.handshake.OnFrame(session.Sent(3).Received()).status.ok());
  EXPECT_TRUE(session.handshake.done());
}

// The address that is told back is where it dialled, whatever was bound.
TEST(Msgr2ServerHandshake, IsWhatTheClientDialled) {
  for (const EntityAddress& dialled :
       {MakeAddress("192.0.2.1", 1), MakeAddress("2001:db8::1", 2),
        EntityAddress()}) {
    const EntityAddress self = MakeAddress("127.0.0.1", 23053);
    ByteWriter ident;
    PutAddresses({MakeAddress("127.0.0.1", 0, AddressType::kAny, 1)}, ident);
    PutAddress(dialled, ident);
    ident.PutBytes(absl::string_view(ServerSide("four_ops").Sent(3).segments[0])
                       .substr(kSupportedOffset - 16));
    const auto answer = ServerAnswerTo(3, ident.Take());
    ASSERT_TRUE(answer.status.ok()) << answer.status;
    const OwnedFrame frame = CutOne(answer.bytes);
    ByteReader in(frame.segments[0]);
    const auto told = GetAddresses(in);
    ASSERT_TRUE(told.ok()) << told.status();
    ASSERT_EQ(told->size(), 1);
    EXPECT_TRUE((*told)[0] == (dialled == EntityAddress() ? self : dialled))
        << (*told)[0].ToString();
  }
}

// A later Ceph may say more in each of its frames but the signature.
TEST(Msgr2ServerHandshake, SkipsWhatALaterVersionAdds) {
  for (const size_t turn : {0, 1, 3}) {
    const auto answer = ServerAnswerTo(
        turn, ServerSide("four_ops").Sent(turn).segments[0] + "more");
    EXPECT_TRUE(answer.status.ok()) << kClientTurns[turn] << answer.status;
  }
}

}  // namespace
}  // namespace grpc_perf_msgr::msgr2
