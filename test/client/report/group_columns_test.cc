#include "client/report/group_columns.h"

#include <algorithm>
#include <string>

#include "client/report/condition_columns.h"
#include "gtest/gtest.h"
#include "test/client/report/made_up_result.h"
#include "test/client/report/shown_column.h"

namespace grpc_perf_msgr {
namespace {

v1::Result OfGroup() {
  v1::Result result = MadeUpResult();
  v1::Group& group = *result.mutable_group();
  group.set_name("evening");
  group.set_size(2);
  group.set_start_skew_ns(1'500);
  group.set_overlap_ns(2'000'000'000);
  group.set_slowest(1);
  group.set_fastest(0);
  for (const double rate : {200.0, 100.0}) {
    v1::GroupMember& member = *group.add_members();
    member.set_name(rate > 150 ? "quick" : "slow");
    member.mutable_summary()->set_messages_per_second(rate);
  }
  return result;
}

TEST(GroupColumnsTest, TellOfTheGroupAndItsExtremes) {
  const v1::Result result = OfGroup();
  EXPECT_EQ(Shown("group", result), "evening");
  EXPECT_EQ(Shown("group_clients", result), "2");
  EXPECT_EQ(Shown("group_start_skew_us", result), "1.500");
  EXPECT_EQ(Shown("group_overlap_s", result), "2.000000");
  EXPECT_EQ(Shown("slowest_client", result), "slow");
  EXPECT_EQ(Shown("slowest_client_messages_per_second", result), "100.000");
  EXPECT_EQ(Shown("fastest_client", result), "quick");
}

TEST(GroupColumnsTest, AreAbsentWithoutAGroup) {
  for (const Column& column : GroupColumns()) {
    EXPECT_EQ(FormatValue(column, column.get(MadeUpResult())), "")
        << column.name;
  }
}

TEST(GroupColumnsTest, AnIndexOfNobodyIsAbsent) {
  v1::Result result = OfGroup();
  result.mutable_group()->set_slowest(2);
  EXPECT_EQ(Shown("slowest_client", result), "");
  EXPECT_EQ(Shown("slowest_client_messages_per_second", result), "");
}

TEST(ConditionColumnsTest, TheFirstAreTheFirstOfAll) {
  const std::vector<Column> first = ConditionColumns();
  ASSERT_FALSE(first.empty());
  EXPECT_EQ(first[0].name, "server");
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(Columns()[i].name, first[i].name);
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
