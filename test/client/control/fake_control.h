// A server's control plane in this process that answers as a test wants.
#ifndef GRPC_PERF_MSGR_TEST_CLIENT_CONTROL_FAKE_CONTROL_H_
#define GRPC_PERF_MSGR_TEST_CLIENT_CONTROL_FAKE_CONTROL_H_

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "common/endpoint.h"
#include "proto/control.grpc.pb.h"
#include "proto/health.grpc.pb.h"

namespace grpc_perf_msgr {

class FakeControl final : public v1::Control::Service,
                          public grpc::health::v1::Health::Service {
 public:
  using HealthResponse = grpc::health::v1::HealthCheckResponse;
  using GroupWriter = grpc::ServerWriter<v1::GroupReply>;

  FakeControl() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(static_cast<v1::Control::Service*>(this));
    builder.RegisterService(
        static_cast<grpc::health::v1::Health::Service*>(this));
    server_ = builder.BuildAndStart();
    address_.host = "127.0.0.1";
    address_.port = static_cast<uint16_t>(port);
  }
  ~FakeControl() override { server_->Shutdown(); }

  const Endpoint& address() const { return address_; }

  // How many of the next calls fail, and how.
  std::atomic<int> failures = 0;
  grpc::Status failure = grpc::Status(grpc::StatusCode::UNAVAILABLE, "lost");
  // Calls that came, failed ones included.
  std::atomic<int> calls = 0;
  std::string listen;
  HealthResponse::ServingStatus health = HealthResponse::SERVING;
  std::function<grpc::Status(const v1::GroupJoin&, GroupWriter&)> join;
  std::function<grpc::Status(const v1::GroupTell&)> tell;

  grpc::Status GetInfo(grpc::ServerContext*, const v1::GetInfoRequest*,
                       v1::GetInfoResponse* response) override {
    response->mutable_conditions()->set_listen(listen);
    return Answer();
  }
  grpc::Status GetCounters(grpc::ServerContext*, const v1::GetCountersRequest*,
                           v1::GetCountersResponse* response) override {
    response->mutable_counters()->set_messages(5);
    return Answer();
  }
  grpc::Status JoinGroup(grpc::ServerContext*, const v1::GroupJoin* request,
                         GroupWriter* stream) override {
    return join(*request, *stream);
  }
  grpc::Status TellGroup(grpc::ServerContext*, const v1::GroupTell* request,
                         v1::GroupTold*) override {
    return tell ? tell(*request) : Answer();
  }
  grpc::Status Check(grpc::ServerContext*,
                     const grpc::health::v1::HealthCheckRequest*,
                     HealthResponse* response) override {
    response->set_status(health);
    return Answer();
  }

 private:
  grpc::Status Answer() {
    ++calls;
    return failures-- > 0 ? failure : grpc::Status::OK;
  }

  std::unique_ptr<grpc::Server> server_;
  Endpoint address_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_CLIENT_CONTROL_FAKE_CONTROL_H_
