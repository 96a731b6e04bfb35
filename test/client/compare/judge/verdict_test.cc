#include "client/compare/judge/verdict.h"

#include "client/compare/judge/littles_law.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/made_up_comparison.h"

namespace grpc_perf_msgr {
namespace {

using testing::HasSubstr;

// Neither end busy: 32 in flight.
v1::Result IdleResult() {
  v1::Result result = MadeUpRun(0, "grpc", 32, 200'000).result();
  result.mutable_threads(0)->set_user_ns(500'000'000);
  result.mutable_threads(0)->set_system_ns(500'000'000);
  return result;
}

TEST(VerdictTest, AFailedRunHasNone) {
  v1::Result result = IdleResult();
  result.mutable_status()->set_code("UNAVAILABLE");
  EXPECT_EQ(JudgeRun(result).limit(), v1::Verdict::UNKNOWN);
}

TEST(VerdictTest, ABusyClientThreadIsTheLimit) {
  v1::Result result = IdleResult();
  // Of 2.5 s, warm-up included.
  result.mutable_threads(0)->set_user_ns(2'000'000'000);
  const v1::Verdict verdict = JudgeRun(result);
  EXPECT_EQ(verdict.limit(), v1::Verdict::CLIENT_THREAD);
  EXPECT_EQ(verdict.reason(), "client thread 0 was busy 100 %");
}

TEST(VerdictTest, ABusyServerThreadIsTheLimit) {
  v1::Result result = IdleResult();
  result.mutable_server_cpu()->add_thread_cpu_ns(1'900'000'000);
  const v1::Verdict verdict = JudgeRun(result);
  EXPECT_EQ(verdict.limit(), v1::Verdict::SERVER_THREAD);
  EXPECT_EQ(verdict.reason(), "a server thread was busy 95 %");
}

TEST(VerdictTest, OfTwoBusyEndsTheBusierIsNamedFirst) {
  v1::Result result = IdleResult();
  result.mutable_threads(0)->set_user_ns(1'800'000'000);
  result.mutable_server_cpu()->add_thread_cpu_ns(1'960'000'000);
  const v1::Verdict verdict = JudgeRun(result);
  EXPECT_EQ(verdict.limit(), v1::Verdict::SERVER_THREAD);
  EXPECT_EQ(verdict.reason(),
            "a server thread was busy 98 %; client thread 0 was busy 92 %");
}

TEST(VerdictTest, ThreadsThatShareTheirCpusAreBusyTogether) {
  v1::Result result = IdleResult();
  // Threads that have half a CPU each, on one CPU.
  *result.add_threads() = result.threads(0);
  result.mutable_conditions()->add_cpus(1);
  result.mutable_client_cpu()->set_user_ns(1'000'000'000);
  result.mutable_client_cpu()->set_system_ns(980'000'000);
  result.mutable_client_cpu()->set_elapsed_ns(2'000'000'000);
  const v1::Verdict verdict = JudgeRun(result);
  EXPECT_EQ(verdict.limit(), v1::Verdict::CLIENT_THREAD);
  EXPECT_EQ(verdict.reason(), "the client used 0.99 of its 1 CPU");
}

TEST(VerdictTest, AThrottledEndIsTheLimitHoweverBusy) {
  v1::Result result = IdleResult();
  result.mutable_threads(0)->set_user_ns(2'400'000'000);
  result.mutable_server_cpu()->set_cgroup_periods(20);
  result.mutable_server_cpu()->set_cgroup_throttled_periods(3);
  const v1::Verdict verdict = JudgeRun(result);
  EXPECT_EQ(verdict.limit(), v1::Verdict::CPU_QUOTA);
  EXPECT_EQ(verdict.reason(),
            "the server was throttled in 3 of 20 CPU periods of its cgroup");
}

TEST(VerdictTest, ThinkTimeIsTheLimitWhereHalfTheTimeIsSpentInIt) {
  v1::Result result = IdleResult();
  result.mutable_server_think()->set_asked_ns(50'000);
  result.mutable_server_think()->set_count(15'000);
  result.mutable_server_think()->set_achieved_total_ns(1'500'000'000);
  const v1::Verdict verdict = JudgeRun(result);
  EXPECT_EQ(verdict.limit(), v1::Verdict::THINK_TIME);
  EXPECT_EQ(verdict.reason(),
            "the server spent 75 % of its threads' time thinking: 100.0 us for "
            "each message, 50.0 us asked for");
}

TEST(VerdictTest, TheWindowIsTheLimitWhereNobodyIsBusy) {
  const v1::Verdict verdict = JudgeRun(IdleResult());
  EXPECT_EQ(verdict.limit(), v1::Verdict::WINDOW);
  EXPECT_EQ(verdict.reason(),
            "client thread 0 was busy 40 %, a server thread was busy 50 %; 32 "
            "in flight, round trip 160.0 us");
}

TEST(VerdictTest, WithoutTheServersFiguresNothingIsSaid) {
  v1::Result result = IdleResult();
  result.clear_server_cpu();
  const v1::Verdict verdict = JudgeRun(result);
  EXPECT_EQ(verdict.limit(), v1::Verdict::UNKNOWN);
  EXPECT_THAT(verdict.reason(), HasSubstr("told nothing of its CPU time"));
}

TEST(VerdictTest, ThreadsThatSpinSayNothing) {
  v1::Result result = IdleResult();
  result.mutable_conditions()->set_busy_poll(true);
  result.mutable_threads(0)->set_user_ns(2'500'000'000);
  EXPECT_EQ(JudgeRun(result).limit(), v1::Verdict::UNKNOWN);
  result.mutable_conditions()->set_window(1);
  EXPECT_EQ(JudgeRun(result).limit(), v1::Verdict::WINDOW);
}

TEST(LittlesLawTest, ThroughputTimesLatencyIsTheWindow) {
  const v1::Result result = MadeUpRun(0, "grpc", 32, 200'000).result();
  ASSERT_TRUE(LittlesLawRatio(result).has_value());
  EXPECT_NEAR(*LittlesLawRatio(result), 1, 1e-9);
  EXPECT_FALSE(ViolatesLittlesLaw(result, *LittlesLawRatio(result)));
}

TEST(LittlesLawTest, IsForSaturatedRunsThatSucceeded) {
  v1::Result result = MadeUpRun(0, "grpc", 32, 200'000).result();
  result.mutable_conditions()->set_think_ns(1);
  EXPECT_FALSE(LittlesLawRatio(result).has_value());
  result.mutable_conditions()->set_think_ns(0);
  result.mutable_server()->mutable_conditions()->set_think_ns(1);
  EXPECT_FALSE(LittlesLawRatio(result).has_value());
  result.mutable_server()->mutable_conditions()->set_think_ns(0);
  result.mutable_status()->set_code("CANCELLED");
  EXPECT_FALSE(LittlesLawRatio(result).has_value());
}

TEST(LittlesLawTest, MoreThanFivePercentOffIsAViolation) {
  const v1::Result result = MadeUpRun(0, "grpc", 32, 200'000).result();
  EXPECT_FALSE(ViolatesLittlesLaw(result, 1.049));
  EXPECT_TRUE(ViolatesLittlesLaw(result, 1.051));
  EXPECT_FALSE(ViolatesLittlesLaw(result, 0.951));
  EXPECT_TRUE(ViolatesLittlesLaw(result, 0.948));
}

TEST(LittlesLawTest, AShortRunMayFillAndEmptyItsWindow) {
  v1::Result result = MadeUpRun(0, "grpc", 32, 200'000).result();
  // A tenth of the run time.
  result.mutable_threads(0)->set_mean_latency_ns(200'000'000);
  EXPECT_FALSE(ViolatesLittlesLaw(result, 0.86));
  EXPECT_TRUE(ViolatesLittlesLaw(result, 0.84));
}

TEST(LittlesLawTest, ThreadsThatEndAtDifferentTimesAreNoViolation) {
  v1::Result result = MadeUpRun(0, "grpc", 32, 200'000).result();
  result.mutable_conditions()->set_threads(2);
  // Half as fast and twice as long.
  v1::ThreadResult& slow = *result.add_threads();
  slow = result.threads(0);
  slow.set_run_time_ns(4'000'000'000);
  slow.set_mean_latency_ns(2 * slow.mean_latency_ns());
  result.set_run_time_ns(4'000'000'000);
  ASSERT_TRUE(LittlesLawRatio(result).has_value());
  EXPECT_NEAR(*LittlesLawRatio(result), 1, 1e-9);
}

}  // namespace
}  // namespace grpc_perf_msgr
