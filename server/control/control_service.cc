#include "server/control/control_service.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/grpc/status.h"
#include "common/network_end.h"
#include "server/group/group_stream.h"
#include "server/peer_address.h"

namespace grpc_perf_msgr {

namespace {

// For people: "hand_in", "part of 65536 bytes", "nothing".
std::string Describe(const v1::GroupTell& tell) {
  switch (tell.kind_case()) {
    case v1::GroupTell::kPing:
      return "ping";
    case v1::GroupTell::kAlive:
      return "alive";
    case v1::GroupTell::kHandIn:
      return "hand_in";
    case v1::GroupTell::kPart:
      return absl::StrCat("part of ", tell.part().data().size(), " bytes");
    case v1::GroupTell::KIND_NOT_SET:
      break;
  }
  return "nothing";
}

}  // namespace

grpc::Status ControlService::Ended(const grpc::ServerContext& context,
                                   absl::string_view call,
                                   grpc::Status status) const {
  if (debug_.on()) {
    debug_.Say(call, " of ", PeerForLog(context.peer()), ": ",
               status.ok() ? "OK" : status.error_message());
  }
  // One that is gone was not refused.
  if (!status.ok() && status.error_code() != grpc::StatusCode::CANCELLED) {
    refusals_.Write(
        "refused", PeerForLog(context.peer()),
        absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                     absl::StrCat(call, ": ", status.error_message())));
  }
  return status;
}

grpc::Status ControlService::GetInfo(grpc::ServerContext* context,
                                     const v1::GetInfoRequest*,
                                     v1::GetInfoResponse* response) {
  *response = source_.Info();
  if (const auto peer = ParsePeer(context->peer()); peer.has_value()) {
    absl::StatusOr<v1::NetworkEnd> end = FindNetworkEnd(*peer);
    if (end.ok()) *response->mutable_network() = *std::move(end);
  }
  return Ended(*context, "GetInfo", grpc::Status::OK);
}

grpc::Status ControlService::GetCounters(grpc::ServerContext* context,
                                         const v1::GetCountersRequest*,
                                         v1::GetCountersResponse* response) {
  *response->mutable_counters() = source_.Counters();
  return Ended(*context, "GetCounters", grpc::Status::OK);
}

grpc::Status ControlService::JoinGroup(
    grpc::ServerContext* context, const v1::GroupJoin* join,
    grpc::ServerWriter<v1::GroupReply>* stream) {
  if (debug_.on()) {
    debug_.Say("JoinGroup of ", PeerForLog(context->peer()), ": group ",
               absl::CHexEscape(join->group()), " of ", join->size(), ", as ",
               absl::CHexEscape(join->member()));
  }
  return Ended(*context, "JoinGroup",
               GroupStream(*context, *stream, groups_, [this] {
                 return source_.Counters();
               }).Run(*join));
}

grpc::Status ControlService::TellGroup(grpc::ServerContext* context,
                                       const v1::GroupTell* tell,
                                       v1::GroupTold*) {
  grpc::Status status = ToGrpcStatus(groups_.Tell(*tell, SteadyNowNs()));
  if (debug_.on()) {
    debug_.Say("TellGroup by ticket ", tell->ticket(), ": ", Describe(*tell));
  }
  return Ended(*context, "TellGroup", std::move(status));
}

}  // namespace grpc_perf_msgr
