// Cuts what a peer sends into frames.
#ifndef GRPC_PERF_MSGR_COMMON_MSGR2_FRAME_READER_H_
#define GRPC_PERF_MSGR_COMMON_MSGR2_FRAME_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/msgr2/frame.h"
#include "common/tcp/receive_buffer.h"

namespace grpc_perf_msgr::msgr2 {

// As the `tcp` transport's: the caller reads into Space(), says how much with
// Commit(), and takes what is complete.
class FrameReader {
 public:
  // The most bytes of a message's data; of its other segments and of other
  // frames kMaxControlBytes. Longer ones are refused before anything is
  // allocated for them.
  explicit FrameReader(uint64_t max_data_bytes);
  static constexpr uint32_t kMaxControlBytes = 64 * 1024;

  absl::Span<char> Space() { return buffer_.Space(); }
  void Commit(size_t bytes) { buffer_.Commit(bytes); }

  // The peer's banner, once, first; nothing while it is not complete. A peer
  // that speaks something else is told by its first bytes already: then what
  // there is, shorter than a banner.
  std::optional<absl::string_view> TakeBanner();

  // The next frame, its checksums checked; nothing while it is not complete.
  // Frames that their sender gave up are skipped. Its bytes stay until the next
  // Space(). DATA_LOSS: wrong crc. RESOURCE_EXHAUSTED: longer than allowed.
  // INVALID_ARGUMENT: no frame. The stream is then beyond use.
  absl::StatusOr<std::optional<ReceivedFrame>> Next();

  void Clear() { buffer_.Clear(); }
  // Bytes that were received but not yet taken.
  size_t buffered() const { return buffer_.size(); }

 private:
  absl::Status CheckLengths(const Preamble& preamble) const;

  const uint64_t max_data_bytes_;
  ReceiveBuffer buffer_;
};

}  // namespace grpc_perf_msgr::msgr2

#endif  // GRPC_PERF_MSGR_COMMON_MSGR2_FRAME_READER_H_
