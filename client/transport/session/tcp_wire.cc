#include "client/transport/session/tcp_wire.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/payload.h"

namespace grpc_perf_msgr {
namespace {

// A reply is its payload; as protobuf it has its id and crc32c around it.
constexpr uint32_t kReplyOverheadBytes = 64;

}  // namespace

TcpWire::TcpWire(const Workload& workload, absl::string_view payload)
    : workload_(workload),
      payload_(payload),
      reader_(workload.window.reply_bytes + kReplyOverheadBytes) {
  if (workload.codec == Codec::kProtobuf) {
    op_.set_data(std::string(payload));
    op_.set_reply_bytes(workload.window.reply_bytes);
  }
}

void TcpWire::Begin(const ConnectionEnds& /*ends*/) {
  Hello hello;
  hello.bytes = workload_.window.reply_bytes;
  hello.verify = workload_.window.verify;
  hello.protobuf = workload_.codec == Codec::kProtobuf;
  const auto bytes = EncodeHello(hello);
  writer_.AppendRaw(absl::string_view(bytes.data(), bytes.size()));
}

absl::StatusOr<bool> TcpWire::Greet() {
  const std::optional<absl::string_view> answer = reader_.TakeRaw(kHelloBytes);
  if (!answer.has_value()) return false;
  const absl::StatusOr<Hello> server = DecodeHello(*answer);
  if (!server.ok()) return server.status();
  const uint32_t reply_bytes = workload_.window.reply_bytes;
  if (payload_.size() > server->bytes || reply_bytes > server->bytes) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "ops of ", payload_.size(), " bytes with replies of ", reply_bytes,
        ": the server's --max_message_bytes is ", server->bytes));
  }
  return true;
}

void TcpWire::AppendOp(uint64_t id) {
  FrameHeader header;
  header.id = id;
  if (workload_.codec == Codec::kBytes) {
    header.length = static_cast<uint32_t>(payload_.size());
    if (workload_.window.verify) header.crc32c = Crc32c(payload_);
    writer_.AppendFrame(header, payload_);
    return;
  }
  op_.set_id(id);
  if (workload_.window.verify) op_.set_crc32c(Crc32c(payload_));
  header.length = static_cast<uint32_t>(op_.ByteSizeLong());
  op_.SerializeWithCachedSizesToArray(
      reinterpret_cast<uint8_t*>(writer_.AppendOwnedFrame(header)));
}

absl::StatusOr<bool> TcpWire::NextReply(WireReply& reply) {
  const auto next = reader_.Next();
  if (!next.ok()) {
    return absl::InternalError(
        absl::StrCat("protocol broken: ", next.status().message()));
  }
  if (!next->has_value()) return false;
  const ReceivedFrame& frame = **next;
  if (frame.header.id == kErrorFrameId) {
    return DecodeErrorPayload(frame.payload);
  }
  reply.id = frame.header.id;
  reply.data = frame.payload;
  reply.crc32c.reset();
  if (workload_.codec == Codec::kProtobuf) {
    if (!reply_.ParseFromArray(frame.payload.data(),
                               static_cast<int>(frame.payload.size()))) {
      return absl::InternalError(absl::StrCat("protocol broken: reply with id ",
                                              reply.id, " is no OpReply"));
    }
    reply.id = reply_.id();
    reply.data = reply_.data();
    if (reply_.has_crc32c()) reply.crc32c = reply_.crc32c();
  } else if (workload_.window.verify) {
    reply.crc32c = frame.header.crc32c;
  }
  return true;
}

absl::Status TcpWire::LastWords() {
  for (auto frame = reader_.Next(); frame.ok() && frame->has_value();
       frame = reader_.Next()) {
    if ((*frame)->header.id == kErrorFrameId) {
      return DecodeErrorPayload((*frame)->payload);
    }
  }
  return absl::OkStatus();
}

}  // namespace grpc_perf_msgr
