#include "server/grpc/grpc_codec.h"

#include "common/payload.h"

namespace grpc_perf_msgr {

absl::Status ProtobufServerCodec::Decode(const Op& message, ReceivedOp& op) {
  op.id = message.id();
  op.data = message.data();
  op.reply_bytes = message.reply_bytes();
  if (message.has_crc32c()) op.crc32c = message.crc32c();
  return absl::OkStatus();
}

const v1::OpReply& ProtobufServerCodec::Encode(const PendingReply& pending,
                                               OpHandler& handler) {
  reply_.set_id(pending.id);
  if (reply_.data().size() != pending.reply_bytes) {
    const absl::string_view payload = handler.ReplyPayload(pending.reply_bytes);
    reply_.mutable_data()->assign(payload.data(), payload.size());
  }
  if (pending.with_crc32c) {
    reply_.set_crc32c(Crc32c(reply_.data()));
  } else {
    reply_.clear_crc32c();
  }
  return reply_;
}

absl::Status BytesServerCodec::Decode(const Op& message, ReceivedOp& op) {
  absl::Status status = decoded_.Decode(message);
  if (!status.ok()) return status;
  op.id = decoded_.header().id;
  op.data = decoded_.payload();
  op.reply_bytes = decoded_.header().reply_bytes;
  op.crc32c = decoded_.header().crc32c;
  return status;
}

const grpc::ByteBuffer& BytesServerCodec::Encode(const PendingReply& pending,
                                                 OpHandler& handler) {
  const absl::string_view payload = handler.ReplyPayload(pending.reply_bytes);
  BytesHeader header;
  header.id = pending.id;
  if (pending.with_crc32c) header.crc32c = Crc32c(payload);
  reply_ = EncodeBytes(header, SharedPayload(payload));
  return reply_;
}

}  // namespace grpc_perf_msgr
