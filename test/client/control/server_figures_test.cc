#include "client/control/server_figures.h"

#include <gtest/gtest.h>

namespace grpc_perf_msgr {
namespace {

v1::ServerCounters Counters(int64_t factor) {
  v1::ServerCounters counters;
  counters.set_uptime_ns(1000 * factor);
  counters.set_messages(10 * static_cast<uint64_t>(factor));
  counters.set_cpu_user_ns(100 * factor);
  counters.set_cpu_system_ns(20 * factor);
  counters.set_voluntary_context_switches(static_cast<uint64_t>(factor));
  counters.add_cpu_ns_by_thread(7 * factor);
  counters.add_cpu_ns_by_thread(5 * factor);
  counters.mutable_think()->set_asked_ns(50);
  counters.mutable_think()->set_count(10 * static_cast<uint64_t>(factor));
  counters.mutable_think()->set_achieved_total_ns(600 * factor);
  return counters;
}

ServerReadings GoodReadings() {
  ServerReadings readings;
  v1::GetInfoResponse info;
  info.mutable_conditions()->set_threads(2);
  info.mutable_environment()->set_hostname("there");
  readings.info = info;
  readings.before = Counters(2);
  readings.after = Counters(5);
  return readings;
}

TEST(AddServerFigures, AreTheDifferenceOfTwoReadings) {
  v1::Result result;
  EXPECT_TRUE(HasCounters(GoodReadings()));
  AddServerFigures(GoodReadings(), result);
  EXPECT_EQ(result.warnings_size(), 0);
  EXPECT_EQ(result.server().conditions().threads(), 2);
  EXPECT_EQ(result.server().environment().hostname(), "there");
  const v1::CpuUsage& cpu = result.server_cpu();
  EXPECT_EQ(cpu.messages(), 30);
  EXPECT_EQ(cpu.user_ns(), 300);
  EXPECT_EQ(cpu.system_ns(), 60);
  EXPECT_EQ(cpu.elapsed_ns(), 3000);
  EXPECT_EQ(cpu.voluntary_context_switches(), 3);
  EXPECT_FALSE(cpu.has_cgroup_periods());
  ASSERT_EQ(cpu.thread_cpu_ns_size(), 2);
  EXPECT_EQ(cpu.thread_cpu_ns(0), 21);
  EXPECT_EQ(cpu.thread_cpu_ns(1), 15);
  EXPECT_EQ(result.server_think().asked_ns(), 50);
  EXPECT_EQ(result.server_think().count(), 30);
  EXPECT_EQ(result.server_think().achieved_total_ns(), 1800);
}

TEST(AddServerFigures, TellOfThrottlingWhereThereIsACgroup) {
  ServerReadings readings = GoodReadings();
  readings.before->set_cgroup_periods(10);
  readings.before->set_cgroup_throttled_periods(1);
  readings.after->set_cgroup_periods(30);
  readings.after->set_cgroup_throttled_periods(4);
  v1::Result result;
  AddServerFigures(readings, result);
  EXPECT_EQ(result.server_cpu().cgroup_periods(), 20);
  EXPECT_EQ(result.server_cpu().cgroup_throttled_periods(), 3);
}

TEST(AddServerFigures, OfAServerThatTellsNothingAreAWarning) {
  ServerReadings readings = GoodReadings();
  readings.info = absl::UnavailableError("gone");
  v1::Result result;
  AddServerFigures(readings, result);
  EXPECT_FALSE(result.has_server());
  EXPECT_FALSE(result.has_server_cpu());
  EXPECT_EQ(result.warnings_size(), 1);
}

TEST(AddServerFigures, WithoutOneOfTheReadingsHaveNoCpuTime) {
  for (const bool first : {true, false}) {
    ServerReadings readings = GoodReadings();
    (first ? readings.before : readings.after) = absl::UnavailableError("gone");
    v1::Result result;
    EXPECT_FALSE(HasCounters(readings));
    AddServerFigures(readings, result);
    EXPECT_TRUE(result.has_server());
    EXPECT_FALSE(result.has_server_cpu());
    EXPECT_EQ(result.warnings_size(), 1);
  }
}

TEST(AddServerFigures, OfAServerThatWasRestartedHaveNoCpuTime) {
  ServerReadings readings = GoodReadings();
  readings.after->set_uptime_ns(1);
  v1::Result result;
  EXPECT_FALSE(HasCounters(readings));
  AddServerFigures(readings, result);
  EXPECT_FALSE(result.has_server_cpu());
  EXPECT_EQ(result.warnings_size(), 1);
}

TEST(AddServerFigures, OfThreadsThatChangedInNumberAreLeftOut) {
  ServerReadings readings = GoodReadings();
  readings.after->add_cpu_ns_by_thread(1);
  v1::Result result;
  AddServerFigures(readings, result);
  EXPECT_TRUE(result.has_server_cpu());
  EXPECT_EQ(result.server_cpu().thread_cpu_ns_size(), 0);
}

}  // namespace
}  // namespace grpc_perf_msgr
