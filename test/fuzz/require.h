// What every fuzz target is made of.
#ifndef GRPC_PERF_MSGR_TEST_FUZZ_REQUIRE_H_
#define GRPC_PERF_MSGR_TEST_FUZZ_REQUIRE_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

// Ends the program, which libFuzzer takes for a find.
inline void Require(bool condition) {
  if (!condition) std::abort();
}

inline absl::string_view ToText(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_FUZZ_REQUIRE_H_
