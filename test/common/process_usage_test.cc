#include "common/process_usage.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

// A made-up /proc and /sys.
class CgroupTest : public testing::Test {
 protected:
  CgroupTest() {
    std::string name = testing::TempDir() + "cgroup_XXXXXX";
    const char* made = mkdtemp(name.data());
    EXPECT_NE(made, nullptr);
    root_ = name;
  }
  ~CgroupTest() override { std::filesystem::remove_all(root_); }

  void Write(const std::string& path, const std::string& text) {
    const std::filesystem::path whole = root_ + path;
    std::filesystem::create_directories(whole.parent_path());
    std::ofstream(whole) << text;
  }

  // Whether periods and throttled periods are these.
  void ExpectStat(uint64_t periods, uint64_t throttled) {
    ProcessUsage usage;
    ReadCgroupCpuStat(root_, usage);
    EXPECT_EQ(usage.cgroup_periods, periods);
    EXPECT_EQ(usage.cgroup_throttled_periods, throttled);
  }

  void ExpectNoStat() {
    ProcessUsage usage;
    usage.cgroup_periods = 1;
    usage.cgroup_throttled_periods = 1;
    ReadCgroupCpuStat(root_, usage);
    EXPECT_FALSE(usage.cgroup_periods.has_value());
    EXPECT_FALSE(usage.cgroup_throttled_periods.has_value());
  }

  std::optional<double> Quota() const { return ReadCgroupCpuQuota(root_); }

  std::string root_;
};

constexpr char kStatWithoutPeriods[] =
    "usage_usec 9\nuser_usec 5\nsystem_usec 4\n";

std::string StatV2(int periods, int throttled) {
  return absl::StrCat(kStatWithoutPeriods, "nr_periods ", periods,
                      "\nnr_throttled ", throttled, "\nthrottled_usec 77\n");
}

std::string StatV1(int periods, int throttled) {
  return absl::StrCat("nr_periods ", periods, "\nnr_throttled ", throttled,
                      "\nthrottled_time 77\n");
}

TEST_F(CgroupTest, NothingThereIsNothingKnown) {
  EXPECT_EQ(Quota(), std::nullopt);
  ExpectNoStat();
}

TEST_F(CgroupTest, V2ReadsTheProcessesOwnQuotaAndStatistics) {
  Write("/proc/self/cgroup", "0::/a/b\n");
  Write("/sys/fs/cgroup/a/b/cpu.max", "150000 100000\n");
  Write("/sys/fs/cgroup/a/b/cpu.stat", StatV2(10, 3));
  EXPECT_EQ(Quota(), 1.5);
  ExpectStat(10, 3);
}

TEST_F(CgroupTest, V2MaxIsNoLimit) {
  Write("/proc/self/cgroup", "0::/a\n");
  Write("/sys/fs/cgroup/a/cpu.max", "max 100000\n");
  Write("/sys/fs/cgroup/a/cpu.stat", StatV2(0, 0));
  EXPECT_EQ(Quota(), std::nullopt);
  ExpectStat(0, 0);
}

TEST_F(CgroupTest, V2TakesTheSmallestQuotaUpToTheRootAndItsStatistics) {
  Write("/proc/self/cgroup", "0::/a/b/c\n");
  Write("/sys/fs/cgroup/a/b/c/cpu.max", "400000 100000\n");
  Write("/sys/fs/cgroup/a/b/c/cpu.stat", StatV2(10, 1));
  Write("/sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
  Write("/sys/fs/cgroup/a/b/cpu.stat", StatV2(0, 0));
  Write("/sys/fs/cgroup/a/cpu.max", "100000 50000\n");
  Write("/sys/fs/cgroup/a/cpu.stat", StatV2(20, 7));
  Write("/sys/fs/cgroup/other/cpu.max", "1000 100000\n");
  EXPECT_EQ(Quota(), 2.0);
  ExpectStat(20, 7);
}

TEST_F(CgroupTest, V2InAContainerTheMountIsTheCgroup) {
  // The first as it looks with the host's cgroup namespace, the second where
  // the process was moved out of the namespace's root.
  for (const char* path : {"/docker/0123abcd", "/../../elsewhere"}) {
    Write("/proc/self/cgroup", absl::StrCat("0::", path, "\n"));
    Write("/sys/fs/cgroup/cpu.max", "50000 100000\n");
    Write("/sys/fs/cgroup/cpu.stat", StatV2(8, 2));
    Write("/elsewhere/cpu.max", "1000 100000\n");
    EXPECT_EQ(Quota(), 0.5) << path;
    ExpectStat(8, 2);
  }
}

TEST_F(CgroupTest, V2WithoutCpuControllerHasNoStatistics) {
  Write("/proc/self/cgroup", "0::/\n");
  Write("/sys/fs/cgroup/cpu.stat", kStatWithoutPeriods);
  EXPECT_EQ(Quota(), std::nullopt);
  ExpectNoStat();
}

TEST_F(CgroupTest, V1ReadsQuotaPeriodAndStatistics) {
  Write("/proc/self/cgroup",
        "9:name=systemd:/x\n5:cpuset:/y\n4:cpu,cpuacct:/a\n1:cpuacct:/z\n");
  const std::string folder = "/sys/fs/cgroup/cpu,cpuacct/a/";
  Write(folder + "cpu.cfs_quota_us", "25000\n");
  Write(folder + "cpu.cfs_period_us", "100000\n");
  Write(folder + "cpu.stat", StatV1(12, 4));
  EXPECT_EQ(Quota(), 0.25);
  ExpectStat(12, 4);
}

TEST_F(CgroupTest, V1IsAlsoFoundUnderCpuAlone) {
  Write("/proc/self/cgroup", "4:cpuacct,cpu:/a\n");
  Write("/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "300000\n");
  Write("/sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(Quota(), 3.0);
  // The cgroup that limits has none, and no other's would do.
  Write("/sys/fs/cgroup/cpu/cpu.stat", StatV1(5, 5));
  ExpectNoStat();
}

TEST_F(CgroupTest, V1MinusOneIsNoLimit) {
  Write("/proc/self/cgroup", "1:cpu:/\n0::/\n");
  Write("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
  Write("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  Write("/sys/fs/cgroup/cpu/cpu.stat", StatV1(0, 0));
  Write("/sys/fs/cgroup/unified/cpu.stat", kStatWithoutPeriods);
  EXPECT_EQ(Quota(), std::nullopt);
  ExpectStat(0, 0);
}

TEST_F(CgroupTest, V1InAContainerTheMountIsTheCgroup) {
  Write("/proc/self/cgroup", "1:cpu:/docker/0123abcd\n");
  Write("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
  Write("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  Write("/sys/fs/cgroup/cpu/cpu.stat", StatV1(8, 2));
  EXPECT_EQ(Quota(), 0.5);
  ExpectStat(8, 2);
}

TEST_F(CgroupTest, HybridFindsTheControllerInTheUnifiedMount) {
  Write("/proc/self/cgroup", "1:memory:/m\n0::/a\n");
  Write("/sys/fs/cgroup/unified/a/cpu.max", "200000 100000\n");
  Write("/sys/fs/cgroup/unified/a/cpu.stat", StatV2(6, 1));
  EXPECT_EQ(Quota(), 2.0);
  ExpectStat(6, 1);
}

TEST_F(CgroupTest, WhatMakesNoSenseIsNoLimit) {
  Write("/proc/self/cgroup", "junk\n1:2\n0::/a\n");
  for (const char* text :
       {"", "\n", "50000\n", "50000 0\n", "0 100000\n", "-1 100000\n",
        "x 100000\n", "50000 y\n", "50000 100000 1\n"}) {
    Write("/sys/fs/cgroup/a/cpu.max", text);
    EXPECT_EQ(Quota(), std::nullopt) << text;
  }
}

TEST_F(CgroupTest, HalfOfTheStatisticsIsNone) {
  Write("/proc/self/cgroup", "0::/\n");
  for (const char* text : {"nr_periods 5\n", "nr_throttled 5\n",
                           "nr_periods x\nnr_throttled 5\n"}) {
    Write("/sys/fs/cgroup/cpu.stat", text);
    ExpectNoStat();
  }
}

TEST(ReadProcessUsage, CountsTheCpuTimeOfAllThreads) {
  const ProcessUsage before = ReadProcessUsage();
  ThreadUsage burner;
  std::thread thread([&] {
    do {
      burner = ReadThreadUsage();
    } while (burner.user_ns + burner.system_ns < 20 * kNanosPerMilli);
  });
  thread.join();
  const ProcessUsage after = ReadProcessUsage();
  EXPECT_GT(after.steady_ns, before.steady_ns);
  const int64_t spent_ns =
      after.user_ns + after.system_ns - before.user_ns - before.system_ns;
  // The kernel rounds the sum's parts, each by less than a tick.
  EXPECT_GE(spent_ns, 10 * kNanosPerMilli);
}

TEST(ReadThreadUsage, CountsTheCallingThreadAlone) {
  const ThreadUsage before = ReadThreadUsage();
  std::thread thread([] {
    ThreadUsage other;
    do {
      other = ReadThreadUsage();
    } while (other.user_ns + other.system_ns < 200 * kNanosPerMilli);
  });
  thread.join();
  const ThreadUsage after = ReadThreadUsage();
  EXPECT_LT(after.user_ns + after.system_ns - before.user_ns - before.system_ns,
            100 * kNanosPerMilli);
}

ProcessUsage MakeUsage(int64_t scale) {
  ProcessUsage usage;
  usage.steady_ns = 1000 * scale;
  usage.user_ns = 100 * scale;
  usage.system_ns = 10 * scale;
  usage.voluntary_context_switches = static_cast<uint64_t>(7 * scale);
  usage.involuntary_context_switches = static_cast<uint64_t>(5 * scale);
  usage.cgroup_periods = static_cast<uint64_t>(4 * scale);
  usage.cgroup_throttled_periods = static_cast<uint64_t>(3 * scale);
  return usage;
}

TEST(CpuUsageBetween, Subtracts) {
  const v1::CpuUsage between = CpuUsageBetween(MakeUsage(1), MakeUsage(3), 42);
  EXPECT_EQ(between.elapsed_ns(), 2000);
  EXPECT_EQ(between.user_ns(), 200);
  EXPECT_EQ(between.system_ns(), 20);
  EXPECT_EQ(between.voluntary_context_switches(), 14u);
  EXPECT_EQ(between.involuntary_context_switches(), 10u);
  EXPECT_EQ(between.messages(), 42u);
  EXPECT_TRUE(between.has_cgroup_periods());
  EXPECT_EQ(between.cgroup_periods(), 8u);
  EXPECT_TRUE(between.has_cgroup_throttled_periods());
  EXPECT_EQ(between.cgroup_throttled_periods(), 6u);
}

TEST(CpuUsageBetween, LacksPeriodsThatOneReadingLacks) {
  ProcessUsage without = MakeUsage(2);
  without.cgroup_periods.reset();
  without.cgroup_throttled_periods.reset();
  for (const v1::CpuUsage& between :
       {CpuUsageBetween(MakeUsage(1), without, 1),
        CpuUsageBetween(without, MakeUsage(3), 1)}) {
    EXPECT_FALSE(between.has_cgroup_periods());
    EXPECT_FALSE(between.has_cgroup_throttled_periods());
  }
}

TEST(CpuUsageBetween, LacksPeriodsOfAProcessThatChangedItsCgroup) {
  ProcessUsage after = MakeUsage(2);
  after.cgroup_periods = 0;
  after.cgroup_throttled_periods = 0;
  const v1::CpuUsage between = CpuUsageBetween(MakeUsage(1), after, 1);
  EXPECT_FALSE(between.has_cgroup_periods());
  EXPECT_FALSE(between.has_cgroup_throttled_periods());
}

}  // namespace
}  // namespace grpc_perf_msgr
