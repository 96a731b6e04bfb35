// The server's end of the transport `tcp`.
#ifndef GRPC_PERF_MSGR_COMMON_TCP_SERVER_SESSION_H_
#define GRPC_PERF_MSGR_COMMON_TCP_SERVER_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/base/attributes.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/payload.h"
#include "common/session/handler.h"
#include "common/session/server_session.h"
#include "common/tcp/frame.h"
#include "common/tcp/frame_writer.h"
#include "proto/messenger.pb.h"

namespace grpc_perf_msgr {

// What a client of the transport `tcp` did that left; the arguments are those
// of ServerWire's Left, and what of both directions is left over.
Parting TcpClientLeft(int error, bool within_frame, bool replies_wait);

// A ServerWire.
template <Handler H>
class TcpServerWire {
 public:
  // `handler` must outlive it. Ops and replies of more than `max_message_bytes`
  // are refused.
  TcpServerWire(H& handler, uint32_t max_message_bytes)
      : handler_(handler),
        max_message_bytes_(max_message_bytes),
        reader_(max_message_bytes + kOpOverheadBytes) {}

  FrameReader& reader() { return reader_; }
  FrameWriter& writer() { return writer_; }
  const FrameWriter& writer() const { return writer_; }
  bool thinks() const { return handler_.thinks(); }

  // The client speaks first.
  void Begin() {}
  ABSL_ATTRIBUTE_ALWAYS_INLINE bool Find(absl::Status& wrong);
  absl::Status Take() { return greeted_ ? TakeOp() : TakeHello(); }
  size_t op_bytes() const { return op_bytes_; }
  bool Refuse(const absl::Status& why);
  Parting Left(int error) {
    return TcpClientLeft(error, reader_.buffered() > 0, writer_.HasOutput());
  }

 private:
  // What a serialized Op adds to its payload, at most.
  static constexpr uint32_t kOpOverheadBytes = 64;

  ABSL_ATTRIBUTE_NOINLINE bool FindHello();
  ABSL_ATTRIBUTE_NOINLINE absl::Status TakeHello();
  absl::Status TakeOp();
  void AddHello(Hello hello);
  void AddReply(const PendingReply& reply);

  H& handler_;
  const uint32_t max_message_bytes_;
  FrameReader reader_;
  FrameWriter writer_;
  bool greeted_ = false;
  // It speaks something else.
  bool stranger_ = false;
  // What Find() found: these bytes, or a frame.
  absl::string_view found_hello_;
  ReceivedFrame found_;
  Hello hello_;
  size_t op_bytes_ = 0;
  // Every reply of this session carries it; the handler keeps it.
  absl::string_view payload_;
  v1::Op op_;
  v1::OpReply reply_;
};

template <Handler H>
using TcpServerSession = ServerSession<TcpServerWire<H>>;

template <Handler H>
bool TcpServerWire<H>::FindHello() {
  const std::optional<absl::string_view> hello = reader_.TakeRaw(kHelloBytes);
  if (hello.has_value()) found_hello_ = *hello;
  return hello.has_value();
}

template <Handler H>
inline bool TcpServerWire<H>::Find(absl::Status& wrong) {
  if (!greeted_) return FindHello();
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
absl::Status TcpServerWire<H>::TakeHello() {
  const absl::StatusOr<Hello> hello = DecodeHello(found_hello_);
  if (!hello.ok()) {
    stranger_ = true;
    return hello.status();
  }
  hello_ = *hello;
  AddHello(hello_);
  // Larger replies are refused with the first op.
  if (hello_.bytes <= max_message_bytes_) {
    payload_ = handler_.ReplyPayload(hello_.bytes);
  }
  if (hello_.protobuf) reply_.set_data(std::string(payload_));
  return absl::OkStatus();
}

template <Handler H>
void TcpServerWire<H>::AddHello(Hello hello) {
  hello.bytes = max_message_bytes_;
  const auto bytes = EncodeHello(hello);
  writer_.AppendRaw(absl::string_view(bytes.data(), bytes.size()));
  greeted_ = true;
}

template <Handler H>
absl::Status TcpServerWire<H>::TakeOp() {
  ReceivedOp op;
  op.id = found_.header.id;
  op.data = found_.payload;
  op.reply_bytes = hello_.bytes;
  if (hello_.protobuf) {
    if (!op_.ParseFromArray(found_.payload.data(),
                            static_cast<int>(found_.payload.size()))) {
      return absl::InvalidArgumentError(
          absl::StrCat("frame with id ", op.id, " is no Op"));
    }
    op.id = op_.id();
    op.data = op_.data();
    if (op_.has_crc32c()) op.crc32c = op_.crc32c();
  } else if (hello_.verify) {
    op.crc32c = found_.header.crc32c;
  }
  PendingReply reply;
  absl::Status status = handler_.Handle(op, reply);
  if (!status.ok()) return status;
  op_bytes_ = op.data.size();
  AddReply(reply);
  return status;
}

template <Handler H>
void TcpServerWire<H>::AddReply(const PendingReply& reply) {
  FrameHeader header;
  header.id = reply.id;
  if (!hello_.protobuf) {
    header.length = static_cast<uint32_t>(payload_.size());
    if (reply.with_crc32c) header.crc32c = Crc32c(payload_);
    writer_.AppendFrame(header, payload_);
    return;
  }
  reply_.set_id(reply.id);
  if (reply.with_crc32c) {
    reply_.set_crc32c(Crc32c(payload_));
  } else {
    reply_.clear_crc32c();
  }
  header.length = static_cast<uint32_t>(reply_.ByteSizeLong());
  reply_.SerializeWithCachedSizesToArray(
      reinterpret_cast<uint8_t*>(writer_.AppendOwnedFrame(header)));
}

template <Handler H>
bool TcpServerWire<H>::Refuse(const absl::Status& why) {
  if (stranger_) return false;
  if (!greeted_) AddHello(Hello());
  writer_.AppendRaw(EncodeErrorFrame(why));
  return true;
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_TCP_SERVER_SESSION_H_
