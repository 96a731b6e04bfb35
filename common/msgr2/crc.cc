#include "common/msgr2/crc.h"

#include <isa-l/crc.h>

#include <algorithm>
#include <limits>

namespace grpc_perf_msgr::msgr2 {

uint32_t Crc(uint32_t seed, absl::string_view bytes) {
  // It takes its lengths as int, and does not write through the pointer.
  constexpr size_t kMaxPart = std::numeric_limits<int>::max();
  while (!bytes.empty()) {
    const size_t part = std::min(bytes.size(), kMaxPart);
    auto* data =
        reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
    seed = crc32_iscsi(data, static_cast<int>(part), seed);
    bytes.remove_prefix(part);
  }
  return seed;
}

}  // namespace grpc_perf_msgr::msgr2
