#include "common/cgroup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace grpc_perf_msgr {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(CgroupFilesTest, OnlyTheCgroupsThatLimitCpuTimeAreTaken) {
  EXPECT_THAT(
      ParseCgroups("12:pids:/a\n4:cpu,cpuacct:/b/c\n0::/d:e\n"),
      ElementsAre(CgroupPath{"cpu,cpuacct", "/b/c"}, CgroupPath{"", "/d:e"}));
}

TEST(CgroupFilesTest, BrokenLinesArePassedOver) {
  EXPECT_THAT(ParseCgroups(""), IsEmpty());
  EXPECT_THAT(ParseCgroups("0:\n:\n4:cpuacct:/x\nnonsense"), IsEmpty());
}

TEST(CgroupFilesTest, FoldersGoFromTheCgroupUpToTheMount) {
  EXPECT_THAT(FoldersUpward("/m", "/a//b/"),
              ElementsAre("/m/a/b", "/m/a", "/m"));
  EXPECT_THAT(FoldersUpward("/m", "/"), ElementsAre("/m"));
}

TEST(CgroupFilesTest, APathOutOfTheMountLeavesTheMount) {
  EXPECT_THAT(FoldersUpward("/m", "/../../a"), ElementsAre("/m"));
  EXPECT_THAT(FoldersUpward("/m", "/a/../b"), ElementsAre("/m"));
}

TEST(CgroupFilesTest, QuotaIsInCpus) {
  EXPECT_EQ(ParseCpuMax("50000 100000\n"), 0.5);
  EXPECT_EQ(ParseCpuQuota("250000\n", "100000\n"), 2.5);
}

TEST(CgroupFilesTest, NoLimitIsNone) {
  EXPECT_EQ(ParseCpuMax("max 100000\n"), std::nullopt);
  EXPECT_EQ(ParseCpuQuota("-1\n", "100000\n"), std::nullopt);
}

TEST(CgroupFilesTest, BrokenQuotaIsNone) {
  for (const char* text :
       {"", "\n", "50000", "50000 0\n", "1 2 3\n", "50000 x\n", "0 100000\n",
        "1 99999999999999999999", "50000 100000\n1 1\n"}) {
    EXPECT_EQ(ParseCpuMax(text), std::nullopt) << text;
  }
  EXPECT_EQ(ParseCpuQuota("1\n", ""), std::nullopt);
  EXPECT_EQ(ParseCpuQuota("", "1\n"), std::nullopt);
}

TEST(CgroupFilesTest, StatisticsNeedBothNumbers) {
  EXPECT_EQ(ParseCpuStat("usage_usec 7\nnr_periods 5\nnr_throttled 2\n"),
            (CpuPeriods{5, 2}));
  EXPECT_EQ(ParseCpuStat("nr_periods 5\n"), std::nullopt);
  EXPECT_EQ(ParseCpuStat("nr_periods -5\nnr_throttled 2\n"), std::nullopt);
  EXPECT_EQ(ParseCpuStat(""), std::nullopt);
}

}  // namespace
}  // namespace grpc_perf_msgr
