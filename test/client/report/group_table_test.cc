#include "client/report/group_table.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "client/report/columns.h"
#include "client/report/csv.h"
#include "client/report/json.h"
#include "client/report/table.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/report/golden.h"
#include "test/client/report/made_up_result.h"
#include "test/client/report/shown_column.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(GroupTable, IsNotThereForOneClient) {
  EXPECT_EQ(FormatGroup(MadeUpResult()), "");
}

TEST(GroupTable, OfAMergedResultIsGolden) {
  ExpectGolden("merged.txt", FormatTable(MadeUpMergedResult()));
}

TEST(GroupTable, FitsTheLine) {
  v1::Result result = MadeUpMergedResult();
  result.mutable_group()->mutable_members(0)->set_name(std::string(100, 'x'));
  const std::string text = FormatGroup(result);
  size_t begin = 0;
  for (size_t end = text.find('\n'); end != std::string::npos;
       end = text.find('\n', begin)) {
    EXPECT_LE(end - begin, 100) << text.substr(begin, end - begin);
    begin = end + 1;
  }
}

TEST(GroupTable, OfALargeGroupShowsTheMarkedOnly) {
  v1::Result result = MadeUpMergedResult();
  v1::Group& group = *result.mutable_group();
  const v1::GroupMember good = group.members(0);
  while (group.members_size() < 100) {
    v1::GroupMember& member = *group.add_members();
    member = good;
    member.set_name(absl::StrCat("more-", group.members_size()));
  }
  const std::string text = FormatGroup(result);
  EXPECT_THAT(text, HasSubstr("perf-d:55"));
  EXPECT_THAT(text, HasSubstr("slowest"));
  EXPECT_THAT(text, HasSubstr("fastest"));
  EXPECT_THAT(text, Not(HasSubstr("more-50")));
  EXPECT_THAT(text, HasSubstr("  and 97 more, all in the JSON\n"));
}

TEST(GroupColumns, AreThoseOfTheGroup) {
  const v1::Result result = MadeUpMergedResult();
  EXPECT_EQ(Shown("group", result), "nightly");
  EXPECT_EQ(Shown("group_clients", result), "3");
  EXPECT_EQ(Shown("group_start_skew_us", result), "213.000");
  EXPECT_EQ(Shown("group_overlap_s", result), "1.645000");
  EXPECT_EQ(Shown("slowest_client", result), "perf-c:7");
  EXPECT_EQ(Shown("slowest_client_messages_per_second", result), "200000.000");
  EXPECT_EQ(Shown("fastest_client", result), "perf-a:12");
  for (const char* name :
       {"group", "group_clients", "group_start_skew_us", "slowest_client",
        "fastest_client_messages_per_second"}) {
    EXPECT_EQ(Shown(name, MadeUpResult()), "") << name;
  }
}

TEST(GroupColumns, OfARecordThatNamesAClientThatIsNotThereAreAbsent) {
  v1::Result result = MadeUpMergedResult();
  result.mutable_group()->set_slowest(99);
  EXPECT_EQ(Shown("slowest_client", result), "");
  EXPECT_EQ(Shown("slowest_client_messages_per_second", result), "");
  FormatGroup(result);
}

TEST(MergedJson, IsReadAsItWasWritten) {
  const v1::Result result = MadeUpMergedResult();
  const absl::StatusOr<std::string> text = FormatJson(result);
  ASSERT_TRUE(text.ok()) << text.status();
  const absl::StatusOr<v1::Result> again = ParseJson(*text);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->group().SerializeAsString(),
            result.group().SerializeAsString());
}

}  // namespace
}  // namespace grpc_perf_msgr
