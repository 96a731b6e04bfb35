#include "common/msgr2/handshake_parts.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/msgr2/handshake.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

// Without a session key, as with authentication "none", a signature is this.
constexpr size_t kSignatureBytes = 32;
// Seconds and nanoseconds.
constexpr size_t kTimeBytes = 8;

std::string Signature() { return std::string(kSignatureBytes, '\0'); }

}  // namespace

std::vector<uint32_t> GetNumbers(ByteReader& in) {
  // Bounded by what there is, whatever is announced.
  const auto count = in.Get<uint32_t>();
  std::vector<uint32_t> numbers;
  for (uint32_t i = 0; i < count; ++i) {
    const auto number = in.Get<uint32_t>();
    if (!in.ok()) break;
    numbers.push_back(number);
  }
  return numbers;
}

std::string FormatNumbers(const std::vector<uint32_t>& numbers) {
  constexpr size_t kMost = 16;
  const size_t shown = std::min(numbers.size(), kMost);
  return absl::StrCat(
      absl::StrJoin(numbers.begin(),
                    numbers.begin() + static_cast<std::ptrdiff_t>(shown), ","),
      shown < numbers.size() ? ",..." : "");
}

absl::Status CutShort(Tag tag) {
  return absl::InvalidArgumentError(
      absl::StrCat("the peer's ", TagName(tag), " is cut short"));
}

absl::Status OutOfPlace(Tag tag, absl::string_view expected) {
  return absl::InvalidArgumentError(absl::StrCat(
      "the peer sent ", TagName(tag), " where ", expected, " was expected"));
}

absl::Status CheckSignature(absl::string_view payload) {
  if (payload == Signature()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "the peer signed its handshake with a key, but none was agreed on");
}

absl::Status MissingFeatures(uint64_t missing) {
  return absl::UnimplementedError(absl::StrFormat(
      "the peer misses features 0x%x: a much older Ceph?", missing));
}

std::string SignatureFrame() {
  return EncodeControlFrame(Tag::kAuthSignature, Signature());
}

std::string HelloFrame(uint8_t own_type, const EntityAddress& peer) {
  ByteWriter out;
  out.Put(own_type);
  PutAddress(peer, out);
  return EncodeControlFrame(Tag::kHello, out.Take());
}

void PutIdent(uint64_t global_seq, uint64_t flags, uint64_t cookie,
              ByteWriter& out) {
  out.Put(int64_t{0})  // gid
      .Put(global_seq)
      .Put(kSupportedFeatures)
      .Put(kRequiredFeatures)
      .Put(flags)
      .Put(cookie);
}

Ident GetIdent(ByteReader& in) {
  Ident ident;
  in.GetBytes(16);  // gid, global_seq
  ident.supported = in.Get<uint64_t>();
  ident.required = in.Get<uint64_t>();
  in.GetBytes(16);  // flags, cookie
  return ident;
}

absl::StatusOr<std::string> AnswerControlFrame(const ReceivedFrame& frame) {
  switch (frame.tag) {
    case Tag::kKeepalive2:
      // The peer's clock, to be told it again.
      if (frame.segment[0].size() < kTimeBytes) return CutShort(frame.tag);
      return EncodeControlFrame(Tag::kKeepalive2Ack,
                                frame.segment[0].substr(0, kTimeBytes));
    case Tag::kKeepalive2Ack:
    case Tag::kAck:
      return std::string();
    default:
      return OutOfPlace(frame.tag, "a message");
  }
}

}  // namespace grpc_perf_msgr::msgr2
