#include "common/tcp/frame.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
namespace {

constexpr char kMagic[] = "GPMTCP1\n";
constexpr size_t kMagicBytes = sizeof(kMagic) - 1;
constexpr uint32_t kVerifyFlag = 1;
constexpr uint32_t kProtobufFlag = 2;

static_assert(std::endian::native == std::endian::little,
              "the wire is little-endian; a big-endian host needs swaps here");

template <typename T>
void Put(T value, char* out) {
  std::memcpy(out, &value, sizeof(value));
}

template <typename T>
T Get(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

}  // namespace

std::array<char, kHelloBytes> EncodeHello(const Hello& hello) {
  std::array<char, kHelloBytes> out = {};
  std::memcpy(out.data(), kMagic, kMagicBytes);
  Put(hello.bytes, out.data() + 8);
  Put((hello.verify ? kVerifyFlag : 0) | (hello.protobuf ? kProtobufFlag : 0),
      out.data() + 12);
  return out;
}

absl::StatusOr<Hello> DecodeHello(absl::string_view bytes) {
  assert(bytes.size() == kHelloBytes);
  if (bytes.substr(0, kMagicBytes) != absl::string_view(kMagic, kMagicBytes)) {
    return absl::InvalidArgumentError(
        "the peer does not speak grpc_perf_msgr's tcp protocol: its first "
        "bytes "
        "are not \"GPMTCP1\"");
  }
  const auto flags = Get<uint32_t>(bytes.data() + 12);
  const auto reserved = Get<uint64_t>(bytes.data() + 16);
  if ((flags & ~(kVerifyFlag | kProtobufFlag)) != 0 || reserved != 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the peer's hello has unknown flags ", flags, ": another version?"));
  }
  Hello hello;
  hello.bytes = Get<uint32_t>(bytes.data() + 8);
  hello.verify = (flags & kVerifyFlag) != 0;
  hello.protobuf = (flags & kProtobufFlag) != 0;
  return hello;
}

void EncodeFrameHeader(const FrameHeader& header, char* out) {
  Put(header.length, out);
  Put(header.crc32c, out + 4);
  Put(header.id, out + 8);
}

FrameHeader DecodeFrameHeader(const char* bytes) {
  FrameHeader header;
  header.length = Get<uint32_t>(bytes);
  header.crc32c = Get<uint32_t>(bytes + 4);
  header.id = Get<uint64_t>(bytes + 8);
  return header;
}

std::string EncodeErrorFrame(const absl::Status& status) {
  const absl::string_view message = status.message().substr(0, kMaxErrorBytes);
  FrameHeader header;
  header.length = static_cast<uint32_t>(message.size() + 4);
  header.id = kErrorFrameId;
  std::string out(kFrameHeaderBytes + 4, '\0');
  EncodeFrameHeader(header, out.data());
  Put(static_cast<uint32_t>(status.code()), out.data() + kFrameHeaderBytes);
  out.append(message.data(), message.size());
  return out;
}

absl::Status DecodeErrorPayload(absl::string_view payload) {
  if (payload.size() < 4) {
    return absl::InternalError("protocol broken: error frame without a code");
  }
  const auto code = Get<uint32_t>(payload.data());
  payload.remove_prefix(4);
  constexpr auto kLastCode =
      static_cast<uint32_t>(absl::StatusCode::kUnauthenticated);
  if (code == 0 || code > kLastCode) {
    return absl::UnknownError(payload);
  }
  return absl::Status(static_cast<absl::StatusCode>(code), payload);
}

FrameReader::FrameReader(uint32_t max_payload_bytes)
    : max_payload_bytes_(max_payload_bytes),
      buffer_(std::make_unique_for_overwrite<char[]>(kInitialBytes)) {}

absl::Span<char> FrameReader::Space() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (begin_ + needed_ > size_ || end_ == size_) {
    // The frame at begin_ does not fit behind begin_: to the front with it.
    if (needed_ > size_) {
      auto larger = std::make_unique_for_overwrite<char[]>(needed_);
      std::memcpy(larger.get(), buffer_.get() + begin_, end_ - begin_);
      buffer_ = std::move(larger);
      size_ = needed_;
    } else {
      std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    }
    end_ -= begin_;
    begin_ = 0;
  }
  return absl::Span<char>(buffer_.get() + end_, size_ - end_);
}

void FrameReader::Commit(size_t bytes) {
  assert(bytes <= size_ - end_);
  end_ += bytes;
}

std::optional<absl::string_view> FrameReader::TakeRaw(size_t bytes) {
  assert(bytes <= kHelloBytes);
  if (buffered() < bytes) return std::nullopt;
  const absl::string_view raw(buffer_.get() + begin_, bytes);
  begin_ += bytes;
  return raw;
}

absl::StatusOr<std::optional<ReceivedFrame>> FrameReader::Next() {
  if (buffered() < needed_) return std::nullopt;
  ReceivedFrame frame;
  frame.header = DecodeFrameHeader(buffer_.get() + begin_);
  const uint32_t limit = frame.header.id == kErrorFrameId
                             ? static_cast<uint32_t>(kMaxErrorBytes + 4)
                             : max_payload_bytes_;
  if (frame.header.length > limit) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "frame with id ", frame.header.id, " carries ", frame.header.length,
        " bytes, at most ", limit, " are accepted"));
  }
  const size_t total = kFrameHeaderBytes + frame.header.length;
  if (buffered() < total) {
    needed_ = total;
    return std::nullopt;
  }
  needed_ = kFrameHeaderBytes;
  frame.payload = absl::string_view(buffer_.get() + begin_ + kFrameHeaderBytes,
                                    frame.header.length);
  begin_ += total;
  return frame;
}

}  // namespace grpc_perf_msgr
