#include "client/compare/options.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/common/flags_testing.h"

namespace grpc_perf_msgr {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Task = CompareOptions::Task;

class CompareOptionsTest : public FlagsTest {
 protected:
  static CompareOptions Parse(const std::vector<std::string>& arguments) {
    const auto options = ParseCompareOptions(arguments);
    EXPECT_TRUE(options.ok()) << options.status();
    return options.value_or(CompareOptions());
  }
  static std::string Error(const std::vector<std::string>& arguments) {
    const absl::Status status = ParseCompareOptions(arguments).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  }
};

TEST_F(CompareOptionsTest, WithoutAnythingTheDefaultScenarioIsRun) {
  const CompareOptions options = Parse({});
  EXPECT_EQ(options.task, Task::kCompare);
  EXPECT_EQ(options.scenario_file, "");
  EXPECT_DOUBLE_EQ(options.fail_over, 0.05);
  EXPECT_FALSE(options.quiet);
}

TEST_F(CompareOptionsTest, EachTaskTakesItsFiles) {
  EXPECT_EQ(Parse({"s.json"}).scenario_file, "s.json");
  Set("list", "true");
  EXPECT_EQ(Parse({"s.json"}).task, Task::kList);
  Set("list", "false");
  Set("diff", "true");
  Set("fail_over", "7%");
  const CompareOptions diff = Parse({"old.json", "new.json"});
  EXPECT_EQ(diff.task, Task::kDiff);
  EXPECT_EQ(diff.old_file, "old.json");
  EXPECT_EQ(diff.new_file, "new.json");
  EXPECT_DOUBLE_EQ(diff.fail_over, 0.07);
  Set("diff", "false");
  Set("merge", "true");
  Set("out", "m.csv");
  const CompareOptions merge = Parse({"a.json", "b.json"});
  EXPECT_EQ(merge.task, Task::kMerge);
  EXPECT_THAT(merge.results, ElementsAre("a.json", "b.json"));
  EXPECT_EQ(merge.out, "m.csv");
}

TEST_F(CompareOptionsTest, RigGoesWithTheDefaultScenarioAlone) {
  EXPECT_FALSE(Parse({}).rig);
  Set("rig", "true");
  EXPECT_TRUE(Parse({}).rig);
  EXPECT_THAT(Error({"s.json"}), HasSubstr("--rig is for the default"));
  Set("resume", "folder");
  EXPECT_THAT(Error({}), HasSubstr("--rig is for the default"));
}

TEST_F(CompareOptionsTest, WhatDoesNotGoTogetherIsRefused) {
  EXPECT_THAT(Error({"a", "b"}), HasSubstr("unexpected argument \"b\""));
  Set("out", "x");
  Set("resume", "y");
  EXPECT_THAT(Error({}), HasSubstr("--out and --resume exclude each other"));
  Set("out", "");
  Set("diff", "true");
  EXPECT_THAT(Error({"a", "b"}), HasSubstr("--diff writes nothing"));
  Set("merge", "true");
  EXPECT_THAT(Error({"a", "b"}), HasSubstr("exclude each other"));
  Set("diff", "false");
  EXPECT_THAT(Error({"a", "b"}), HasSubstr("--merge makes no runs"));
  Set("resume", "");
  EXPECT_THAT(Error({"a"}), HasSubstr("got 1 file(s)"));
}

TEST_F(CompareOptionsTest, APercentageIsAShare) {
  Percentage value;
  std::string error;
  EXPECT_TRUE(AbslParseFlag("12.5%", &value, &error));
  EXPECT_DOUBLE_EQ(value.share, 0.125);
  EXPECT_EQ(AbslUnparseFlag(value), "12.5%");
  EXPECT_TRUE(AbslParseFlag("3", &value, &error));
  EXPECT_DOUBLE_EQ(value.share, 0.03);
  for (const char* bad : {"", "%", "-1", "1001", "x"}) {
    EXPECT_FALSE(AbslParseFlag(bad, &value, &error)) << bad;
    EXPECT_THAT(error, HasSubstr("0..1000"));
  }
}

TEST_F(CompareOptionsTest, UsageNamesEveryWayToCallIt) {
  for (const char* task : {"--resume=", "--diff", "--merge"}) {
    EXPECT_THAT(CompareUsage(), HasSubstr(task));
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
