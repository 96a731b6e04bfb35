// A run as one of a group of clients: start together, hand in, merge.
#ifndef GRPC_PERF_MSGR_CLIENT_RUN_GROUP_RUN_H_
#define GRPC_PERF_MSGR_CLIENT_RUN_GROUP_RUN_H_

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "client/control/control_connection.h"
#include "client/load/group.h"
#include "client/load/workload.h"
#include "client/run/rig.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

struct GroupOutcome {
  // The merged result of all clients; or, when that could not be had, this
  // client's own, with a status or a warning that says why.
  v1::Result result;
  // The name of the client that merged and prints the result; empty when this
  // one is to print it.
  std::string printed_by;
};

// Connects, meets the group at `control`, runs `workload` and waits for the
// group's result. Blocks; calls `on_interval` and `on_waiting` (what
// is waited for, for people) on the calling thread. Waiting ends soon after
// `stop` is raised: the result is then this client's own.
GroupOutcome RunInGroup(
    const Workload& workload, ControlConnection& control,
    const GroupOptions& options, const Rig& rig, const StopSignal& stop,
    const std::function<void(const v1::Interval&)>& on_interval,
    const std::function<void(absl::string_view)>& on_waiting);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_RUN_GROUP_RUN_H_
