// Both sides of the handshake with each other, over a wire that cuts as it
// likes.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "common/msgr2/handshake.h"
#include "test/common/msgr2/frames.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

// What one side has received, and what it has yet to receive.
struct Incoming {
  std::string wire;
  FrameReader reader = FrameReader(0);
  bool greeted = false;

  // At most `most` bytes more arrive.
  void Arrive(size_t most) {
    const size_t part = std::min(most, wire.size());
    Feed(reader, absl::string_view(wire).substr(0, part));
    wire.erase(0, part);
  }
};

absl::StatusOr<std::string> AsStatusOr(ServerHandshake::Answer answer) {
  if (!answer.status.ok()) return answer.status;
  return std::move(answer.bytes);
}
absl::StatusOr<std::string> AsStatusOr(absl::StatusOr<std::string> answer) {
  return answer;
}

// Lets one side answer all that is complete.
template <typename Handshake>
void Answer(Handshake& handshake, Incoming& in, Incoming& out) {
  if (!in.greeted) {
    const auto banner = in.reader.TakeBanner();
    if (!banner.has_value()) return;
    in.greeted = true;
    const auto answer = AsStatusOr(handshake.OnBanner(*banner));
    ASSERT_TRUE(answer.ok()) << answer.status();
    out.wire += *answer;
  }
  for (;;) {
    const auto frame = in.reader.Next();
    ASSERT_TRUE(frame.ok()) << frame.status();
    if (!frame->has_value()) return;
    const auto answer = AsStatusOr(handshake.OnFrame(**frame));
    ASSERT_TRUE(answer.ok()) << answer.status();
    out.wire += *answer;
  }
}

class Msgr2HandshakePair
    : public ::testing::TestWithParam<std::tuple<const char*, size_t>> {};

INSTANTIATE_TEST_SUITE_P(
    All, Msgr2HandshakePair,
    ::testing::Combine(::testing::Values("127.0.0.1", "::1"),
                       ::testing::Values(1, 26, 33, 100'000)),
    [](const auto& info) {
      return absl::StrCat(
          std::get<0>(info.param) == std::string("::1") ? "Ipv6" : "Ipv4",
          "_by_", std::get<1>(info.param));
    });

TEST_P(Msgr2HandshakePair, GetToKnowEachOther) {
  const auto [ip, cut] = GetParam();
  const EntityAddress listening = MakeAddress(ip, 6800);
  ClientHandshake client(listening, MakeAddress(ip, 0, AddressType::kAny, 77),
                         123);
  ServerHandshake server(listening,
                         MakeAddress(ip, 40000, AddressType::kAny, 0), 1);
  Incoming to_client;
  Incoming to_server;
  to_client.wire = server.Start();
  to_server.wire = client.Start();
  while (!to_client.wire.empty() || !to_server.wire.empty()) {
    to_client.Arrive(cut);
    ASSERT_NO_FATAL_FAILURE(Answer(client, to_client, to_server));
    to_server.Arrive(cut);
    ASSERT_NO_FATAL_FAILURE(Answer(server, to_server, to_client));
  }
  EXPECT_TRUE(client.done());
  EXPECT_TRUE(server.done());
  EXPECT_EQ(to_client.reader.buffered(), 0);
  EXPECT_EQ(to_server.reader.buffered(), 0);
}

}  // namespace
}  // namespace grpc_perf_msgr::msgr2
