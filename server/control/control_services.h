// The services of the control plane together: Control, gRPC's health protocol,
// server reflection; and the groups of clients that meet there.
#ifndef GRPC_PERF_MSGR_SERVER_CONTROL_CONTROL_SERVICES_H_
#define GRPC_PERF_MSGR_SERVER_CONTROL_CONTROL_SERVICES_H_

#include <grpcpp/server_builder.h>

#include <utility>

#include "common/debug.h"
#include "server/control/control_service.h"
#include "server/control/health_service.h"
#include "server/control_source.h"
#include "server/group/group_meeting.h"

namespace grpc_perf_msgr {

// One for a whole server, whichever of its addresses a client comes by.
class ControlServices {
 public:
  // `source` must outlive it, and it all servers that it was added to.
  explicit ControlServices(ControlSource& source, DebugLog debug = {})
      : control_(source, groups_, refusals_, std::move(debug)) {}

  // Adds them to a gRPC server that is being built; to any number of these.
  void AddTo(grpc::ServerBuilder& builder);

  // From now on the health is NOT_SERVING; groups that still wait for clients
  // are given up, running ones may end. Before any of the servers is stopped.
  // May be called several times, by any thread.
  void Shutdown();

 private:
  RefusalLog refusals_{"control"};
  GroupMeeting groups_;
  ControlService control_;
  HealthService health_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_CONTROL_CONTROL_SERVICES_H_
