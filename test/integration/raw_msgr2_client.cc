#include "test/integration/raw_msgr2_client.h"

#include <gtest/gtest.h>

#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "common/msgr2/address.h"
#include "common/msgr2/crc.h"
#include "common/msgr2/frame_reader.h"
#include "common/msgr2/handshake.h"

namespace grpc_perf_msgr {
namespace {

using msgr2::AddressType;
using msgr2::Tag;

// How many frames the server sends within the handshake, and their tags.
constexpr Tag kServerTags[] = {Tag::kHello, Tag::kAuthDone, Tag::kAuthSignature,
                               Tag::kServerIdent};

// Hands `bytes` to a reader that has nothing else.
template <typename Take>
void Feed(absl::string_view bytes, Take take) {
  msgr2::FrameReader reader(0);
  const absl::Span<char> space = reader.Space();
  ASSERT_GE(space.size(), bytes.size());
  bytes.copy(space.data(), bytes.size());
  reader.Commit(bytes.size());
  for (;;) {
    const auto frame = reader.Next();
    ASSERT_TRUE(frame.ok()) << frame.status();
    if (!frame->has_value()) return;
    take(**frame);
  }
}

}  // namespace

std::string RawOp(const msgr2::MessageIds& ids, absl::string_view data) {
  const msgr2::OpFrame frame(static_cast<uint32_t>(data.size()));
  std::array<char, msgr2::kOpHeadBytes> head;
  std::array<char, msgr2::kEpilogueBytes> tail;
  frame.EncodeHead(ids, head.data());
  frame.EncodeEpilogue(msgr2::Crc(msgr2::kSegmentSeed, data), tail.data());
  return absl::StrCat(absl::string_view(head.data(), head.size()), data,
                      absl::string_view(tail.data(), tail.size()));
}

std::vector<std::string> RawMsgr2Client::Greeting() const {
  // A server inside the test asks for it.
  const int fd = tcp_.fd();
  const auto dialled = msgr2::PeerAddress(fd, AddressType::kMsgr2, 0);
  const auto own = msgr2::LocalAddress(fd, AddressType::kAny, 4711);
  msgr2::ClientHandshake client(dialled, own, /*cookie=*/7);
  msgr2::ServerHandshake server(dialled, own, /*global_seq=*/1);
  std::vector<std::string> parts = {client.Start()};
  std::string answers = server.OnBanner(parts[0]).bytes;
  parts.push_back(*client.OnBanner(server.Start()));
  std::string asked = parts.back();
  while (!client.done() && !::testing::Test::HasFatalFailure()) {
    Feed(asked, [&](const msgr2::ReceivedFrame& frame) {
      answers += server.OnFrame(frame).bytes;
    });
    asked.clear();
    Feed(answers, [&](const msgr2::ReceivedFrame& frame) {
      const std::string part = *client.OnFrame(frame);
      asked += part;
      if (!part.empty()) parts.push_back(part);
    });
    answers.clear();
  }
  return parts;
}

std::string RawMsgr2Client::GreetingUntil(size_t parts) const {
  const std::vector<std::string> all = Greeting();
  EXPECT_LE(parts, all.size());
  return absl::StrJoin(all.begin(), all.begin() + static_cast<int>(parts), "");
}

void RawMsgr2Client::ReceiveGreeting() {
  EXPECT_EQ(tcp_.Receive(msgr2::kBannerBytes), msgr2::EncodeBanner());
  for (const Tag tag : kServerTags) {
    EXPECT_EQ(msgr2::TagName(ReceiveFrame().frame.tag), msgr2::TagName(tag));
  }
}

void RawMsgr2Client::Greet() {
  EXPECT_TRUE(Send(absl::StrJoin(Greeting(), "")));
  ReceiveGreeting();
}

msgr2::MessageIds RawMsgr2Client::ReceiveReply() {
  const RawMsgr2Frame received = ReceiveFrame();
  EXPECT_EQ(msgr2::TagName(received.frame.tag), "MESSAGE");
  const auto reply = msgr2::DecodeReply(received.frame);
  EXPECT_TRUE(reply.ok()) << reply.status();
  return reply.ok() ? reply->ids : msgr2::MessageIds();
}

RawMsgr2Client GreetedMsgr2(const std::string& address) {
  RawMsgr2Client peer(address);
  peer.Greet();
  return peer;
}

}  // namespace grpc_perf_msgr
