#include "client/merge/checks.h"

#include "client/merge/group_members.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/merge/merge_testing.h"

namespace grpc_perf_msgr {
namespace {

using testing::HasSubstr;

TEST(ChecksTest, ResultsOfOneLoadPass) {
  v1::Result other = OneResult(50, kSecond, 2);
  other.set_started_unix_ns(kThen + 1);
  EXPECT_TRUE(
      CheckInputs({Input("a", OneResult(100, kSecond, 1)), Input("b", other)})
          .ok());
}

TEST(ChecksTest, OneThatIsNoResultIsNamed) {
  const auto error = [](const v1::Result& bad) {
    const absl::Status status =
        CheckInputs({Input("a", OneResult(100, kSecond, 1)), Input("b", bad)});
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  v1::Result bad = OneResult(100, kSecond, 1);
  bad.set_run_time_ns(-1);
  EXPECT_THAT(error(bad), HasSubstr("b: run_time_ns must be 0.."));
  bad = OneResult(100, kSecond, 1);
  bad.mutable_client_think()->set_asked_ns(7);
  EXPECT_THAT(error(bad), HasSubstr("b: client_think.asked_ns must be"));
  bad = OneResult(100, kSecond, 1);
  bad.mutable_latency()->add_bucket(1);
  EXPECT_THAT(error(bad), HasSubstr("b: histogram"));
  bad = OneResult(100, kSecond, 1);
  bad.mutable_group()->add_members();
  EXPECT_THAT(error(bad), HasSubstr("b: it is the merged result of 1 clients"));
}

TEST(ChecksTest, WithoutAResultThereIsNothingToMerge) {
  MergeInput nothing;
  nothing.name = "a";
  EXPECT_THAT(std::string(CheckInputs({nothing}).message()),
              HasSubstr("no client handed one in"));
}

TEST(GroupMembersTest, SpansAreOnOneClockAndAbsentWhereNothingWasMeasured) {
  v1::Result idle;
  const auto spans =
      Spans({Input("a", OneResult(100, kSecond, 1)), Input("b", idle)});
  ASSERT_EQ(spans.size(), 2u);
  ASSERT_TRUE(spans[0].has_value());
  EXPECT_EQ(spans[0]->last_ns - spans[0]->first_ns, kSecond);
  EXPECT_FALSE(spans[1].has_value());
}

TEST(GroupMembersTest, TheGroupsStatusIsTheFirstThatIsNotGood) {
  v1::Group group;
  for (const char* code : {"OK", "UNAVAILABLE", "DATA_LOSS"}) {
    v1::GroupMember& member = *group.add_members();
    member.set_name(code);
    member.mutable_status()->set_code(code);
    member.mutable_status()->set_message("why");
  }
  const v1::RunStatus status = GroupStatus(group);
  EXPECT_EQ(status.code(), "UNAVAILABLE");
  EXPECT_THAT(status.message(), HasSubstr("UNAVAILABLE"));
  EXPECT_THAT(status.message(), HasSubstr("DATA_LOSS"));
  group.mutable_members()->DeleteSubrange(1, 2);
  EXPECT_EQ(GroupStatus(group).code(), "OK");
}

}  // namespace
}  // namespace grpc_perf_msgr
