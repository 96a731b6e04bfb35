#include "common/msgr2/frame_reader.h"

#include "absl/strings/str_cat.h"
#include "common/little_endian.h"
#include "common/msgr2/crc.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

// A message's data.
constexpr size_t kDataSegment = 3;
constexpr uint8_t kStatusMask = 0x0f;

absl::Status CheckCrc(const ReceivedFrame& frame, size_t segment,
                      uint32_t expected) {
  if (Crc(kSegmentSeed, frame.segment[segment]) == expected) {
    return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrCat("the crc of segment ", segment,
                                          " of a ", TagName(frame.tag),
                                          " frame is wrong"));
}

// Points the frame at its segments and checks them. False: its sender gave it
// up. `bytes` holds the whole frame.
absl::StatusOr<bool> CutFrame(const Preamble& preamble, const char* bytes,
                              ReceivedFrame& frame) {
  frame.tag = preamble.tag;
  frame.segments = preamble.segments;
  const char* place = bytes + kPreambleBytes;
  frame.segment[0] = absl::string_view(place, preamble.bytes[0]);
  place += preamble.bytes[0];
  if (preamble.bytes[0] > 0) {
    absl::Status status = CheckCrc(frame, 0, LoadLittleEndian<uint32_t>(place));
    if (!status.ok()) return status;
    place += kCrcBytes;
  }
  if (preamble.segments == 1) return true;
  for (size_t i = 1; i < preamble.segments; ++i) {
    frame.segment[i] = absl::string_view(place, preamble.bytes[i]);
    place += preamble.bytes[i];
  }
  const auto late_status = static_cast<uint8_t>(*place++) & kStatusMask;
  if (late_status == kFrameAborted) return false;
  if (late_status != kFrameComplete) {
    return absl::InvalidArgumentError(
        absl::StrCat("a ", TagName(frame.tag), " frame ends with status ",
                     late_status, ", which is neither whole nor given up"));
  }
  for (size_t i = 1; i < preamble.segments; ++i, place += kCrcBytes) {
    absl::Status status = CheckCrc(frame, i, LoadLittleEndian<uint32_t>(place));
    if (!status.ok()) return status;
  }
  return true;
}

}  // namespace

FrameReader::FrameReader(uint64_t max_data_bytes)
    : max_data_bytes_(max_data_bytes) {
  buffer_.Need(kPreambleBytes);
}

std::optional<absl::string_view> FrameReader::TakeBanner() {
  const absl::string_view data = buffer_.data();
  const absl::string_view first = data.substr(0, kBannerMagic.size());
  if (first != kBannerMagic.substr(0, first.size())) {
    buffer_.Clear();
    return first;
  }
  if (data.size() < kBannerBytes) return std::nullopt;
  buffer_.Consume(kBannerBytes);
  return data.substr(0, kBannerBytes);
}

absl::Status FrameReader::CheckLengths(const Preamble& preamble) const {
  for (size_t i = 0; i < preamble.segments; ++i) {
    const bool is_data = preamble.tag == Tag::kMessage && i == kDataSegment;
    const uint64_t limit = is_data ? max_data_bytes_ : kMaxControlBytes;
    if (preamble.bytes[i] > limit) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "segment ", i, " of a ", TagName(preamble.tag), " frame has ",
          preamble.bytes[i], " bytes, at most ", limit, " are accepted"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<ReceivedFrame>> FrameReader::Next() {
  for (;;) {
    const absl::string_view data = buffer_.data();
    if (data.size() < kPreambleBytes) return std::nullopt;
    const absl::StatusOr<Preamble> preamble = DecodePreamble(data.data());
    if (!preamble.ok()) return preamble.status();
    absl::Status status = CheckLengths(*preamble);
    if (!status.ok()) return status;
    const size_t total = preamble->FrameBytes();
    if (data.size() < total) {
      buffer_.Need(total);
      return std::nullopt;
    }
    buffer_.Need(kPreambleBytes);
    ReceivedFrame frame;
    const absl::StatusOr<bool> whole = CutFrame(*preamble, data.data(), frame);
    if (!whole.ok()) return whole.status();
    buffer_.Consume(total);
    if (*whole) return frame;
  }
}

}  // namespace grpc_perf_msgr::msgr2
