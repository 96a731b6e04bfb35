#include "server/control_service.h"

#include <string>

#include "absl/time/time.h"
#include "proto/messenger.grpc.pb.h"

namespace grpc_perf_msgr {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// How often a Watch looks whether its client is still there.
constexpr absl::Duration kWatchInterval = absl::Milliseconds(500);

bool IsKnownService(const std::string& name) {
  return name.empty() || name == v1::Messenger::service_full_name() ||
         name == v1::Control::service_full_name();
}

}  // namespace

grpc::Status ControlService::GetInfo(grpc::ServerContext*,
                                     const v1::GetInfoRequest*,
                                     v1::GetInfoResponse* response) {
  *response = source_.Info();
  return grpc::Status::OK;
}

grpc::Status ControlService::GetCounters(grpc::ServerContext*,
                                         const v1::GetCountersRequest*,
                                         v1::GetCountersResponse* response) {
  *response->mutable_counters() = source_.Counters();
  return grpc::Status::OK;
}

void HealthService::Shutdown() {
  absl::MutexLock lock(&mutex_);
  serving_ = false;
}

grpc::Status HealthService::Check(grpc::ServerContext*,
                                  const HealthCheckRequest* request,
                                  HealthCheckResponse* response) {
  if (!IsKnownService(request->service())) {
    return grpc::Status(grpc::StatusCode::NOT_FOUND,
                        "unknown service \"" + request->service() + "\"");
  }
  absl::MutexLock lock(&mutex_);
  response->set_status(serving_ ? HealthCheckResponse::SERVING
                                : HealthCheckResponse::NOT_SERVING);
  return grpc::Status::OK;
}

grpc::Status HealthService::Watch(
    grpc::ServerContext* context, const HealthCheckRequest* request,
    grpc::ServerWriter<HealthCheckResponse>* writer) {
  HealthCheckResponse response;
  const bool known = IsKnownService(request->service());
  absl::MutexLock lock(&mutex_);
  if (watchers_ >= kMaxWatchers) {
    return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                        "too many Watch calls at a time");
  }
  ++watchers_;
  const absl::Condition ended(
      +[](bool* serving) { return !*serving; }, &serving_);
  bool told_serving = false;
  while (!context->IsCancelled()) {
    const bool serving = serving_;
    if (!told_serving || !serving) {
      response.set_status(!known    ? HealthCheckResponse::SERVICE_UNKNOWN
                          : serving ? HealthCheckResponse::SERVING
                                    : HealthCheckResponse::NOT_SERVING);
      mutex_.Unlock();
      const bool written = writer->Write(response);
      mutex_.Lock();
      told_serving = true;
      if (!written || !serving) break;
    }
    mutex_.AwaitWithTimeout(ended, kWatchInterval);
  }
  --watchers_;
  return grpc::Status::OK;
}

}  // namespace grpc_perf_msgr
