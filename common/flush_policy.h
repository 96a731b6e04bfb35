// When buffered messages are handed to the kernel.
#ifndef GRPC_PERF_MSGR_COMMON_FLUSH_POLICY_H_
#define GRPC_PERF_MSGR_COMMON_FLUSH_POLICY_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

enum class FlushPolicy {
  // Buffer while more events are ready, flush when there are none.
  kDrain,
  // Flush each message.
  kMessage,
};

// The longest that a message is held back or left buffered because more events
// keep coming, in ns.
inline constexpr int64_t kMaxHoldNs = 50'000;

// The raw messenger looks at the clock for that only once in so many messages
// that are small: they take no longer, and a thread that lost its core among
// them would cut its bursts short for nothing.
inline constexpr size_t kSmallBurst = 64;
inline constexpr size_t kSmallBytes = 4096;

// For absl flags: "drain" or "message".
bool AbslParseFlag(absl::string_view text, FlushPolicy* policy,
                   std::string* error);
std::string AbslUnparseFlag(FlushPolicy policy);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_FLUSH_POLICY_H_
