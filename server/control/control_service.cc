#include "server/control/control_service.h"

#include <utility>

#include "absl/status/statusor.h"
#include "common/clock.h"
#include "common/grpc/status.h"
#include "common/network_end.h"
#include "server/group/grpc_group.h"
#include "server/peer_address.h"

namespace grpc_perf_msgr {

grpc::Status ControlService::GetInfo(grpc::ServerContext* context,
                                     const v1::GetInfoRequest*,
                                     v1::GetInfoResponse* response) {
  *response = source_.Info();
  if (const auto peer = ParsePeer(context->peer()); peer.has_value()) {
    absl::StatusOr<v1::NetworkEnd> end = FindNetworkEnd(*peer);
    if (end.ok()) *response->mutable_network() = *std::move(end);
  }
  return grpc::Status::OK;
}

grpc::Status ControlService::GetCounters(grpc::ServerContext*,
                                         const v1::GetCountersRequest*,
                                         v1::GetCountersResponse* response) {
  *response->mutable_counters() = source_.Counters();
  return grpc::Status::OK;
}

grpc::Status ControlService::JoinGroup(
    grpc::ServerContext* context, const v1::GroupJoin* join,
    grpc::ServerWriter<v1::GroupReply>* stream) {
  return GrpcGroup(*context, *stream, groups_,
                   [this] { return source_.Counters(); })
      .Run(*join);
}

grpc::Status ControlService::TellGroup(grpc::ServerContext*,
                                       const v1::GroupTell* tell,
                                       v1::GroupTold*) {
  return ToGrpcStatus(groups_.Tell(*tell, SteadyNowNs()));
}

}  // namespace grpc_perf_msgr
