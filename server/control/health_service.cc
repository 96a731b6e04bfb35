#include "server/control/health_service.h"

#include <string>

#include "common/clock.h"
#include "proto/control.grpc.pb.h"
#include "proto/messenger.grpc.pb.h"

namespace grpc_perf_msgr {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// How often a Watch looks whether its client is still there.
constexpr int64_t kWatchIntervalNs = 500 * kNanosPerMilli;

bool IsKnownService(const std::string& name) {
  return name.empty() || name == v1::Messenger::service_full_name() ||
         name == v1::Control::service_full_name();
}

}  // namespace

void HealthService::Shutdown() {
  const MutexLock lock(mutex_);
  serving_ = false;
  shut_down_.NotifyAll();
}

grpc::Status HealthService::Check(grpc::ServerContext*,
                                  const HealthCheckRequest* request,
                                  HealthCheckResponse* response) {
  if (!IsKnownService(request->service())) {
    return grpc::Status(grpc::StatusCode::NOT_FOUND,
                        "unknown service \"" + request->service() + "\"");
  }
  const MutexLock lock(mutex_);
  response->set_status(serving_ ? HealthCheckResponse::SERVING
                                : HealthCheckResponse::NOT_SERVING);
  return grpc::Status::OK;
}

grpc::Status HealthService::Watch(
    grpc::ServerContext* context, const HealthCheckRequest* request,
    grpc::ServerWriter<HealthCheckResponse>* writer) {
  HealthCheckResponse response;
  const bool known = IsKnownService(request->service());
  const MutexLock lock(mutex_);
  if (watchers_ >= kMaxWatchers) {
    return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                        "too many Watch calls at a time");
  }
  ++watchers_;
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
    if (serving_) {
      shut_down_.WaitUntil(mutex_, SteadyNowNs() + kWatchIntervalNs);
    }
  }
  --watchers_;
  return grpc::Status::OK;
}

}  // namespace grpc_perf_msgr
