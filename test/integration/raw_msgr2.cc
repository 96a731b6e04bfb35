#include "test/integration/raw_msgr2.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/str_replace.h"
#include "common/msgr2/frame_reader.h"
#include "common/msgr2/handshake.h"

namespace grpc_perf_msgr {

std::optional<RawMsgr2Frame> NextMsgr2Frame(RawTcp& peer) {
  RawMsgr2Frame received;
  received.bytes = peer.Receive(msgr2::kPreambleBytes);
  if (received.bytes.size() < msgr2::kPreambleBytes) return std::nullopt;
  const auto preamble = msgr2::DecodePreamble(received.bytes.data());
  if (!preamble.ok()) {
    ADD_FAILURE() << preamble.status();
    return received;
  }
  received.bytes +=
      peer.Receive(preamble->FrameBytes() - received.bytes.size());
  msgr2::FrameReader reader(received.bytes.size());
  absl::string_view rest = received.bytes;
  auto next = reader.Next();
  while (next.ok() && !next->has_value() && !rest.empty()) {
    const absl::Span<char> space = reader.Space();
    const size_t part = std::min(space.size(), rest.size());
    std::memcpy(space.data(), rest.data(), part);
    reader.Commit(part);
    rest.remove_prefix(part);
    next = reader.Next();
  }
  if (!next.ok() || !next->has_value()) {
    ADD_FAILURE() << "no whole frame: " << next.status();
    return received;
  }
  received.frame = **next;
  // The reader's buffer goes; the same bytes are here.
  size_t offset = msgr2::kPreambleBytes;
  for (size_t i = 0; i < received.frame.segments; ++i) {
    absl::string_view& segment = received.frame.segment[i];
    segment = absl::string_view(received.bytes).substr(offset, segment.size());
    offset += segment.size() + (i == 0 ? msgr2::kCrcBytes : 0);
  }
  return received;
}

RawMsgr2Frame ReceiveMsgr2Frame(RawTcp& peer) {
  std::optional<RawMsgr2Frame> received = NextMsgr2Frame(peer);
  if (!received.has_value()) ADD_FAILURE() << "no frame came";
  // Moved whole, and its bytes with it: they are longer than what a string
  // keeps within itself.
  return received.has_value() ? *std::move(received) : RawMsgr2Frame();
}

void AcceptMsgr2(RawTcp& peer) {
  msgr2::ServerHandshake handshake({}, {}, /*global_seq=*/1);
  peer.Send(handshake.Start());
  const msgr2::ServerHandshake::Answer hello =
      handshake.OnBanner(peer.Receive(msgr2::kBannerBytes));
  ASSERT_TRUE(hello.status.ok()) << hello.status;
  peer.Send(hello.bytes);
  while (!handshake.done()) {
    const RawMsgr2Frame received = ReceiveMsgr2Frame(peer);
    const msgr2::ServerHandshake::Answer answer =
        handshake.OnFrame(received.frame);
    ASSERT_TRUE(answer.status.ok()) << answer.status;
    if (!answer.bytes.empty()) peer.Send(answer.bytes);
  }
}

std::string Msgr2Reply(const msgr2::MessageIds& ids) {
  std::string bytes(msgr2::kReplyBytes, '\0');
  msgr2::ReplyFrame().Encode(ids, bytes.data());
  return bytes;
}

std::string Msgr2Address(const FakeTcpServer& server) {
  return absl::StrReplaceAll(server.address(), {{"tcp://", "msgr2://"}});
}

}  // namespace grpc_perf_msgr
