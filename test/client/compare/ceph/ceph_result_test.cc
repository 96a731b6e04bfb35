// From what Ceph's client tells to results, reports and verdicts.
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/compare/ceph/ceph_perf_msgr.h"
#include "client/compare/judge/littles_law.h"
#include "client/compare/judge/summarize.h"
#include "client/compare/judge/verdict.h"
#include "client/compare/plan/scenario.h"
#include "client/compare/show/comparison_table.h"
#include "client/report/columns.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/report/shown_column.h"
#include "test/common/warning_testing.h"

namespace grpc_perf_msgr {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Pinned nowhere: machines differ.
v1::Scenario Scenario(const std::string& more = "") {
  const auto scenario = ParseScenario(absl::StrCat(
      R"({"targets": [{"name": "real", "transport": "ceph_perf_msgr"}],
          "threads": [4], "window": [32], "bytes": ["1000"], "repeats": 1,
          "client_cpus": "none", "server_cpus": "none")",
      more, "}"));
  EXPECT_TRUE(scenario.ok()) << scenario.status();
  return scenario.value_or(v1::Scenario());
}

v1::Point Point(const v1::Scenario& scenario) {
  v1::Point point;
  point.set_threads(scenario.threads(0));
  point.set_window(scenario.window(0));
  point.set_bytes(scenario.bytes(0));
  point.set_client_think_us(scenario.client_think_us(0));
  point.set_server_think_us(scenario.server_think_us(0));
  return point;
}

// 40,000 messages in half a second, for 0.4 s of CPU time.
CephRun Ran() {
  CephRun run;
  run.ios = 10'000;
  run.run_time_ns = 500'000'000;
  run.started_unix_ns = 1;
  run.usage.emplace();
  run.usage->user_ns = 300'000'000;
  run.usage->system_ns = 100'000'000;
  run.usage->voluntary_context_switches = 80'000;
  return run;
}

v1::Result Result(const v1::Scenario& scenario, const CephRun& run) {
  return CephResult(scenario, scenario.targets(0), Point(scenario),
                    "msgr2://127.0.0.1:1", {{"client"}, "18.2.7"}, run);
}

TEST(CephResultTest, AsksForOneMessageLessThanTheWindow) {
  v1::Point point = Point(Scenario());
  point.set_client_think_us(7);
  EXPECT_THAT(CephClientArguments(point, "v2:127.0.0.1:1", 100),
              ElementsAre("v2:127.0.0.1:1", "4", "31", "100", "7", "1000"));
  point.set_window(1);
  EXPECT_EQ(CephClientArguments(point, "v2:127.0.0.1:1", 100)[2], "0");
}

TEST(CephResultTest, CountsTheMessagesOfAllThreads) {
  const v1::Result result = Result(Scenario(), Ran());
  EXPECT_EQ(result.status().code(), "OK");
  EXPECT_EQ(result.counts().sent(), 40'000u);
  EXPECT_EQ(result.counts().answered(), 40'000u);
  EXPECT_EQ(result.counts().bytes_sent(), 40'000'000u);
  const v1::Summary& summary = result.summary();
  EXPECT_DOUBLE_EQ(summary.messages_per_second(), 80'000);
  EXPECT_DOUBLE_EQ(summary.sent_bytes_per_second(), 80e6);
  EXPECT_DOUBLE_EQ(summary.client_user_ns_per_message(), 7500);
  EXPECT_DOUBLE_EQ(summary.client_system_ns_per_message(), 2500);
  EXPECT_DOUBLE_EQ(summary.client_context_switches_per_message(), 2);
  // 128 in flight over 80,000 a second.
  EXPECT_DOUBLE_EQ(summary.latency_mean_derived_ns(), 1'600'000);
  EXPECT_EQ(result.conditions().ios(), 10'000u);
  EXPECT_EQ(result.conditions().duration_ns(), 0);
}

TEST(CephResultTest, WhatTheServerAnsweredCorrectsTheCounts) {
  v1::Result result = Result(Scenario(), Ran());
  SetAnswered(39'980, result);
  EXPECT_EQ(result.counts().sent(), 40'000u);
  EXPECT_EQ(result.counts().answered(), 39'980u);
  EXPECT_EQ(result.counts().lost(), 20u);
  EXPECT_EQ(result.client_cpu().messages(), 39'980u);
  EXPECT_DOUBLE_EQ(result.summary().messages_per_second(), 79'960);
}

TEST(CephResultTest, MoreMissingThanTheLastWindowsIsAFailure) {
  v1::Result result = Result(Scenario(), Ran());
  SetAnswered(40'000 - 4 * 32, result);
  EXPECT_EQ(result.status().code(), "OK");
  SetAnswered(40'000 - 4 * 32 - 1, result);
  EXPECT_EQ(result.status().code(), "INTERNAL");
  EXPECT_THAT(result.status().message(),
              HasSubstr("the server answered 39871 of the 40000 messages"));
}

TEST(CephResultTest, MoreAnsweredThanSentIsToldOf) {
  v1::Result result = Result(Scenario(), Ran());
  SetAnswered(40'001, result);
  EXPECT_EQ(result.counts().answered(), 40'000u);
  EXPECT_EQ(result.counts().lost(), 0u);
  EXPECT_THAT(result.warnings(),
              Contains(IsOfKind(v1::Warning::SHARED_SERVER)));
}

TEST(CephResultTest, WhatIsNotMeasuredIsAbsentEverywhere) {
  const v1::Result result = Result(Scenario(), Ran());
  EXPECT_FALSE(result.has_latency());
  EXPECT_FALSE(result.has_server_cpu());
  for (const char* name :
       {"latency_mean_us", "latency_p50_us", "latency_p99_us", "latency_max_us",
        "server_user_us_per_message", "errors", "max_in_flight", "flush",
        "warmup_messages", "warmup_s", "latency_above_range", "verify"}) {
    EXPECT_EQ(Shown(name, result), "") << name;
  }
  EXPECT_EQ(Shown("latency_mean_derived_us", result), "1600.000");
  EXPECT_FALSE(LittlesLawRatio(result).has_value());
}

TEST(CephResultTest, WithoutTheProcesssOwnProgramCpuTimeIsAbsent) {
  CephRun run = Ran();
  run.usage.reset();
  const v1::Result result = Result(Scenario(), run);
  EXPECT_FALSE(result.has_client_cpu());
  EXPECT_EQ(Shown("client_user_us_per_message", result), "");
  EXPECT_EQ(Shown("client_context_switches_per_message", result), "");
  EXPECT_EQ(result.client_environment().cpus_online(), 0u);
  EXPECT_EQ(result.client_environment().version(), "18.2.7");
  EXPECT_THAT(result.warnings(),
              Contains(IsOfKind(v1::Warning::RUNS_ELSEWHERE)));
}

TEST(CephResultTest, WithThinkTimeNoLatencyIsDerived) {
  const v1::Result result =
      Result(Scenario(R"(, "client_think_us": [5])"), Ran());
  EXPECT_FALSE(result.summary().has_latency_mean_derived_ns());
}

TEST(CephResultTest, WarnsOfWarmupAndOfRunsThatAreTooShort) {
  EXPECT_THAT(Result(Scenario(), Ran()).warnings(),
              Not(Contains(IsOfKind(v1::Warning::NO_WARM_UP))));
  EXPECT_THAT(Result(Scenario(R"(, "warmup": "1s")"), Ran()).warnings(),
              Contains(IsOfKind(v1::Warning::NO_WARM_UP)));
  CephRun run = Ran();
  run.ios = 3199;
  EXPECT_THAT(Result(Scenario(), run).warnings(),
              Contains(IsOfKind(v1::Warning::FEW_MESSAGES)));
}

TEST(CephResultTest, TheVerdictSaysNoMoreThanIsKnown) {
  v1::Result result = Result(Scenario(), Ran());
  EXPECT_EQ(JudgeRun(result).limit(), v1::Verdict::UNKNOWN);
  EXPECT_EQ(JudgeRun(result).reason(),
            "nothing is known of how busy the client's threads were");
  // Pinned: 0.4 s of 0.5 s, and of its server 0.48 s.
  result.mutable_conditions()->add_cpus(1);
  EXPECT_EQ(JudgeRun(result).reason(),
            "the client used 0.80 of its 1 CPU; the server told nothing of its "
            "CPU time");
  v1::CpuUsage& server = *result.mutable_server_cpu();
  server.set_user_ns(480'000'000);
  server.set_elapsed_ns(500'000'000);
  server.set_messages(40'000);
  result.mutable_server()->mutable_conditions()->add_cpus(0);
  EXPECT_EQ(JudgeRun(result).limit(), v1::Verdict::SERVER_THREAD);
  EXPECT_EQ(JudgeRun(result).reason(), "the server used 0.96 of its 1 CPU");
  server.set_user_ns(240'000'000);
  EXPECT_EQ(JudgeRun(result).limit(), v1::Verdict::WINDOW);
  EXPECT_THAT(JudgeRun(result).reason(),
              HasSubstr("round trip 1,600.0 us by Little's law"));
  // Neither end was busy, but the server was to think.
  result.mutable_server()->mutable_conditions()->set_think_ns(50'000);
  EXPECT_EQ(JudgeRun(result).limit(), v1::Verdict::UNKNOWN);
  EXPECT_THAT(JudgeRun(result).reason(),
              HasSubstr("the server was to think 50.0 us"));
}

TEST(CephResultTest, TheTableMarksTheDerivedMeanAndShowsDashes) {
  const v1::Scenario scenario = Scenario();
  v1::Comparison comparison;
  *comparison.mutable_scenario() = scenario;
  comparison.set_status("OK");
  v1::Run& run = *comparison.add_runs();
  run.set_target("real");
  *run.mutable_point() = Point(scenario);
  *run.mutable_result() = Result(scenario, Ran());
  JudgeInto(run);
  Summarize(comparison);
  const v1::Cell& cell = comparison.cells(0);
  EXPECT_TRUE(cell.quantiles().empty());
  EXPECT_EQ(FindMetric(cell, "latency_p50_us"), nullptr);
  EXPECT_EQ(FindMetric(cell, "cpu_us_per_message"), nullptr);
  ASSERT_NE(FindMetric(cell, "latency_mean_derived_us"), nullptr);
  EXPECT_DOUBLE_EQ(
      FindMetric(cell, "latency_mean_derived_us")->value().median(), 1600);
  const std::string table = FormatComparisonTable(comparison);
  EXPECT_THAT(table, testing::ContainsRegex(
                         "real +80,000 +- +base +- +- +10[.]0 +- +[?]"));
  EXPECT_THAT(table, HasSubstr("real: mean latency 1,600 us, derived by "
                               "Little's law"));
}

}  // namespace
}  // namespace grpc_perf_msgr
