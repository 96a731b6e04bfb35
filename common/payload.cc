#include "common/payload.h"

#include <isa-l/crc.h>

#include <algorithm>
#include <limits>

namespace grpc_perf_msgr {

namespace {

uint32_t Extend(uint32_t crc, absl::string_view data) {
  // It takes its lengths as int.
  constexpr size_t kMaxPart = std::numeric_limits<int>::max();
  while (!data.empty()) {
    const size_t part = std::min(data.size(), kMaxPart);
    // It does not write through the pointer.
    auto* bytes =
        reinterpret_cast<unsigned char*>(const_cast<char*>(data.data()));
    crc = crc32_iscsi(bytes, static_cast<int>(part), crc);
    data.remove_prefix(part);
  }
  return crc;
}

}  // namespace

uint32_t Crc32c(const PayloadView& data) {
  // ISA-L computes the bare polynomial division. The standard form (RFC 3720,
  // appendix B.4) starts with all ones and inverts the remainder.
  uint32_t crc = ~uint32_t{0};
  for (const absl::string_view piece : data.pieces()) {
    crc = Extend(crc, piece);
  }
  return ~crc;
}

std::string MakePayload(size_t bytes) {
  // SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
  // generators", OOPSLA 2014) with seed 0.
  uint64_t state = 0;
  const auto next = [&state] {
    state += 0x9e3779b97f4a7c15;
    uint64_t word = state;
    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9;
    word = (word ^ (word >> 27)) * 0x94d049bb133111eb;
    return word ^ (word >> 31);
  };

  std::string payload(bytes, '\0');
  for (size_t begin = 0; begin < bytes; begin += sizeof(uint64_t)) {
    uint64_t word = next();
    const size_t end = std::min(bytes, begin + sizeof(word));
    // Lowest byte first on every host.
    for (size_t i = begin; i < end; ++i, word >>= 8) {
      payload[i] = static_cast<char>(word & 0xff);
    }
  }
  return payload;
}

}  // namespace grpc_perf_msgr
