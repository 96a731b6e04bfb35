// Control: what clients ask of a server beside the load.
#ifndef GRPC_PERF_MSGR_SERVER_CONTROL_CONTROL_SERVICE_H_
#define GRPC_PERF_MSGR_SERVER_CONTROL_CONTROL_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>
#include <grpcpp/support/sync_stream.h>

#include <utility>

#include "absl/strings/string_view.h"
#include "common/debug.h"
#include "proto/control.grpc.pb.h"
#include "server/control_source.h"
#include "server/group/group_meeting.h"
#include "server/refusal_log.h"

namespace grpc_perf_msgr {

// A synchronous service on purpose, as that of health is: a server that has
// completion queues as well runs those on threads that never poll. Callback
// services (gRPC's own health service is one) and completion queues of their
// own would poll, and gRPC's epoll engine lets any polling thread take the I/O
// of any connection: at 1x1 that cost the load eight context switches a
// message.
class ControlService : public v1::Control::Service {
 public:
  // All must outlive it.
  ControlService(ControlSource& source, GroupMeeting& groups,
                 RefusalLog& refusals, DebugLog debug = {})
      : source_(source),
        groups_(groups),
        refusals_(refusals),
        debug_(std::move(debug)) {}

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
  // A call is over: tells of it, and of a refusal in any case; gives `status`
  // back.
  grpc::Status Ended(const grpc::ServerContext& context, absl::string_view call,
                     grpc::Status status) const;

  ControlSource& source_;
  GroupMeeting& groups_;
  RefusalLog& refusals_;
  const DebugLog debug_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_CONTROL_CONTROL_SERVICE_H_
