// The client's flags, from the table of options.
#ifndef GRPC_PERF_MSGR_CLIENT_FLAGS_H_
#define GRPC_PERF_MSGR_CLIENT_FLAGS_H_

#include <cstdint>
#include <string>

#include "absl/flags/declare.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "client/load/workload.h"
#include "common/cpu_list.h"
#include "common/debug.h"
#include "common/flush_policy.h"
#include "common/grpc_args.h"
#include "common/think_time.h"

namespace grpc_perf_msgr {

// A flag value that is a count of messages or a duration.
struct CountOrDuration {
  uint64_t count = 0;
  int64_t duration_ns = 0;

  bool operator==(const CountOrDuration& other) const = default;
};

// For absl flags: "1000" is a count, "500ms" a duration.
bool AbslParseFlag(absl::string_view text, CountOrDuration* value,
                   std::string* error);
std::string AbslUnparseFlag(const CountOrDuration& value);

}  // namespace grpc_perf_msgr

#define CLIENT_FLAG(type, name, ...) ABSL_DECLARE_FLAG(type, name);
#define BOTH_FLAG(type, name, ...) ABSL_DECLARE_FLAG(type, name);
#include "common/options/options.inc"

#endif  // GRPC_PERF_MSGR_CLIENT_FLAGS_H_
