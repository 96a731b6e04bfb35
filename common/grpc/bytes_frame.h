// Codec `bytes` on a gRPC stream: a message is a small header and the payload,
// as slices that nobody copies and protobuf never sees.
//
// A message of BytesMessenger.Exchange, both ways, is 16 bytes (little-endian:
// u64 id; u32: bits 0-30 reply_bytes in an op and 0 in a reply, bit 31 whether
// a crc32c is there; u32 crc32c of the payload in its standard form, or 0) and
// then the payload.
#ifndef GRPC_PERF_MSGR_COMMON_GRPC_BYTES_FRAME_H_
#define GRPC_PERF_MSGR_COMMON_GRPC_BYTES_FRAME_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/payload.h"

namespace grpc_perf_msgr {

inline constexpr char kBytesMethod[] =
    "/grpc_perf_msgr.v1.BytesMessenger/Exchange";

struct BytesHeader {
  uint64_t id = 0;
  // Below 2^31.
  uint32_t reply_bytes = 0;
  std::optional<uint32_t> crc32c;
};

// A payload that many messages share: the slices of messages refer to it. It
// must outlive them all.
class SharedPayload {
 public:
  SharedPayload() = default;
  explicit SharedPayload(absl::string_view payload)
      : slice_(payload.data(), payload.size(), grpc::Slice::STATIC_SLICE),
        view_(payload) {}

  const grpc::Slice& slice() const { return slice_; }
  absl::string_view view() const { return view_; }

 private:
  grpc::Slice slice_;
  absl::string_view view_;
};

grpc::ByteBuffer EncodeBytes(const BytesHeader& header,
                             const SharedPayload& payload);

// A received message taken apart. Reused from message to message.
class DecodedBytes {
 public:
  // INVALID_ARGUMENT: shorter than a header. `buffer` may be cleared
  // afterwards.
  absl::Status Decode(const grpc::ByteBuffer& buffer);

  const BytesHeader& header() const { return header_; }
  // Valid until the next Decode.
  PayloadView payload() const {
    return pieces_.empty()
               ? PayloadView(absl::string_view())
               : PayloadView(absl::Span<const absl::string_view>(pieces_));
  }

 private:
  BytesHeader header_;
  std::vector<grpc::Slice> slices_;
  std::vector<absl::string_view> pieces_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_GRPC_BYTES_FRAME_H_
