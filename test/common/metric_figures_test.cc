#include "common/metric_figures.h"

#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

TEST(MetricFigures, ARateNeedsAnAnswerAndATime) {
  v1::Result result;
  EXPECT_EQ(PerSecond({.result = result}, 5), std::nullopt);
  result.mutable_counts()->set_answered(1);
  EXPECT_EQ(PerSecond({.result = result}, 5), std::nullopt);
  result.set_run_time_ns(500'000'000);
  EXPECT_EQ(PerSecond({.result = result}, 5), 10);
}

TEST(MetricFigures, CostsAreOverTheMessagesOfTheProcess) {
  v1::CpuUsage cpu;
  cpu.set_user_ns(30);
  cpu.set_system_ns(10);
  cpu.set_voluntary_context_switches(3);
  cpu.set_involuntary_context_switches(1);
  EXPECT_EQ(User(cpu), std::nullopt);
  EXPECT_EQ(Cpu(cpu), std::nullopt);
  cpu.set_messages(4);
  EXPECT_EQ(User(cpu), 7.5);
  EXPECT_EQ(System(cpu), 2.5);
  EXPECT_EQ(Cpu(cpu), 10);
  EXPECT_EQ(Switches(cpu), 1);
}

TEST(MetricFigures, LittlesLawNeedsAClientThatTakesNoTimesAndDoesNotThink) {
  v1::Result result;
  result.mutable_counts()->set_answered(100);
  result.set_run_time_ns(1'000'000'000);
  v1::Conditions& conditions = *result.mutable_conditions();
  conditions.set_threads(2);
  conditions.set_window(5);
  EXPECT_EQ(DerivedLatency({.result = result}), std::nullopt);
  conditions.set_transport("ceph_perf_msgr");
  EXPECT_EQ(DerivedLatency({.result = result}), 1e8);
  conditions.set_think_ns(1);
  EXPECT_EQ(DerivedLatency({.result = result}), std::nullopt);
}

TEST(MetricFigures, AMeanThinkTimeNeedsOneThatWasAskedForAndSpent) {
  v1::ThinkTimeUse think;
  think.set_achieved_total_ns(30);
  think.set_count(4);
  EXPECT_EQ(MeanThink(think), std::nullopt);
  think.set_asked_ns(5);
  EXPECT_EQ(MeanThink(think), 7.5);
  think.set_count(0);
  EXPECT_EQ(MeanThink(think), std::nullopt);
}

}  // namespace
}  // namespace grpc_perf_msgr
