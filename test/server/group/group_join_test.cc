// Who may not join a group.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/group.h"
#include "common/limits.h"
#include "test/server/group/group_board_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

using GroupJoinTest = GroupBoardTest;

TEST_F(GroupJoinTest, MoreClientsThanTheSizeAreRefused) {
  Group(2);
  EXPECT_EQ(Refusal(Joining("x:9", 2)),
            absl::AlreadyExistsError(
                "group \"g\" is full and under way: its 2 clients are (m0, "
                "m1); wait for its end, or take another name"));
}

TEST_F(GroupJoinTest, AnotherSizeIsRefused) {
  Join(Joining("a:1", 4));
  EXPECT_EQ(Refusal(Joining("b:2", 3)),
            absl::FailedPreconditionError(
                "group \"g\" is to have 4 clients, as its first, a:1, said; "
                "b:2 came with --group_size=3"));
}

TEST_F(GroupJoinTest, OtherConditionsAreRefusedNamingThem) {
  v1::GroupJoin join = Joining("a:1", 4);
  join.mutable_conditions()->set_server("10.0.0.1:1");
  Join(join);
  join = Joining("b:2", 4);
  join.mutable_conditions()->set_server("server:1");
  Join(join);
  join.mutable_conditions()->set_window(64);
  EXPECT_EQ(Refusal(join),
            absl::FailedPreconditionError(
                "the clients of group \"g\" must be alike; its "
                "first, a:1, and b:2 differ in window 32 and 64"));
  join = Joining("c:3", 4);
  join.set_schema_version(kSchemaVersion + 1);
  EXPECT_THAT(std::string(Refusal(join).message()),
              HasSubstr("run the same version everywhere"));
}

TEST_F(GroupJoinTest, OddNamesAndNumbersAreRefused) {
  for (const std::string& bad :
       {std::string(), std::string(101, 'x'), std::string("a b"),
        std::string("a\nb"), std::string("\x01"), std::string("\xff")}) {
    EXPECT_THAT(std::string(Refusal(Joining("a:1", 2, bad)).message()),
                HasSubstr("the name of a group must be 1..100"));
    EXPECT_THAT(std::string(Refusal(Joining(bad)).message()),
                HasSubstr("the name of a client must be 1..100"));
  }
  EXPECT_THAT(std::string(Refusal(Joining("a:1", 0)).message()),
              HasSubstr("must be 1..1000, got 0"));
  EXPECT_THAT(std::string(Refusal(Joining("a:1", 1001)).message()),
              HasSubstr("must be 1..1000, got 1001"));
  v1::GroupJoin join = Joining("a:1");
  for (const int64_t bad : {int64_t{-1}, int64_t{0}, kMaxGroupTimeoutNs + 1}) {
    join.set_timeout_ns(bad);
    EXPECT_THAT(std::string(Refusal(join).message()),
                HasSubstr("the timeout of a group must be"));
  }
  join = Joining("a:1");
  join.set_round_trip_ns(-1);
  EXPECT_THAT(std::string(Refusal(join).message()), HasSubstr("round trip"));
}

TEST_F(GroupJoinTest, TooManyGroupsAreRefused) {
  for (size_t i = 0; i < GroupBoard::kMaxGroups; ++i) {
    Join(Joining("a:1", 2, absl::StrCat("g", i)));
  }
  EXPECT_EQ(Refusal(Joining("a:1")).code(),
            absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace grpc_perf_msgr
