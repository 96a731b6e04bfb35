#include "server/socket/tcp_connection.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/payload.h"

namespace grpc_perf_msgr {
namespace {

// What a serialized Op adds to its payload, at most.
constexpr uint32_t kOpOverheadBytes = 64;

}  // namespace

TcpConnection::TcpConnection(Descriptor socket, OpHandler& handler,
                             const ServerOptions& options,
                             const absl::Status& refusal)
    : SocketConnection(
          std::move(socket), handler, options.flush,
          static_cast<uint32_t>(options.max_message_bytes) + kOpOverheadBytes),
      max_message_bytes_(static_cast<uint32_t>(options.max_message_bytes)) {
  if (!refusal.ok()) TcpConnection::Refuse(refusal);
}

absl::StatusOr<bool> TcpConnection::TakeNext() {
  if (!greeted_) return TakeHello();
  const auto frame = reader().Next();
  if (!frame.ok()) return frame.status();
  if (!frame->has_value()) return false;
  absl::Status status = TakeOp(**frame);
  if (!status.ok()) return status;
  return true;
}

bool TcpConnection::TakeHello() {
  const std::optional<absl::string_view> bytes = reader().TakeRaw(kHelloBytes);
  if (!bytes.has_value()) return false;
  const absl::StatusOr<Hello> hello = DecodeHello(*bytes);
  if (!hello.ok()) {
    // It speaks something else and would not understand an error frame.
    Cut();
    return false;
  }
  hello_ = *hello;
  AddHello(hello_);
  // Larger replies are refused with the first op.
  if (hello_.bytes <= max_message_bytes_) {
    payload_ = handler().ReplyPayload(hello_.bytes);
  }
  if (hello_.protobuf) reply_.set_data(std::string(payload_));
  return true;
}

void TcpConnection::AddHello(Hello hello) {
  hello.bytes = max_message_bytes_;
  const auto bytes = EncodeHello(hello);
  writer().AppendRaw(absl::string_view(bytes.data(), bytes.size()));
  greeted_ = true;
}

absl::Status TcpConnection::TakeOp(const ReceivedFrame& frame) {
  ReceivedOp op;
  op.id = frame.header.id;
  op.data = frame.payload;
  op.reply_bytes = hello_.bytes;
  if (hello_.protobuf) {
    if (!op_.ParseFromArray(frame.payload.data(),
                            static_cast<int>(frame.payload.size()))) {
      return absl::InvalidArgumentError(
          absl::StrCat("frame with id ", op.id, " is no Op"));
    }
    op.id = op_.id();
    op.data = op_.data();
    if (op_.has_crc32c()) op.crc32c = op_.crc32c();
  } else if (hello_.verify) {
    op.crc32c = frame.header.crc32c;
  }
  PendingReply reply;
  absl::Status status = handler().Handle(op, reply);
  if (!status.ok()) return status;
  AddReply(reply);
  ReplyAdded(op.data.size());
  return status;
}

void TcpConnection::AddReply(const PendingReply& reply) {
  FrameHeader header;
  header.id = reply.id;
  if (!hello_.protobuf) {
    header.length = static_cast<uint32_t>(payload_.size());
    if (reply.with_crc32c) header.crc32c = Crc32c(payload_);
    writer().AppendFrame(header, payload_);
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
      reinterpret_cast<uint8_t*>(writer().AppendOwnedFrame(header)));
}

void TcpConnection::Refuse(const absl::Status& status) {
  if (!greeted_) AddHello(Hello());
  writer().AppendRaw(EncodeErrorFrame(status));
  CloseWhenSent();
}

SocketProtocol TcpProtocol(const ServerOptions& options) {
  SocketProtocol protocol;
  protocol.make_connection = [&options](Descriptor socket, OpHandler& handler,
                                        const absl::Status& refusal) {
    return std::make_unique<TcpConnection>(std::move(socket), handler, options,
                                           refusal);
  };
  return protocol;
}

}  // namespace grpc_perf_msgr
