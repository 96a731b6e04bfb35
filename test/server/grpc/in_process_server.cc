#include "test/server/grpc/in_process_server.h"

#include <grpcpp/server_builder.h>

namespace grpc_perf_msgr {

InProcessServer::InProcessServer(const ServerOptions& options)
    : options_(options), limit_(options.max_streams), log_("grpc") {
  grpc::ServerBuilder builder;
  if (options_.callback_api) {
    callback_ = std::make_unique<GrpcCallbackService>(options_, limit_, log_);
    builder.RegisterService(callback_.get());
  } else {
    builder.RegisterService(&services_.messenger);
    builder.RegisterService(&services_.bytes_messenger);
    builder.RegisterService(&services_.unary_messenger);
    worker_ = std::make_unique<GrpcWorker>(options_, /*index=*/0, services_,
                                           builder.AddCompletionQueue(), limit_,
                                           log_);
  }
  server_ = builder.BuildAndStart();
  if (worker_ != nullptr) worker_->Start();
}

InProcessServer::~InProcessServer() {
  server_->Shutdown();
  if (worker_ != nullptr) worker_->Stop();
}

v1::ServerCounters InProcessServer::Counters() const {
  v1::ServerCounters counters;
  if (worker_ != nullptr) worker_->AddCounters(counters);
  if (callback_ != nullptr) callback_->AddCounters(counters);
  return counters;
}

}  // namespace grpc_perf_msgr
