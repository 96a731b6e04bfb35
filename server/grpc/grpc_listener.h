// The listener `grpc`: completion queues with one thread each, Exchange streams
// spread over them.
#ifndef GRPC_PERF_MSGR_SERVER_GRPC_GRPC_LISTENER_H_
#define GRPC_PERF_MSGR_SERVER_GRPC_GRPC_LISTENER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "proto/control.pb.h"
#include "server/control/control_service.h"
#include "server/group/group_meeting.h"
#include "server/listener.h"
#include "server/options.h"
#include "server/stream_limit.h"

namespace grpc_perf_msgr {

// Serves Messenger, Control (what `control` answers), gRPC's health service and
// server reflection on one address.
class GrpcListener final : public Listener {
 public:
  // All must outlive it.
  GrpcListener(const Endpoint& listen, const ServerOptions& options,
               StreamLimit& limit, ControlSource& control,
               GroupMeeting& groups);
  ~GrpcListener() override;

  absl::Status Start() override;
  std::string bound_address() const override;
  uint16_t bound_port() const override;
  absl::Status Stop(int64_t drain_timeout_ns) override;
  void AddCounters(v1::ServerCounters& counters) const override;

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_GRPC_GRPC_LISTENER_H_
