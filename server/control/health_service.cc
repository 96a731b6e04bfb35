#include "server/control/health_service.h"

#include <chrono>
#include <string>

#include "proto/control.grpc.pb.h"
#include "proto/messenger.grpc.pb.h"

namespace grpc_perf_msgr {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// How often a Watch looks whether its client is still there.
constexpr std::chrono::milliseconds kWatchInterval(500);

bool IsKnownService(const std::string& name) {
  return name.empty() || name == v1::Messenger::service_full_name() ||
         name == v1::Control::service_full_name();
}

}  // namespace

void HealthService::Shutdown() {
  const std::lock_guard<std::mutex> lock(mutex_);
  serving_ = false;
  shut_down_.notify_all();
}

grpc::Status HealthService::Check(grpc::ServerContext*,
                                  const HealthCheckRequest* request,
                                  HealthCheckResponse* response) {
  if (!IsKnownService(request->service())) {
    return grpc::Status(grpc::StatusCode::NOT_FOUND,
                        "unknown service \"" + request->service() + "\"");
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  response->set_status(serving_ ? HealthCheckResponse::SERVING
                                : HealthCheckResponse::NOT_SERVING);
  return grpc::Status::OK;
}

grpc::Status HealthService::Watch(
    grpc::ServerContext* context, const HealthCheckRequest* request,
    grpc::ServerWriter<HealthCheckResponse>* writer) {
  HealthCheckResponse response;
  const bool known = IsKnownService(request->service());
  std::unique_lock<std::mutex> lock(mutex_);
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
      lock.unlock();
      const bool written = writer->Write(response);
      lock.lock();
      told_serving = true;
      if (!written || !serving) break;
    }
    shut_down_.wait_for(lock, kWatchInterval, [this] { return !serving_; });
  }
  --watchers_;
  return grpc::Status::OK;
}

}  // namespace grpc_perf_msgr
