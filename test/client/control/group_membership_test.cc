// A client's part in a group, against a server that follows a script.
#include "client/control/group_membership.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/clock.h"
#include "test/client/control/fake_control.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int64_t kPatienceNs = 30 * kNanosPerSecond;

class GroupMembershipTest : public ::testing::Test {
 protected:
  GroupMembershipTest() {
    options_.name = "g";
    options_.size = 2;
    options_.member = "me";
  }

  // Says these one after the other, then ends the stream with `end`.
  void Script(const std::vector<v1::GroupReply>& replies,
              const grpc::Status& end = grpc::Status::OK) {
    server_.join = [replies, end](const v1::GroupJoin&,
                                  FakeControl::GroupWriter& stream) {
      for (const v1::GroupReply& reply : replies) stream.Write(reply);
      return end;
    };
  }

  absl::StatusOr<v1::ServerCounters> Join() {
    return client_.Join(
        v1::Conditions(), /*schema_version=*/1, kPatienceNs,
        [this](absl::string_view text) { waited_for_.emplace_back(text); });
  }

  static v1::GroupReply Seated() {
    v1::GroupReply reply;
    reply.mutable_seated()->set_ticket(7);
    return reply;
  }
  static v1::GroupReply Waiting(const std::string& text) {
    v1::GroupReply reply;
    reply.mutable_waiting()->set_text(text);
    return reply;
  }
  static v1::GroupReply Start() {
    v1::GroupReply reply;
    reply.mutable_start()->mutable_counters()->set_messages(9);
    return reply;
  }
  static v1::GroupReply Part(const std::string& data, bool last) {
    v1::GroupReply reply;
    reply.mutable_part()->set_data(data);
    reply.mutable_part()->set_last(last);
    return reply;
  }

  FakeControl server_;
  ControlConnection control_{server_.address()};
  GroupOptions options_;
  const StopSignal no_stop_{StopLevel::kNone};
  GroupMembership client_{control_, options_, no_stop_};
  std::vector<std::string> waited_for_;
};

TEST_F(GroupMembershipTest, StartsWhenTheServerSaysSoAndTellsWhatIsWaitedFor) {
  Script({Seated(), Waiting("1 of 2"), Waiting("1 of 2"), Waiting("almost"),
          Start()});
  EXPECT_EQ(Join()->messages(), 9);
  EXPECT_THAT(waited_for_, ElementsAre("1 of 2", "almost"));
  EXPECT_GT(client_.started_ns(), 0);
  // The pings by which the round trip was measured.
  EXPECT_EQ(server_.calls, 5);
}

TEST_F(GroupMembershipTest, ARefusalNamesTheGroupAndTheServer) {
  Script({}, grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "too late"));
  EXPECT_EQ(Join().status(), absl::FailedPreconditionError(
                                 "group \"g\" at " +
                                 server_.address().ToString() + ": too late"));
}

TEST_F(GroupMembershipTest, AServerThatBreaksTheProtocolIsToldOf) {
  Script({Start()});
  const absl::Status status = Join().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("expected seated"));
}

TEST_F(GroupMembershipTest, AServerWithoutGroupsIsToldOf) {
  server_.failure = grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "");
  server_.failures = 99;
  EXPECT_THAT(std::string(Join().status().message()),
              HasSubstr("does not know groups"));
}

TEST_F(GroupMembershipTest, HandsInAndGetsWhatAnotherMerged) {
  v1::GroupReply merged;
  merged.mutable_merged()->set_by("other");
  Script(
      {Seated(), Start(), merged, Part("whole ", false), Part("result", true)});
  std::vector<v1::GroupTell> told;
  server_.tell = [&](const v1::GroupTell& tell) {
    if (!tell.has_ping()) told.push_back(tell);
    return grpc::Status::OK;
  };
  ASSERT_TRUE(Join().ok());
  ASSERT_TRUE(client_.HandIn("mine", client_.started_ns() + 12).ok());
  ASSERT_EQ(told.size(), 2);
  EXPECT_EQ(told[0].ticket(), 7);
  EXPECT_EQ(told[0].hand_in().start_delay_ns(), 12);
  EXPECT_EQ(told[1].part().data(), "mine");
  EXPECT_TRUE(told[1].part().last());
  const auto result = client_.AwaitMerged(
      [](const std::vector<HandedIn>&) -> absl::StatusOr<std::string> {
        return absl::InternalError("not its turn");
      },
      [](absl::string_view) {});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->result, "whole result");
  EXPECT_EQ(result->by, "other");
  EXPECT_FALSE(result->here);
}

TEST_F(GroupMembershipTest, MergesWhenItIsItsTurn) {
  v1::GroupReply here;
  here.mutable_member()->set_name("one");
  v1::GroupReply lost;
  lost.mutable_member()->set_name("two");
  lost.mutable_member()->set_missing("it left");
  v1::GroupReply merge;
  merge.mutable_merge();
  Script({Seated(), Start(), here, Part("1", true), lost, merge});
  std::string sent;
  server_.tell = [&](const v1::GroupTell& tell) {
    sent += tell.part().data();
    return grpc::Status::OK;
  };
  ASSERT_TRUE(Join().ok());
  const auto result = client_.AwaitMerged(
      [](const std::vector<HandedIn>& reports) -> absl::StatusOr<std::string> {
        EXPECT_EQ(reports.size(), 2);
        EXPECT_EQ(reports[0].result, "1");
        EXPECT_EQ(reports[1].about.missing(), "it left");
        return "merged";
      },
      [](absl::string_view) {});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->by, "me");
  EXPECT_TRUE(result->here);
  EXPECT_EQ(sent, "merged");
}

TEST_F(GroupMembershipTest, TellsThatItLivesNowAndThen) {
  Script({Seated(), Start()});
  ASSERT_TRUE(Join().ok());
  server_.calls = 0;
  client_.StayAlive(client_.started_ns() + kNanosPerSecond);
  EXPECT_EQ(server_.calls, 0);
  client_.StayAlive(client_.started_ns() + 60 * kNanosPerSecond);
  EXPECT_EQ(server_.calls, 1);
}

}  // namespace
}  // namespace grpc_perf_msgr
