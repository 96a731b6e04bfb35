#include "client/transport/session/msgr2_wire.h"

#include <netinet/in.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/msgr2/address.h"
#include "common/msgr2/crc.h"

namespace grpc_perf_msgr {
namespace {

// Replies carry none.
constexpr uint64_t kMaxReplyDataBytes = 0;

// A client's own address has no port: nobody connects to it.
msgr2::EntityAddress OwnAddress(const ConnectionEnds& ends) {
  msgr2::EntityAddress address = msgr2::ToEntityAddress(
      ends.local, msgr2::AddressType::kAny, static_cast<uint32_t>(ends.number));
  // At the same place in sockaddr_in and sockaddr_in6.
  auto& in = reinterpret_cast<sockaddr_in&>(address.socket_address);
  in.sin_port = 0;
  return address;
}

absl::Status Broken(absl::string_view what) {
  return absl::InternalError(absl::StrCat("protocol broken: ", what));
}

}  // namespace

Msgr2Wire::Msgr2Wire(const Workload& /*workload*/, absl::string_view payload)
    : payload_(payload),
      op_(static_cast<uint32_t>(payload.size())),
      reader_(kMaxReplyDataBytes) {}

void Msgr2Wire::Begin(const ConnectionEnds& ends) {
  handshake_.emplace(
      msgr2::ToEntityAddress(ends.peer, msgr2::AddressType::kMsgr2,
                             /*nonce=*/0),
      OwnAddress(ends), /*cookie=*/ends.number << 1 | 1);
  writer_.AppendRaw(handshake_->Start());
}

absl::StatusOr<bool> Msgr2Wire::Greet() {
  if (!greeted_) {
    const std::optional<absl::string_view> banner = reader_.TakeBanner();
    if (!banner.has_value()) return false;
    const absl::StatusOr<std::string> answer = handshake_->OnBanner(*banner);
    if (!answer.ok()) return answer.status();
    writer_.AppendRaw(*answer);
    greeted_ = true;
  }
  while (!handshake_->done()) {
    const auto frame = reader_.Next();
    if (!frame.ok()) return Broken(frame.status().message());
    if (!frame->has_value()) return false;
    absl::Status status = TakeHandshakeFrame(**frame);
    if (!status.ok()) return status;
  }
  return true;
}

absl::Status Msgr2Wire::TakeHandshakeFrame(const msgr2::ReceivedFrame& frame) {
  const absl::StatusOr<std::string> answer = handshake_->OnFrame(frame);
  if (!answer.ok()) return answer.status();
  if (!answer->empty()) writer_.AppendRaw(*answer);
  return absl::OkStatus();
}

void Msgr2Wire::AppendOp(uint64_t id) {
  Writer::Entry& entry = writer_.Append();
  op_.EncodeHead({++seq_, id, received_seq_}, entry.head.data());
  entry.head_bytes = entry.head.size();
  entry.borrowed = payload_;
  op_.EncodeEpilogue(msgr2::Crc(msgr2::kSegmentSeed, payload_),
                     entry.tail.data());
  entry.tail_bytes = entry.tail.size();
}

absl::StatusOr<bool> Msgr2Wire::NextReply(WireReply& reply) {
  for (;;) {
    const auto next = reader_.Next();
    if (!next.ok()) return Broken(next.status().message());
    if (!next->has_value()) return false;
    const msgr2::ReceivedFrame& frame = **next;
    if (frame.tag != msgr2::Tag::kMessage) {
      const absl::StatusOr<std::string> answer =
          msgr2::AnswerControlFrame(frame);
      if (!answer.ok()) return Broken(answer.status().message());
      if (!answer->empty()) writer_.AppendRaw(*answer);
      continue;
    }
    const absl::StatusOr<msgr2::ReceivedReply> received =
        msgr2::DecodeReply(frame);
    if (!received.ok()) return Broken(received.status().message());
    if (received->ids.seq <= received_seq_) {
      return Broken(absl::StrCat("the server numbered a reply ",
                                 received->ids.seq, " after ", received_seq_));
    }
    received_seq_ = received->ids.seq;
    if (received->result != 0) {
      return absl::UnknownError(absl::StrCat("the server answered message ",
                                             received->ids.tid, " with result ",
                                             received->result));
    }
    reply.id = received->ids.tid;
    return true;
  }
}

}  // namespace grpc_perf_msgr
