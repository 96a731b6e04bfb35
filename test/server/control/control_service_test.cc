// Control, asked over a real connection within this process.
#include "server/control/control_service.h"

#include <gmock/gmock.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "test/server/control/control_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class ControlServiceTest : public ::testing::Test {
 protected:
  ControlServiceTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    stub_ = v1::Control::NewStub(NewChannel(absl::StrCat("127.0.0.1:", port)));
  }

  grpc::Status Join(const v1::GroupJoin& join, v1::GroupReply& last) {
    Call call;
    const auto stream = stub_->JoinGroup(&call, join);
    v1::GroupReply reply;
    while (stream->Read(&reply)) last = reply;
    return stream->Finish();
  }
  grpc::Status Tell(const v1::GroupTell& tell) {
    Call call;
    v1::GroupTold told;
    return stub_->TellGroup(&call, tell, &told);
  }

  MadeUpSource source_;
  GroupMeeting groups_;
  RefusalLog refusals_{"control"};
  ControlService service_{source_, groups_, refusals_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::Control::Stub> stub_;
};

TEST_F(ControlServiceTest, InfoIsThatOfTheSourceAndTheNetworkToTheCaller) {
  Call call;
  v1::GetInfoResponse info;
  ASSERT_TRUE(stub_->GetInfo(&call, v1::GetInfoRequest(), &info).ok());
  EXPECT_EQ(info.version(), "made up");
  EXPECT_EQ(info.conditions().threads(), 7);
  EXPECT_EQ(info.network().kind(), "loopback");
  EXPECT_EQ(info.network().address(), "127.0.0.1");
}

TEST_F(ControlServiceTest, CountersAreReadForEachCall) {
  for (uint64_t i = 1; i <= 3; ++i) {
    Call call;
    v1::GetCountersResponse response;
    ASSERT_TRUE(
        stub_->GetCounters(&call, v1::GetCountersRequest(), &response).ok());
    EXPECT_EQ(response.counters().messages(), i);
  }
}

TEST_F(ControlServiceTest, AGroupThatIsNotCompleteSaysWhoCame) {
  v1::GroupJoin join;
  join.set_group("g");
  join.set_size(2);
  join.set_member("one");
  join.set_timeout_ns(20'000'000);
  v1::GroupReply last;
  const grpc::Status status = Join(join, last);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_THAT(status.error_message(), HasSubstr("group \"g\" is not complete"));
  EXPECT_THAT(status.error_message(), HasSubstr("1 of 2 clients came (one)"));
}

TEST_F(ControlServiceTest, WhatIsNoGroupIsRefused) {
  v1::GroupJoin join;
  join.set_group("g");
  join.set_size(0);
  join.set_member("one");
  v1::GroupReply last;
  testing::internal::CaptureStderr();
  const grpc::Status status = Join(join, last);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              MatchesRegex("refused control peer 127.0.0.1:[0-9]+: "
                           "INVALID_ARGUMENT: JoinGroup: the size of a group "
                           "must be 1..1000, got 0\n"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(),
            "the size of a group must be 1..1000, got 0");
  EXPECT_FALSE(last.has_seated());
}

TEST_F(ControlServiceTest, APingNeedsNoTicketAndAnythingElseDoes) {
  v1::GroupTell tell;
  tell.mutable_ping();
  EXPECT_TRUE(Tell(tell).ok());
  tell.mutable_alive();
  const grpc::Status status = Tell(tell);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(status.error_message(), HasSubstr("has this ticket"));
}

TEST_F(ControlServiceTest, AGroupOfOneStartsWithTheCountersOfThatMoment) {
  v1::GroupJoin join;
  join.set_group("g");
  join.set_size(1);
  join.set_member("one");
  join.set_timeout_ns(60'000'000'000);
  Call call;
  const auto stream = stub_->JoinGroup(&call, join);
  v1::GroupReply reply;
  ASSERT_TRUE(stream->Read(&reply));
  const uint64_t ticket = reply.seated().ticket();
  ASSERT_TRUE(stream->Read(&reply));
  EXPECT_EQ(reply.start().index(), 0);
  EXPECT_EQ(reply.start().counters().messages(), 1);
  v1::GroupTell tell;
  tell.set_ticket(ticket);
  tell.mutable_hand_in();
  ASSERT_TRUE(Tell(tell).ok());
  tell.mutable_part()->set_data("result");
  tell.mutable_part()->set_last(true);
  ASSERT_TRUE(Tell(tell).ok());
  // It merges what itself has handed in.
  ASSERT_TRUE(stream->Read(&reply));
  EXPECT_EQ(reply.member().name(), "one");
  ASSERT_TRUE(stream->Read(&reply));
  EXPECT_EQ(reply.part().data(), "result");
  ASSERT_TRUE(stream->Read(&reply));
  EXPECT_TRUE(reply.has_merge());
  tell.mutable_part()->set_data("merged");
  ASSERT_TRUE(Tell(tell).ok());
  EXPECT_FALSE(stream->Read(&reply));
  EXPECT_TRUE(stream->Finish().ok());
}

}  // namespace
}  // namespace grpc_perf_msgr
