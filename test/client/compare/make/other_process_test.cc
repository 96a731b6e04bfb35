#include "client/compare/make/other_process.h"

#include <unistd.h>

#include <filesystem>

#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

TEST(OtherProcessTest, ReadsUserAndSystemTimeBehindAnyName) {
  ProcessUsage usage;
  // proc(5): fields 14 and 15 are user and system time in ticks.
  ASSERT_TRUE(
      ParseStat("7 (a) b (c)) S 1 7 7 0 -1 4194560 900 0 0 0 250 50 3 4 20 0 "
                "9 0 100 1000 50\n",
                usage));
  const int64_t tick_ns = 1'000'000'000 / sysconf(_SC_CLK_TCK);
  EXPECT_EQ(usage.user_ns, 250 * tick_ns);
  EXPECT_EQ(usage.system_ns, 50 * tick_ns);
}

TEST(OtherProcessTest, RefusesWhatIsNoStat) {
  ProcessUsage usage;
  for (const char* text : {"", "7", "7 (a", "7 (a) S 1 2",
                           "7 (a) S 1 7 7 0 -1 4194560 900 0 0 0 x 50"}) {
    EXPECT_FALSE(ParseStat(text, usage)) << text;
  }
}

TEST(OtherProcessTest, ReadsARunningProcessAndNoOther) {
  const auto before = ReadUsageOf(getpid());
  ASSERT_TRUE(before.has_value());
  EXPECT_GT(before->steady_ns, 0);
  // Sleeping is a voluntary switch; a young process may have had none.
  ASSERT_EQ(usleep(1000), 0);
  const auto after = ReadUsageOf(getpid());
  ASSERT_TRUE(after.has_value());
  EXPECT_GT(after->steady_ns, before->steady_ns);
  EXPECT_GT(after->voluntary_context_switches,
            before->voluntary_context_switches);
  // Above the greatest id that Linux gives (proc(5), pid_max).
  EXPECT_FALSE(ReadUsageOf(1 << 23).has_value());
}

TEST(OtherProcessTest, KnowsWhichProgramAProcessExecutes) {
  const std::string self =
      std::filesystem::read_symlink("/proc/self/exe").filename().string();
  EXPECT_TRUE(Executes(getpid(), self));
  EXPECT_FALSE(Executes(getpid(), "ceph_perf_msgr_client"));
  EXPECT_FALSE(Executes(1 << 23, self));
}

}  // namespace
}  // namespace grpc_perf_msgr
