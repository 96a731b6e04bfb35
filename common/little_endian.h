// Integers as the wires here carry them: little-endian, not aligned.
#ifndef GRPC_PERF_MSGR_COMMON_LITTLE_ENDIAN_H_
#define GRPC_PERF_MSGR_COMMON_LITTLE_ENDIAN_H_

#include <bit>
#include <cstring>
#include <type_traits>

namespace grpc_perf_msgr {

static_assert(
    std::endian::native == std::endian::little,
    "the wires are little-endian; a big-endian host needs swaps here");

// Writes sizeof(value) bytes.
template <typename T>
void StoreLittleEndian(T value, char* out) {
  static_assert(std::is_integral_v<T>);
  std::memcpy(out, &value, sizeof(value));
}

// Reads sizeof(T) bytes.
template <typename T>
T LoadLittleEndian(const char* bytes) {
  static_assert(std::is_integral_v<T>);
  T value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_LITTLE_ENDIAN_H_
