// How msgr2_fuzz changes its inputs: as libFuzzer does by itself, but most of
// the time the checksums are mended afterwards. Hardly any change would get
// past them otherwise.
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "common/little_endian.h"
#include "common/msgr2/crc.h"
#include "common/msgr2/frame.h"

// Of libFuzzer.
extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace grpc_perf_msgr::msgr2 {
namespace {

void Mend(uint32_t seed, const char* bytes, size_t count, char* crc) {
  StoreLittleEndian(Crc(seed, absl::string_view(bytes, count)), crc);
}

// Of the frame at `bytes`, `size` bytes before the input's end. Its size; 0
// when it is not whole, or none.
size_t MendFrame(char* bytes, size_t size) {
  constexpr size_t kCrcOffset = kPreambleBytes - kCrcBytes;
  if (size < kPreambleBytes) return 0;
  Mend(kPreambleSeed, bytes, kCrcOffset, bytes + kCrcOffset);
  const auto preamble = DecodePreamble(bytes);
  if (!preamble.ok() || preamble->FrameBytes() > size) return 0;
  char* place = bytes + kPreambleBytes;
  if (preamble->bytes[0] > 0) {
    Mend(kSegmentSeed, place, preamble->bytes[0], place + preamble->bytes[0]);
  }
  if (preamble->segments == 1) return preamble->FrameBytes();
  place += preamble->bytes[0] + (preamble->bytes[0] > 0 ? kCrcBytes : 0);
  char* crc = bytes + preamble->FrameBytes() - kEpilogueBytes + 1;
  for (size_t i = 1; i < preamble->segments; ++i) {
    Mend(kSegmentSeed, place, preamble->bytes[i], crc);
    place += preamble->bytes[i];
    crc += kCrcBytes;
  }
  return preamble->FrameBytes();
}

}  // namespace
}  // namespace grpc_perf_msgr::msgr2

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size,
                                          size_t max_size, unsigned int seed) {
  using grpc_perf_msgr::msgr2::kBannerBytes;
  size = LLVMFuzzerMutate(data, size, max_size);
  if (seed % 8 == 0) return size;
  // The byte that says how it is cut, and the banner.
  size_t at = 1 + kBannerBytes;
  while (at < size) {
    const size_t frame = grpc_perf_msgr::msgr2::MendFrame(
        reinterpret_cast<char*>(data) + at, size - at);
    if (frame == 0) break;
    at += frame;
  }
  return size;
}
