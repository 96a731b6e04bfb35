// One run of a comparison: the client as a process of its own.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_CLIENT_RUN_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_CLIENT_RUN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/compare/make/servers.h"
#include "client/compare/make/signals.h"
#include "proto/comparison.pb.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// The command line of the client.
std::vector<std::string> ClientArguments(const v1::Scenario& scenario,
                                         const v1::Target& target,
                                         const v1::Point& point,
                                         const ServerAddress& address,
                                         const std::string& result_json);

// After how long a client is killed: more than it takes when all goes well or
// when it gives up by itself. Where a count ends the run, at 10 ms a message.
int64_t RunTimeoutNs(const v1::Scenario& scenario, const v1::Point& point);

// What a result says before anything is measured: the conditions asked for, no
// status.
v1::Result AskedResult(const v1::Scenario& scenario, const v1::Target& target,
                       const v1::Point& point, const std::string& server);

// The result of a run that `status`, an error, kept from being made or
// recorded.
v1::Result FailedResult(const v1::Scenario& scenario, const v1::Target& target,
                        const v1::Point& point, const std::string& server,
                        const absl::Status& status);

// Runs `program`, the client, against the server at `address`. `folder` is for
// its record and log. A run that failed is a result with that status; the only
// error is CANCELLED: the user wants to end.
absl::StatusOr<v1::Result> RunClient(
    const std::string& program, const v1::Scenario& scenario,
    const v1::Target& target, const v1::Point& point,
    const ServerAddress& address, const std::string& folder, Signals& signals);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_CLIENT_RUN_H_
