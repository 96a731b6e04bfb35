#include "client/control/control_client.h"

#include <grpcpp/client_context.h>

#include "absl/strings/str_cat.h"
#include "client/transport/grpc/grpc_channel.h"
#include "common/clock.h"
#include "common/grpc/grpc_runtime.h"
#include "common/grpc/status.h"
#include "proto/control.grpc.pb.h"
#include "proto/health.grpc.pb.h"

namespace grpc_perf_msgr {
namespace {

constexpr int64_t kCallTimeoutNs = 5 * kNanosPerSecond;

}  // namespace

struct ControlClient::Impl {
  Endpoint server;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::Control::Stub> control;
  std::unique_ptr<grpc::health::v1::Health::Stub> health;
};

ControlClient::ControlClient(const Endpoint& server)
    : impl_(std::make_unique<Impl>()) {
  impl_->server = server;
  impl_->channel = MakeChannel(server, GrpcArgs());
  impl_->control = v1::Control::NewStub(impl_->channel);
  impl_->health = grpc::health::v1::Health::NewStub(impl_->channel);
}

ControlClient::~ControlClient() = default;

absl::StatusOr<v1::GetInfoResponse> ControlClient::GetInfo() {
  grpc::ClientContext context;
  context.set_deadline(GrpcDeadline(kCallTimeoutNs));
  v1::GetInfoResponse response;
  const absl::Status status = ToAbslStatus(
      impl_->control->GetInfo(&context, v1::GetInfoRequest(), &response));
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<v1::ServerCounters> ControlClient::GetCounters() {
  grpc::ClientContext context;
  context.set_deadline(GrpcDeadline(kCallTimeoutNs));
  v1::GetCountersResponse response;
  const absl::Status status = ToAbslStatus(impl_->control->GetCounters(
      &context, v1::GetCountersRequest(), &response));
  if (!status.ok()) return status;
  return response.counters();
}

absl::Status ControlClient::CheckHealth(int64_t timeout_ns,
                                        const StopSignal& stop) {
  absl::Status connected =
      ConnectChannel(*impl_->channel, impl_->server, timeout_ns, stop);
  if (!connected.ok()) return connected;
  grpc::ClientContext context;
  context.set_deadline(GrpcDeadline(timeout_ns));
  grpc::health::v1::HealthCheckResponse response;
  const grpc::Status status = impl_->health->Check(
      &context, grpc::health::v1::HealthCheckRequest(), &response);
  if (!status.ok()) return ToAbslStatus(status);
  using Response = grpc::health::v1::HealthCheckResponse;
  if (response.status() != Response::SERVING) {
    return absl::UnavailableError(absl::StrCat(
        impl_->server.ToString(), " answers, but its health is ",
        Response::ServingStatus_Name(response.status()), ", not SERVING"));
  }
  return absl::OkStatus();
}

}  // namespace grpc_perf_msgr
