// When buffered messages are handed to the kernel.
#ifndef GRPC_PERF_MSGR_COMMON_FLUSH_POLICY_H_
#define GRPC_PERF_MSGR_COMMON_FLUSH_POLICY_H_

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

// For absl flags: "drain" or "message".
bool AbslParseFlag(absl::string_view text, FlushPolicy* policy,
                   std::string* error);
std::string AbslUnparseFlag(FlushPolicy policy);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_FLUSH_POLICY_H_
