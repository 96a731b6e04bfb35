// The services beside the load: Control (what clients ask of a server) and
// gRPC's health protocol.
#ifndef GRPC_PERF_MSGR_SERVER_CONTROL_CONTROL_SERVICE_H_
#define GRPC_PERF_MSGR_SERVER_CONTROL_CONTROL_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>
#include <grpcpp/support/sync_stream.h>

#include <condition_variable>
#include <mutex>

#include "proto/control.grpc.pb.h"
#include "proto/health.grpc.pb.h"
#include "server/group/group_meeting.h"

namespace grpc_perf_msgr {

// Both are synchronous services on purpose: a server that has completion queues
// as well runs those on threads that never poll. Callback services (gRPC's own
// health service is one) and completion queues of their own would poll, and
// gRPC's epoll engine lets any polling thread take the I/O of any connection:
// at 1x1 that cost the load eight context switches a message.

// Where the answers come from. Called on threads of the service, several at a
// time.
class ControlSource {
 public:
  virtual ~ControlSource() = default;
  virtual v1::GetInfoResponse Info() = 0;
  virtual v1::ServerCounters Counters() = 0;
};

class ControlService : public v1::Control::Service {
 public:
  // Both must outlive it.
  ControlService(ControlSource& source, GroupMeeting& groups)
      : source_(source), groups_(groups) {}

  grpc::Status GetInfo(grpc::ServerContext* context,
                       const v1::GetInfoRequest* request,
                       v1::GetInfoResponse* response) override;
  grpc::Status GetCounters(grpc::ServerContext* context,
                           const v1::GetCountersRequest* request,
                           v1::GetCountersResponse* response) override;
  grpc::Status JoinGroup(grpc::ServerContext* context,
                         const v1::GroupJoin* join,
                         grpc::ServerWriter<v1::GroupReply>* stream) override;
  grpc::Status TellGroup(grpc::ServerContext* context,
                         const v1::GroupTell* tell,
                         v1::GroupTold* told) override;

 private:
  ControlSource& source_;
  GroupMeeting& groups_;
};

// grpc.health.v1.Health for the server as a whole ("") and for the services
// named here; any other name is NOT_FOUND for Check and SERVICE_UNKNOWN for
// Watch, as the protocol wants it.
class HealthService : public grpc::health::v1::Health::Service {
 public:
  // From now on NOT_SERVING; ends all Watch calls. Before the server is shut
  // down.
  void Shutdown();

  grpc::Status Check(grpc::ServerContext* context,
                     const grpc::health::v1::HealthCheckRequest* request,
                     grpc::health::v1::HealthCheckResponse* response) override;
  grpc::Status Watch(grpc::ServerContext* context,
                     const grpc::health::v1::HealthCheckRequest* request,
                     grpc::ServerWriter<grpc::health::v1::HealthCheckResponse>*
                         writer) override;

 private:
  // A Watch holds a thread; more at a time are refused.
  static constexpr int kMaxWatchers = 16;

  // Guards both.
  std::mutex mutex_;
  bool serving_ = true;
  int watchers_ = 0;
  std::condition_variable shut_down_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_CONTROL_CONTROL_SERVICE_H_
