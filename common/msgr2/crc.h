// The checksum of Ceph's messenger.
#ifndef GRPC_PERF_MSGR_COMMON_MSGR2_CRC_H_
#define GRPC_PERF_MSGR_COMMON_MSGR2_CRC_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace grpc_perf_msgr::msgr2 {

// What a preamble's checksum starts with, and a segment's.
inline constexpr uint32_t kPreambleSeed = 0;
inline constexpr uint32_t kSegmentSeed = ~uint32_t{0};

// CRC-32C (Castagnoli) that starts with `seed` and is not inverted at its end:
// "123456789" gives 0x1cf96d7c from kSegmentSeed and 0x58e3fa20 from
// kPreambleSeed. Computed by ISA-L. Any thread.
uint32_t Crc(uint32_t seed, absl::string_view bytes);

}  // namespace grpc_perf_msgr::msgr2

#endif  // GRPC_PERF_MSGR_COMMON_MSGR2_CRC_H_
