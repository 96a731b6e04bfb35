#include "client/transport/grpc/grpc_codec.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
namespace {

DebugLog FramesLog(const Workload& workload) {
  return DebugLog(workload.debug.frames, "frames",
                  absl::StrCat(workload.server.scheme, " ", DebugThread()));
}

}  // namespace

ProtobufClientCodec::ProtobufClientCodec(const Workload& workload,
                                         absl::string_view payload)
    : verify_(workload.window.verify), debug_(FramesLog(workload)) {
  op_.set_data(std::string(payload));
  op_.set_reply_bytes(workload.window.reply_bytes);
}

const v1::Op& ProtobufClientCodec::Encode(uint64_t id) {
  op_.set_id(id);
  if (verify_) op_.set_crc32c(Crc32c(op_.data()));
  if (debug_.on()) {
    debug_.Say("send op ", id, ", ", op_.ByteSizeLong(), " bytes");
  }
  return op_;
}

absl::Status ProtobufClientCodec::Decode(const Reply& message,
                                         ReceivedReply& reply) {
  reply.id = message.id();
  reply.data = message.data();
  if (message.has_crc32c()) reply.crc32c = message.crc32c();
  if (debug_.on()) {
    debug_.Say("received reply ", reply.id, ", ", message.ByteSizeLong(),
               " bytes");
  }
  return absl::OkStatus();
}

BytesClientCodec::BytesClientCodec(const Workload& workload,
                                   absl::string_view payload)
    : verify_(workload.window.verify),
      debug_(FramesLog(workload)),
      data_(payload),
      payload_(data_) {
  header_.reply_bytes = workload.window.reply_bytes;
}

const grpc::ByteBuffer& BytesClientCodec::Encode(uint64_t id) {
  header_.id = id;
  if (verify_) header_.crc32c = Crc32c(payload_.view());
  op_ = EncodeBytes(header_, payload_);
  if (debug_.on()) debug_.Say("send op ", id, ", ", op_.Length(), " bytes");
  return op_;
}

absl::Status BytesClientCodec::Decode(const Reply& message,
                                      ReceivedReply& reply) {
  absl::Status status = decoded_.Decode(message);
  if (!status.ok()) {
    return absl::InternalError(
        absl::StrCat("protocol broken: ", status.message()));
  }
  reply.id = decoded_.header().id;
  reply.data = decoded_.payload();
  reply.crc32c = decoded_.header().crc32c;
  if (debug_.on()) {
    debug_.Say("received reply ", reply.id, ", ", message.Length(), " bytes");
  }
  return status;
}

}  // namespace grpc_perf_msgr
