// The client's command line.
#ifndef GRPC_PERF_MSGR_CLIENT_OPTIONS_H_
#define GRPC_PERF_MSGR_CLIENT_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/flags.h"
#include "client/load/group.h"
#include "client/load/workload.h"

namespace grpc_perf_msgr {

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
