// Channels to a server in this process, and to none.
#include "client/transport/grpc/grpc_channel.h"

#include <gmock/gmock.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/grpc/grpc_runtime.h"
#include "proto/control.grpc.pb.h"
#include "test/integration/reserved_port.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int64_t kPatienceNs = 60 * kNanosPerSecond;

// Tells callers how it sees them.
class Mirror final : public v1::Control::Service {
 public:
  // `padding` bytes are in each answer.
  explicit Mirror(size_t padding = 0) : padding_(padding) {
    unix_endpoint_.unix_path =
        absl::StrCat(testing::TempDir(), "/grpc_channel_test.", getpid());
    endpoint_.host = "127.0.0.1";
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.AddListeningPort(absl::StrCat("unix:", unix_endpoint_.unix_path),
                             grpc::InsecureServerCredentials());
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    endpoint_.port = static_cast<uint16_t>(port);
  }
  ~Mirror() override { server_->Shutdown(); }

  const Endpoint& endpoint() const { return endpoint_; }
  const Endpoint& unix_endpoint() const { return unix_endpoint_; }

  // `version` is the caller's user agent, the address that of its connection.
  grpc::Status GetInfo(grpc::ServerContext* context, const v1::GetInfoRequest*,
                       v1::GetInfoResponse* response) override {
    const auto agent = context->client_metadata().find("user-agent");
    if (agent != context->client_metadata().end()) {
      response->set_version(
          std::string(agent->second.data(), agent->second.size()));
    }
    response->mutable_network()->set_address(context->peer());
    response->mutable_environment()->set_hostname(std::string(padding_, 'x'));
    return grpc::Status::OK;
  }

 private:
  const size_t padding_;
  Endpoint endpoint_;
  Endpoint unix_endpoint_;
  std::unique_ptr<grpc::Server> server_;
};

struct Answer {
  grpc::Status status;
  v1::GetInfoResponse info;
};
Answer Ask(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  context.set_deadline(GrpcDeadline(kPatienceNs));
  Answer answer;
  answer.status = v1::Control::NewStub(channel)->GetInfo(
      &context, v1::GetInfoRequest(), &answer.info);
  return answer;
}

GrpcArgs Args(const std::string& text) {
  GrpcArgs args;
  std::string error;
  EXPECT_TRUE(AbslParseFlag(text, &args, &error)) << error;
  return args;
}

class GrpcChannelTest : public ::testing::Test {
 protected:
  StopSignal stop_{StopLevel::kNone};
};

TEST_F(GrpcChannelTest, ConnectsAndReceivesMessagesOfAnySize) {
  // More than gRPC's own limit on what a client receives.
  Mirror mirror(size_t{5} << 20);
  const auto channel = MakeChannel(mirror.endpoint(), GrpcArgs());
  const absl::Status status =
      ConnectChannel(*channel, mirror.endpoint(), kPatienceNs, stop_);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(channel->GetState(false), GRPC_CHANNEL_READY);
  const Answer answer = Ask(channel);
  ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_THAT(answer.info.network().address(), StartsWith("ipv4:127.0.0.1:"));
}

TEST_F(GrpcChannelTest, ConnectsToAUnixSocket) {
  Mirror mirror;
  const auto channel = MakeChannel(mirror.unix_endpoint(), GrpcArgs());
  const absl::Status status =
      ConnectChannel(*channel, mirror.unix_endpoint(), kPatienceNs, stop_);
  ASSERT_TRUE(status.ok()) << status;
  const Answer answer = Ask(channel);
  ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_THAT(answer.info.network().address(), StartsWith("unix:"));
}

// gRPC would give channels that are alike one connection.
TEST_F(GrpcChannelTest, HasAConnectionOfItsOwn) {
  Mirror mirror;
  const auto first = MakeChannel(mirror.endpoint(), GrpcArgs());
  const auto second = MakeChannel(mirror.endpoint(), GrpcArgs());
  const std::string seen = Ask(first).info.network().address();
  EXPECT_NE(seen, "");
  EXPECT_NE(Ask(second).info.network().address(), seen);
  EXPECT_EQ(Ask(first).info.network().address(), seen);
}

TEST_F(GrpcChannelTest, TakesArgumentsThatAreText) {
  Mirror mirror;
  const Answer answer = Ask(
      MakeChannel(mirror.endpoint(), Args("grpc.primary_user_agent=a_test")));
  ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_THAT(answer.info.version(), HasSubstr(" a_test "));
}

TEST_F(GrpcChannelTest, TakesArgumentsThatAreNumbers) {
  Mirror mirror;
  const Answer answer =
      Ask(MakeChannel(mirror.endpoint(), Args("grpc.max_metadata_size=1")));
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(GrpcChannelTest, TakesTheUsersArgumentsBeforeItsOwn) {
  Mirror mirror(5000);
  const Answer answer = Ask(MakeChannel(
      mirror.endpoint(), Args("grpc.max_receive_message_length=1000")));
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(GrpcChannelTest, SaysWhyThereIsNoConnection) {
  const ReservedPort nobody;
  Endpoint server;
  server.host = "127.0.0.1";
  server.port = nobody.port();
  const auto channel = MakeChannel(server, GrpcArgs());
  const absl::Status status =
      ConnectChannel(*channel, server, 250 * kNanosPerMilli, stop_);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()),
              StartsWith(absl::StrCat("could not connect to ", nobody.address(),
                                      " within 0.25 s: ")));
  EXPECT_THAT(status.message(), HasSubstr("refused"));
}

TEST_F(GrpcChannelTest, GivesUpWhenItIsToStop) {
  const ReservedPort nobody;
  Endpoint server;
  server.host = "127.0.0.1";
  server.port = nobody.port();
  const auto channel = MakeChannel(server, GrpcArgs());
  for (const StopLevel level : {StopLevel::kDrain, StopLevel::kAbandon}) {
    stop_ = level;
    EXPECT_EQ(ConnectChannel(*channel, server, kPatienceNs, stop_),
              absl::CancelledError("stopped while connecting"));
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
