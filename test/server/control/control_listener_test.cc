// The control plane on addresses of its own, asked over real connections within
// this process.
#include "server/control/control_listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/control.grpc.pb.h"
#include "proto/messenger.grpc.pb.h"
#include "test/integration/process.h"
#include "test/integration/reserved_port.h"
#include "test/server/control/control_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kNoDrainNs = 0;

class ControlListenerTest : public ::testing::Test {
 protected:
  static uint64_t AskForCounters(const std::string& address) {
    Call call;
    v1::GetCountersResponse response;
    const grpc::Status status =
        v1::Control::NewStub(NewChannel(address))
            ->GetCounters(&call, v1::GetCountersRequest(), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.counters().messages();
  }

  static grpc::StatusCode OpenMessenger(const std::string& address) {
    Call call;
    const auto stub = v1::Messenger::NewStub(NewChannel(address));
    return stub->Exchange(&call)->Finish().error_code();
  }

  MadeUpSource source_;
  ControlServices services_{source_};
};

TEST_F(ControlListenerTest, ServesControlOnAllItsAddresses) {
  const ScratchFolder folder;
  const std::string path = folder.Path("control");
  ControlListener listener(services_, /*beside_grpc=*/false);
  EXPECT_TRUE(listener.bound().empty());
  ASSERT_TRUE(listener
                  .Start(*ParseEndpoints(
                      absl::StrCat("127.0.0.1:0,[::1]:0,unix:", path)))
                  .ok());
  ASSERT_EQ(listener.bound().size(), 3);
  EXPECT_NE(listener.bound()[0].port, 0);
  EXPECT_EQ(listener.bound()[2].ToString(), "unix:" + path);
  uint64_t asked = 0;
  for (const Endpoint& endpoint : listener.bound()) {
    EXPECT_EQ(AskForCounters(endpoint.ToString()), ++asked);
  }
  listener.Stop(kNoDrainNs);
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ControlListenerTest, CarriesNoMessages) {
  ControlListener listener(services_, /*beside_grpc=*/false);
  ASSERT_TRUE(listener.Start(*ParseEndpoints("127.0.0.1:0")).ok());
  EXPECT_EQ(OpenMessenger(listener.bound()[0].ToString()),
            grpc::StatusCode::UNIMPLEMENTED);
}

// Its own threads do not poll; those of the channel, in the same process, do.
TEST_F(ControlListenerTest, BesideGrpcItServesTheSame) {
  ControlListener listener(services_, /*beside_grpc=*/true);
  ASSERT_TRUE(listener.Start(*ParseEndpoints("127.0.0.1:0")).ok());
  const std::string address = listener.bound()[0].ToString();
  EXPECT_EQ(AskForCounters(address), 1);
  // Some of these calls come into the queue that nobody waits for.
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(OpenMessenger(address), grpc::StatusCode::UNIMPLEMENTED);
  }
  EXPECT_EQ(AskForCounters(address), 2);
}

TEST_F(ControlListenerTest, SaysWhichAddressIsInUse) {
  const ReservedPort port;
  port.Listen();
  ControlListener listener(services_, /*beside_grpc=*/false);
  const absl::Status status = listener.Start(
      *ParseEndpoints(absl::StrCat("127.0.0.1:0,", port.address())));
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(status.message()), HasSubstr(port.address()));
  EXPECT_TRUE(listener.bound().empty());
}

TEST_F(ControlListenerTest, GroupsThatWaitAreGivenUpWhenItIsShutDown) {
  ControlListener listener(services_, /*beside_grpc=*/false);
  ASSERT_TRUE(listener.Start(*ParseEndpoints("127.0.0.1:0")).ok());
  const auto stub =
      v1::Control::NewStub(NewChannel(listener.bound()[0].ToString()));
  v1::GroupJoin join;
  join.set_group("g");
  join.set_size(2);
  join.set_member("one");
  join.set_timeout_ns(60'000'000'000);
  Call call;
  const auto stream = stub->JoinGroup(&call, join);
  v1::GroupReply reply;
  ASSERT_TRUE(stream->Read(&reply));
  EXPECT_TRUE(reply.has_seated());
  services_.Shutdown();
  while (stream->Read(&reply)) {
  }
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(status.error_message(), HasSubstr("1 of 2 clients came (one)"));
}

}  // namespace
}  // namespace grpc_perf_msgr
