#include "common/tcp/frame.h"

#include <cassert>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "common/little_endian.h"

namespace grpc_perf_msgr {
namespace {

constexpr char kMagic[] = "GPMTCP1\n";
constexpr size_t kMagicBytes = sizeof(kMagic) - 1;
constexpr uint32_t kVerifyFlag = 1;
constexpr uint32_t kProtobufFlag = 2;

}  // namespace

std::array<char, kHelloBytes> EncodeHello(const Hello& hello) {
  std::array<char, kHelloBytes> out = {};
  std::memcpy(out.data(), kMagic, kMagicBytes);
  StoreLittleEndian(hello.bytes, out.data() + 8);
  StoreLittleEndian(
      (hello.verify ? kVerifyFlag : 0) | (hello.protobuf ? kProtobufFlag : 0),
      out.data() + 12);
  return out;
}

absl::StatusOr<Hello> DecodeHello(absl::string_view bytes) {
  assert(bytes.size() == kHelloBytes);
  if (bytes.substr(0, kMagicBytes) != absl::string_view(kMagic, kMagicBytes)) {
    return absl::InvalidArgumentError(
        "the peer does not speak grpc_perf_msgr's tcp protocol: its first "
        "bytes are not \"GPMTCP1\"");
  }
  const auto flags = LoadLittleEndian<uint32_t>(bytes.data() + 12);
  const auto reserved = LoadLittleEndian<uint64_t>(bytes.data() + 16);
  if ((flags & ~(kVerifyFlag | kProtobufFlag)) != 0 || reserved != 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the peer's hello has unknown flags ", flags, ": another version?"));
  }
  Hello hello;
  hello.bytes = LoadLittleEndian<uint32_t>(bytes.data() + 8);
  hello.verify = (flags & kVerifyFlag) != 0;
  hello.protobuf = (flags & kProtobufFlag) != 0;
  return hello;
}

void EncodeFrameHeader(const FrameHeader& header, char* out) {
  StoreLittleEndian(header.length, out);
  StoreLittleEndian(header.crc32c, out + 4);
  StoreLittleEndian(header.id, out + 8);
}

FrameHeader DecodeFrameHeader(const char* bytes) {
  FrameHeader header;
  header.length = LoadLittleEndian<uint32_t>(bytes);
  header.crc32c = LoadLittleEndian<uint32_t>(bytes + 4);
  header.id = LoadLittleEndian<uint64_t>(bytes + 8);
  return header;
}

std::string EncodeErrorFrame(const absl::Status& status) {
  const absl::string_view message = status.message().substr(0, kMaxErrorBytes);
  FrameHeader header;
  header.length = static_cast<uint32_t>(message.size() + 4);
  header.id = kErrorFrameId;
  std::string out(kFrameHeaderBytes + 4, '\0');
  EncodeFrameHeader(header, out.data());
  StoreLittleEndian(static_cast<uint32_t>(status.code()),
                    out.data() + kFrameHeaderBytes);
  out.append(message.data(), message.size());
  return out;
}

absl::Status DecodeErrorPayload(absl::string_view payload) {
  if (payload.size() < 4) {
    return absl::InternalError("protocol broken: error frame without a code");
  }
  const auto code = LoadLittleEndian<uint32_t>(payload.data());
  payload.remove_prefix(4);
  constexpr auto kLastCode =
      static_cast<uint32_t>(absl::StatusCode::kUnauthenticated);
  if (code == 0 || code > kLastCode) {
    return absl::UnknownError(payload);
  }
  return absl::Status(static_cast<absl::StatusCode>(code), payload);
}

FrameReader::FrameReader(uint32_t max_payload_bytes)
    : max_payload_bytes_(max_payload_bytes) {
  buffer_.Need(kFrameHeaderBytes);
}

std::optional<absl::string_view> FrameReader::TakeRaw(size_t bytes) {
  assert(bytes <= kHelloBytes);
  if (buffer_.size() < bytes) return std::nullopt;
  const absl::string_view raw = buffer_.data().substr(0, bytes);
  buffer_.Consume(bytes);
  return raw;
}

absl::StatusOr<std::optional<ReceivedFrame>> FrameReader::Next() {
  if (buffer_.size() < kFrameHeaderBytes) return std::nullopt;
  const absl::string_view data = buffer_.data();
  ReceivedFrame frame;
  frame.header = DecodeFrameHeader(data.data());
  const uint32_t limit = frame.header.id == kErrorFrameId
                             ? static_cast<uint32_t>(kMaxErrorBytes + 4)
                             : max_payload_bytes_;
  if (frame.header.length > limit) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "frame with id ", frame.header.id, " carries ", frame.header.length,
        " bytes, at most ", limit, " are accepted"));
  }
  const size_t total = kFrameHeaderBytes + frame.header.length;
  if (data.size() < total) {
    buffer_.Need(total);
    return std::nullopt;
  }
  buffer_.Need(kFrameHeaderBytes);
  frame.payload = data.substr(kFrameHeaderBytes, frame.header.length);
  buffer_.Consume(total);
  return frame;
}

}  // namespace grpc_perf_msgr
