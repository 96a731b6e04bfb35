#include "client/control/control_connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/clock.h"
#include "test/client/control/fake_control.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

class ControlConnectionTest : public ::testing::Test {
 protected:
  FakeControl server_;
  ControlConnection control_{server_.address()};
  const StopSignal no_stop_{StopLevel::kNone};
};

TEST_F(ControlConnectionTest, BringsInfoAndCounters) {
  server_.listen = "tcp://127.0.0.1:5";
  EXPECT_EQ(control_.GetInfo()->conditions().listen(), "tcp://127.0.0.1:5");
  EXPECT_EQ(control_.GetCounters()->messages(), 5);
  EXPECT_EQ(server_.calls, 2);
}

TEST_F(ControlConnectionTest, ACallThatWasLostIsMadeOnceMore) {
  for (const grpc::StatusCode code :
       {grpc::StatusCode::UNAVAILABLE, grpc::StatusCode::DEADLINE_EXCEEDED}) {
    server_.calls = 0;
    server_.failure = grpc::Status(code, "lost");
    server_.failures = 1;
    EXPECT_EQ(control_.GetCounters()->messages(), 5);
    EXPECT_EQ(server_.calls, 2);
    server_.failures = 2;
    EXPECT_EQ(control_.GetInfo().status().message(), "lost");
    EXPECT_EQ(server_.calls, 4);
    server_.failures = 0;
  }
}

TEST_F(ControlConnectionTest, ARefusalIsNotAskedForTwice) {
  server_.failure =
      grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "not you");
  server_.failures = 9;
  EXPECT_EQ(control_.GetInfo().status(),
            absl::PermissionDeniedError("not you"));
  EXPECT_EQ(server_.calls, 1);
}

TEST_F(ControlConnectionTest, WhatAGroupIsToldIsToldOnce) {
  server_.failures = 9;
  v1::GroupTell tell;
  tell.mutable_alive();
  EXPECT_TRUE(absl::IsUnavailable(control_.TellGroup(tell, kNanosPerSecond)));
  EXPECT_EQ(server_.calls, 1);
}

TEST_F(ControlConnectionTest, FindsTheServerOfAnAddress) {
  server_.listen = "10.0.0.1:10001,tcp://0.0.0.0:10002,tcp://unix:/tmp/s";
  EXPECT_TRUE(control_.FindInfo(*ParseEndpoint("tcp://other:10002")).ok());
  EXPECT_TRUE(control_.FindInfo(*ParseEndpoint("tcp://unix:/tmp/s")).ok());
  for (const char* other :
       {"tcp://other:10001", "msgr2://other:10002", "unix:/tmp/s"}) {
    const absl::Status status =
        control_.FindInfo(*ParseEndpoint(other)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("is that of a server on 10.0.0.1:10001"));
  }
}

TEST_F(ControlConnectionTest, LooksForAServerOnlyOnce) {
  server_.failures = 1;
  EXPECT_TRUE(absl::IsUnavailable(
      control_.FindInfo(*ParseEndpoint("tcp://other:10002")).status()));
  EXPECT_EQ(server_.calls, 1);
}

TEST_F(ControlConnectionTest, ChecksTheHealth) {
  EXPECT_TRUE(control_.CheckHealth(kNanosPerSecond * 30, no_stop_).ok());
  server_.health = FakeControl::HealthResponse::NOT_SERVING;
  const absl::Status status =
      control_.CheckHealth(kNanosPerSecond * 30, no_stop_);
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("its health is NOT_SERVING, not SERVING"));
}

TEST(ControlConnectionToNobody, SaysSo) {
  Endpoint address;
  {
    const FakeControl gone;
    address = gone.address();
  }
  ControlConnection control(address);
  EXPECT_TRUE(absl::IsUnavailable(control.GetInfo().status()));
  const StopSignal stop{StopLevel::kDrain};
  EXPECT_TRUE(
      absl::IsCancelled(control.CheckHealth(kNanosPerSecond * 30, stop)));
}

}  // namespace
}  // namespace grpc_perf_msgr
