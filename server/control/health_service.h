// gRPC's health protocol.
#ifndef GRPC_PERF_MSGR_SERVER_CONTROL_HEALTH_SERVICE_H_
#define GRPC_PERF_MSGR_SERVER_CONTROL_HEALTH_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>
#include <grpcpp/support/sync_stream.h>

#include "absl/base/thread_annotations.h"
#include "common/mutex.h"
#include "proto/health.grpc.pb.h"

namespace grpc_perf_msgr {

// grpc.health.v1.Health for the server as a whole ("") and for the services
// Messenger and Control; any other name is NOT_FOUND for Check and
// SERVICE_UNKNOWN for Watch, as the protocol wants it. A synchronous service,
// for the reason in control_service.h.
class HealthService : public grpc::health::v1::Health::Service {
 public:
  // A Watch holds a thread; more at a time are RESOURCE_EXHAUSTED.
  static constexpr int kMaxWatchers = 16;

  // From now on NOT_SERVING; ends all Watch calls. Before the server is shut
  // down. Any thread.
  void Shutdown();

  grpc::Status Check(grpc::ServerContext* context,
                     const grpc::health::v1::HealthCheckRequest* request,
                     grpc::health::v1::HealthCheckResponse* response) override;
  grpc::Status Watch(grpc::ServerContext* context,
                     const grpc::health::v1::HealthCheckRequest* request,
                     grpc::ServerWriter<grpc::health::v1::HealthCheckResponse>*
                         writer) override;

 private:
  Mutex mutex_;
  bool serving_ ABSL_GUARDED_BY(mutex_) = true;
  int watchers_ ABSL_GUARDED_BY(mutex_) = 0;
  ConditionVariable shut_down_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_CONTROL_HEALTH_SERVICE_H_
