#include "server/socket/msgr2_connection.h"

#include <atomic>
#include <cerrno>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "common/clock.h"
#include "common/msgr2/address.h"

namespace grpc_perf_msgr {
namespace {

using msgr2::AddressType;

// Ceph's client stops for good when the server's HELLO comes while its main
// thread is still starting the messenger (AsyncMessenger::ready holds a lock
// that learned_addr wants): that has time to end before it gets the banner.
constexpr int64_t kAcceptDelayNs = 20 * kNanosPerMilli;

std::string PeerName(int fd) {
  const std::string peer =
      msgr2::PeerAddress(fd, AddressType::kNone, 0).ToString();
  return absl::StrCat("msgr2 peer ", absl::StripSuffix(peer, "/0"));
}

// What the connections of one listener share.
struct Shared {
  RefusalLog log;
  std::atomic<uint64_t> connections{0};
};

}  // namespace

Msgr2Connection::Msgr2Connection(Descriptor socket, OpHandler& handler,
                                 const ServerOptions& options,
                                 const absl::Status& refusal,
                                 uint64_t global_seq, RefusalLog& log)
    : SocketConnection(std::move(socket), handler, options.flush,
                       static_cast<uint32_t>(options.max_message_bytes)),
      log_(log),
      peer_(PeerName(fd())),
      handshake_(msgr2::LocalAddress(fd(), AddressType::kMsgr2, 0),
                 msgr2::PeerAddress(fd(), AddressType::kMsgr2, 0), global_seq) {
  if (refusal.ok()) {
    writer().AppendRaw(handshake_.Start());
  } else {
    Msgr2Connection::Refuse(refusal);
  }
  Flush();
}

absl::StatusOr<bool> Msgr2Connection::TakeNext() {
  if (!greeted_) return TakeBanner();
  const auto frame = reader().Next();
  if (!frame.ok()) return frame.status();
  if (!frame->has_value()) return false;
  absl::Status status;
  if (!handshake_.done()) {
    status = Add(handshake_.OnFrame(**frame));
  } else if ((*frame)->tag == msgr2::Tag::kMessage) {
    status = TakeOp(**frame);
  } else {
    status = TakeControl(**frame);
  }
  if (!status.ok()) return status;
  return true;
}

absl::StatusOr<bool> Msgr2Connection::TakeBanner() {
  const std::optional<absl::string_view> banner = reader().TakeBanner();
  if (!banner.has_value()) return false;
  greeted_ = true;
  absl::Status status = Add(handshake_.OnBanner(*banner));
  if (!status.ok()) return status;
  return true;
}

absl::Status Msgr2Connection::Add(
    const msgr2::ServerHandshake::Answer& answer) {
  if (!answer.bytes.empty()) writer().AppendRaw(answer.bytes);
  return answer.status;
}

absl::Status Msgr2Connection::TakeOp(const msgr2::ReceivedFrame& frame) {
  const absl::StatusOr<msgr2::ReceivedOp> received = msgr2::DecodeOp(frame);
  if (!received.ok()) return received.status();
  const msgr2::MessageIds& ids = received->ids;
  // Gaps are allowed. Ceph would drop such a message, and read nothing more.
  if (ids.seq <= received_seq_) {
    return absl::InvalidArgumentError(
        absl::StrCat("message with seq ", ids.seq, " came after seq ",
                     received_seq_, ": it must rise from message to message"));
  }
  received_seq_ = ids.seq;
  ReceivedOp op;
  op.id = ids.tid;
  op.data = received->data;
  PendingReply reply;
  absl::Status status = handler().Handle(op, reply);
  if (!status.ok()) return status;
  auto& entry = writer().Append();
  entry.head_bytes = msgr2::kReplyBytes;
  entry.borrowed = "";
  entry.tail_bytes = 0;
  reply_frame_.Encode({++sent_seq_, reply.id, received_seq_},
                      entry.head.data());
  ReplyAdded(op.data.size());
  return status;
}

absl::Status Msgr2Connection::TakeControl(const msgr2::ReceivedFrame& frame) {
  const absl::StatusOr<std::string> answer = msgr2::AnswerControlFrame(frame);
  if (!answer.ok()) return answer.status();
  if (!answer->empty()) writer().AppendRaw(*answer);
  return absl::OkStatus();
}

void Msgr2Connection::Refuse(const absl::Status& status) {
  log_.Write(absl::StrCat("cut ", peer_), status);
  CloseWhenSent();
}

bool Msgr2Connection::OnLeft(int error) {
  // A reply could not be sent: what else came may not have been read yet.
  const bool in_frame = error != EPIPE && reader().buffered() > 0;
  absl::Status why;
  if (error != 0 && error != EPIPE && error != ECONNRESET) {
    why = SocketError(error, "its connection is broken");
  } else if (!handshake_.done() && (greeted_ || in_frame)) {
    why = absl::UnavailableError(
        "it left within the handshake: it may not have liked an answer");
  }
  if (!why.ok()) {
    log_.Write(absl::StrCat("lost ", peer_), why);
  } else if (in_frame) {
    log_.Write(absl::StrCat(peer_, " left"),
               absl::UnavailableError(
                   "in the middle of a frame, as Ceph's client may do"));
  }
  return why.ok();
}

SocketProtocol Msgr2Protocol(const ServerOptions& options) {
  SocketProtocol protocol;
  protocol.accept_delay_ns = kAcceptDelayNs;
  protocol.make_connection = [&options, shared = std::make_shared<Shared>()](
                                 Descriptor socket, OpHandler& handler,
                                 const absl::Status& refusal) {
    const uint64_t global_seq = shared->connections.fetch_add(1) + 1;
    return std::make_unique<Msgr2Connection>(
        std::move(socket), handler, options, refusal, global_seq, shared->log);
  };
  return protocol;
}

}  // namespace grpc_perf_msgr
