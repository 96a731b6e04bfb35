// gRPC's health protocol, asked over a real connection within this process.
#include "server/control/health_service.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "test/server/control/control_testing.h"

namespace grpc_perf_msgr {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

class HealthServiceTest : public ::testing::Test {
 protected:
  HealthServiceTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    stub_ = Health::NewStub(NewChannel(absl::StrCat("127.0.0.1:", port)));
  }

  grpc::Status Check(const std::string& name, HealthCheckResponse& response) {
    Call call;
    HealthCheckRequest request;
    request.set_service(name);
    return stub_->Check(&call, request, &response);
  }

  // A Watch that is open, with what it was told first.
  struct Watcher {
    Call call;
    std::unique_ptr<grpc::ClientReader<HealthCheckResponse>> stream;
    HealthCheckResponse told;
  };
  std::unique_ptr<Watcher> Watch(const std::string& name) {
    auto watcher = std::make_unique<Watcher>();
    HealthCheckRequest request;
    request.set_service(name);
    watcher->stream = stub_->Watch(&watcher->call, request);
    watcher->stream->Read(&watcher->told);
    return watcher;
  }

  HealthService service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Health::Stub> stub_;
};

TEST_F(HealthServiceTest, TheServerAndItsServicesAreServing) {
  for (const std::string name :
       {"", "grpc_perf_msgr.v1.Messenger", "grpc_perf_msgr.v1.Control"}) {
    HealthCheckResponse response;
    EXPECT_TRUE(Check(name, response).ok());
    EXPECT_EQ(response.status(), HealthCheckResponse::SERVING) << name;
  }
}

TEST_F(HealthServiceTest, AnUnknownServiceIsNotFound) {
  HealthCheckResponse response;
  const grpc::Status status = Check("other.Service", response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_message(), "unknown service \"other.Service\"");
  const auto watcher = Watch("other.Service");
  EXPECT_EQ(watcher->told.status(), HealthCheckResponse::SERVICE_UNKNOWN);
  watcher->call.TryCancel();
  watcher->stream->Finish();
}

TEST_F(HealthServiceTest, AWatchIsToldOfTheEndAndThenEnds) {
  const auto watcher = Watch("");
  EXPECT_EQ(watcher->told.status(), HealthCheckResponse::SERVING);
  service_.Shutdown();
  ASSERT_TRUE(watcher->stream->Read(&watcher->told));
  EXPECT_EQ(watcher->told.status(), HealthCheckResponse::NOT_SERVING);
  EXPECT_FALSE(watcher->stream->Read(&watcher->told));
  EXPECT_TRUE(watcher->stream->Finish().ok());
  HealthCheckResponse response;
  EXPECT_TRUE(Check("", response).ok());
  EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
}

TEST_F(HealthServiceTest, MoreWatchesThanItHasThreadsForAreRefused) {
  std::vector<std::unique_ptr<Watcher>> watchers;
  for (int i = 0; i < HealthService::kMaxWatchers; ++i) {
    watchers.push_back(Watch(""));
    EXPECT_EQ(watchers.back()->told.status(), HealthCheckResponse::SERVING);
  }
  const auto refused = Watch("");
  EXPECT_EQ(refused->stream->Finish().error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  // One that leaves makes room: within the interval in which it is noticed.
  watchers.back()->call.TryCancel();
  watchers.back()->stream->Finish();
  watchers.pop_back();
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(30);
  std::unique_ptr<Watcher> next = Watch("");
  while (next->told.status() != HealthCheckResponse::SERVING &&
         std::chrono::steady_clock::now() < deadline) {
    next->stream->Finish();
    next = Watch("");
  }
  EXPECT_EQ(next->told.status(), HealthCheckResponse::SERVING);
  service_.Shutdown();
}

}  // namespace
}  // namespace grpc_perf_msgr
