// The client's command line.
#ifndef GRPC_PERF_MSGR_CLIENT_OPTIONS_H_
#define GRPC_PERF_MSGR_CLIENT_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/load/group.h"
#include "client/load/workload.h"

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

struct ClientOptions {
  Workload workload;
  // Where to write the result; empty: nowhere.
  std::string result_json;
  std::string result_csv;
  // Say nothing while the run is under way.
  bool quiet = false;
  // Only ask whether the server is healthy.
  bool check = false;
  // Without a name: none.
  GroupOptions group;
};

// What --help prints above the flags.
std::string ClientUsage();

// Builds options from the positional arguments SERVER THREADS WINDOW IOS
// THINK_US BYTES and the flags (already parsed); with --check, SERVER alone is
// enough. InvalidArgument names the value and what was expected.
absl::StatusOr<ClientOptions> ParseClientOptions(
    const std::vector<std::string>& arguments);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_OPTIONS_H_
