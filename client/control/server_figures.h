// What a server's Control service says around a run, as part of a result.
#ifndef GRPC_PERF_MSGR_CLIENT_CONTROL_SERVER_FIGURES_H_
#define GRPC_PERF_MSGR_CLIENT_CONTROL_SERVER_FIGURES_H_

#include <string>

#include "absl/status/statusor.h"
#include "proto/control.pb.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

struct ServerReadings {
  absl::StatusOr<v1::GetInfoResponse> info = absl::UnavailableError("");
  // Before the first message that counts, and after the last reply.
  absl::StatusOr<v1::ServerCounters> before = absl::UnavailableError("");
  absl::StatusOr<v1::ServerCounters> after = absl::UnavailableError("");
};

// Whether both counters are there and of one process.
bool HasCounters(const ServerReadings& readings);

// Adds server, server_cpu and server_think; what is missing becomes a warning.
void AddServerFigures(const ServerReadings& readings, v1::Result& result);

// Whether the readings can't be of the server that answered the run of our
// client that `result` records: it counted less. Warns of that.
bool IsOfAnotherServer(const ServerReadings& readings, v1::Result& result);

// Says of a run whose client has no Control service's figures that they are
// missing, and `why`.
void WarnOfNoControl(const std::string& why, v1::Result& result);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_CONTROL_SERVER_FIGURES_H_
