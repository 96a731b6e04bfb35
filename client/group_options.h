// The client's flags for groups.
#ifndef GRPC_PERF_MSGR_CLIENT_GROUP_OPTIONS_H_
#define GRPC_PERF_MSGR_CLIENT_GROUP_OPTIONS_H_

#include "absl/status/statusor.h"
#include "client/load/group.h"
#include "client/load/workload.h"

namespace grpc_perf_msgr {

// From --group and the flags that begin with it (already parsed); no name when
// there is no --group. `workload` has the server and its Control service.
// InvalidArgument names the flag, its value and what was expected.
absl::StatusOr<GroupOptions> ParseGroupOptions(const Workload& workload);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_GROUP_OPTIONS_H_
