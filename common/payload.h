// Payload bytes and their checksum.
#ifndef GRPC_PERF_MSGR_COMMON_PAYLOAD_H_
#define GRPC_PERF_MSGR_COMMON_PAYLOAD_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace grpc_perf_msgr {

// A payload as it was received: borrowed bytes, in one piece or several (gRPC
// hands large messages out in slices). Cheap to copy.
class PayloadView {
 public:
  // From anything that is one piece, without being asked.
  // NOLINTBEGIN(google-explicit-constructor)
  PayloadView(absl::string_view whole) : whole_(whole), bytes_(whole.size()) {}
  PayloadView(const char* whole) : PayloadView(absl::string_view(whole)) {}
  PayloadView(const std::string& whole)
      : PayloadView(absl::string_view(whole.data(), whole.size())) {}
  // NOLINTEND(google-explicit-constructor)
  // `pieces` must outlive this.
  explicit PayloadView(absl::Span<const absl::string_view> pieces)
      : pieces_(pieces) {
    for (const absl::string_view piece : pieces) bytes_ += piece.size();
  }

  size_t size() const { return bytes_; }
  absl::Span<const absl::string_view> pieces() const {
    return pieces_.empty() ? absl::Span<const absl::string_view>(&whole_, 1)
                           : pieces_;
  }

 private:
  absl::string_view whole_;
  absl::Span<const absl::string_view> pieces_;
  size_t bytes_ = 0;
};

// CRC-32C (Castagnoli) in its standard form: "123456789" gives 0xe3069283.
// Computed by ISA-L. Any thread.
uint32_t Crc32c(const PayloadView& data);

// `bytes` bytes that do not compress: the output of a fixed pseudo-random
// generator, the same for every call, process and host; a shorter payload is
// the beginning of a longer one.
std::string MakePayload(size_t bytes);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_PAYLOAD_H_
