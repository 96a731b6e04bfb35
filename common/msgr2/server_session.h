// The server's end of Ceph's messenger v2.
#ifndef GRPC_PERF_MSGR_COMMON_MSGR2_SERVER_SESSION_H_
#define GRPC_PERF_MSGR_COMMON_MSGR2_SERVER_SESSION_H_

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/base/attributes.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/clock.h"
#include "common/msgr2/address.h"
#include "common/msgr2/frame.h"
#include "common/msgr2/frame_reader.h"
#include "common/msgr2/handshake.h"
#include "common/msgr2/message.h"
#include "common/session/handler.h"
#include "common/session/server_session.h"
#include "common/tcp/burst_writer.h"

namespace grpc_perf_msgr::msgr2 {

// How long a server waits before it says anything to a client that connected.
// Ceph's client stops for good when the server's HELLO comes while its main
// thread is still starting the messenger (AsyncMessenger::ready holds a lock
// that learned_addr wants): that has time to end before it gets the banner.
inline constexpr int64_t kAcceptDelayNs = 20 * kNanosPerMilli;

// What a client of Ceph's did that left; `error` is as for ServerWire's Left.
// It leaves without waiting for the last replies, by an end of the stream or a
// reset, even in the middle of a frame: all that is well. One that leaves
// within the handshake did not like what it was told.
Parting ClientLeft(int error, bool within_frame, bool within_handshake);

// A ServerWire. The protocol has no words for most errors. Under a client that
// keeps the protocol it is never closed: Ceph's own would wait for ever.
template <Handler H>
class ServerWire {
 public:
  using Writer = BurstWriter<kReplyBytes, 0>;

  // `handler` must outlive it. Ops of more than `max_message_bytes` are
  // refused. `self`, `client` and `global_seq` are ServerHandshake's.
  ServerWire(H& handler, uint64_t max_message_bytes, const EntityAddress& self,
             const EntityAddress& client, uint64_t global_seq)
      : handler_(handler),
        reader_(max_message_bytes),
        handshake_(self, client, global_seq) {}

  FrameReader& reader() { return reader_; }
  Writer& writer() { return writer_; }
  const Writer& writer() const { return writer_; }
  bool thinks() const { return handler_.thinks(); }

  void Begin() { writer_.AppendRaw(handshake_.Start()); }
  ABSL_ATTRIBUTE_ALWAYS_INLINE bool Find(absl::Status& wrong);
  ABSL_ATTRIBUTE_ALWAYS_INLINE absl::Status Take();
  size_t op_bytes() const { return op_bytes_; }
  bool Refuse(const absl::Status&) { return true; }
  Parting Left(int error) {
    // A reply could not be sent: what else came may not have been read yet.
    const bool within_frame = error != EPIPE && reader_.buffered() > 0;
    return ClientLeft(error, within_frame,
                      !handshake_.done() && (greeted_ || within_frame));
  }

 private:
  ABSL_ATTRIBUTE_NOINLINE bool FindBanner();
  ABSL_ATTRIBUTE_NOINLINE absl::Status TakeGreeting();
  absl::Status TakeOp();
  ABSL_ATTRIBUTE_NOINLINE absl::Status TakeControl();
  // Sends what the handshake answers.
  absl::Status Add(const ServerHandshake::Answer& answer);

  H& handler_;
  FrameReader reader_;
  Writer writer_;
  ServerHandshake handshake_;
  bool greeted_ = false;
  // What Find() found: the first, or a frame.
  absl::string_view found_banner_;
  ReceivedFrame found_;
  const ReplyFrame reply_frame_;
  uint64_t received_seq_ = 0;
  uint64_t sent_seq_ = 0;
  size_t op_bytes_ = 0;
};

template <Handler H>
using ServerSession = grpc_perf_msgr::ServerSession<ServerWire<H>>;

template <Handler H>
bool ServerWire<H>::FindBanner() {
  const std::optional<absl::string_view> banner = reader_.TakeBanner();
  if (banner.has_value()) found_banner_ = *banner;
  return banner.has_value();
}

template <Handler H>
inline bool ServerWire<H>::Find(absl::Status& wrong) {
  if (!greeted_) return FindBanner();
  const auto frame = reader_.Next();
  if (!frame.ok()) {
    wrong = frame.status();
    return true;
  }
  if (!frame->has_value()) return false;
  found_ = **frame;
  return true;
}

template <Handler H>
inline absl::Status ServerWire<H>::Take() {
  if (!handshake_.done()) return TakeGreeting();
  return found_.tag == Tag::kMessage ? TakeOp() : TakeControl();
}

template <Handler H>
absl::Status ServerWire<H>::TakeGreeting() {
  if (greeted_) return Add(handshake_.OnFrame(found_));
  greeted_ = true;
  return Add(handshake_.OnBanner(found_banner_));
}

template <Handler H>
absl::Status ServerWire<H>::Add(const ServerHandshake::Answer& answer) {
  if (!answer.bytes.empty()) writer_.AppendRaw(answer.bytes);
  return answer.status;
}

template <Handler H>
absl::Status ServerWire<H>::TakeOp() {
  const absl::StatusOr<ReceivedOp> received = DecodeOp(found_);
  if (!received.ok()) return received.status();
  const MessageIds& ids = received->ids;
  // Gaps are allowed. Ceph would drop such a message, and read nothing more.
  if (ids.seq <= received_seq_) {
    return absl::InvalidArgumentError(
        absl::StrCat("message with seq ", ids.seq, " came after seq ",
                     received_seq_, ": it must rise from message to message"));
  }
  received_seq_ = ids.seq;
  grpc_perf_msgr::ReceivedOp op;
  op.id = ids.tid;
  op.data = received->data;
  PendingReply reply;
  absl::Status status = handler_.Handle(op, reply);
  if (!status.ok()) return status;
  op_bytes_ = op.data.size();
  auto& entry = writer_.Append();
  entry.head_bytes = kReplyBytes;
  entry.borrowed = "";
  entry.tail_bytes = 0;
  reply_frame_.Encode({++sent_seq_, reply.id, received_seq_},
                      entry.head.data());
  return status;
}

template <Handler H>
absl::Status ServerWire<H>::TakeControl() {
  const absl::StatusOr<std::string> answer = AnswerControlFrame(found_);
  if (!answer.ok()) return answer.status();
  if (!answer->empty()) writer_.AppendRaw(*answer);
  return absl::OkStatus();
}

}  // namespace grpc_perf_msgr::msgr2

#endif  // GRPC_PERF_MSGR_COMMON_MSGR2_SERVER_SESSION_H_
