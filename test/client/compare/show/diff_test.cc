#include "client/compare/show/diff.h"

#include <string>

#include "client/compare/judge/summarize.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/made_up_comparison.h"

namespace grpc_perf_msgr {
namespace {

using testing::HasSubstr;
using testing::Not;

v1::Comparison Old() {
  v1::Comparison comparison = MadeUpComparison();
  Summarize(comparison);
  return comparison;
}

// `grpc` at window 1 gets `factor` times as many messages through.
v1::Comparison WithGrpc(double factor) {
  v1::Comparison comparison = MadeUpComparison();
  for (v1::Run& run : *comparison.mutable_runs()) {
    if (run.target() != "grpc" || run.point().window() != 1) continue;
    const double rate = run.result().summary().messages_per_second();
    run = MadeUpRun(run.repeat(), "grpc", 1, rate * factor);
  }
  Summarize(comparison);
  return comparison;
}

TEST(DiffTest, TheSameIsNoWorse) {
  const Difference difference = DiffComparisons(Old(), Old(), 0.05);
  EXPECT_FALSE(difference.worse);
  EXPECT_EQ(difference.text,
            "12 ratios to the baseline compared: 0 worse, 0 better by more "
            "than 5.0 % and beyond their intervals\n");
}

TEST(DiffTest, AWorseRatioIsFound) {
  const Difference difference = DiffComparisons(Old(), WithGrpc(0.8), 0.05);
  EXPECT_TRUE(difference.worse);
  EXPECT_THAT(difference.text, HasSubstr("ratio of msg/s"));
  EXPECT_THAT(difference.text, HasSubstr("-20.0 %"));
  // Latency rose as throughput fell.
  EXPECT_THAT(difference.text, HasSubstr("ratio of p50 us"));
  EXPECT_THAT(difference.text, HasSubstr("+25.0 %"));
  EXPECT_THAT(difference.text, HasSubstr("3 worse, 0 better"));
}

TEST(DiffTest, ABetterRatioIsNoFailure) {
  const Difference difference = DiffComparisons(Old(), WithGrpc(1.2), 0.05);
  EXPECT_FALSE(difference.worse);
  EXPECT_THAT(difference.text, HasSubstr("0 worse, 3 better"));
}

TEST(DiffTest, LessThanFailOverIsNoFailure) {
  EXPECT_FALSE(DiffComparisons(Old(), WithGrpc(0.8), 0.5).worse);
}

TEST(DiffTest, WithinTheIntervalsIsNoFailure) {
  v1::Comparison noisy = WithGrpc(0.8);
  for (v1::Cell& cell : *noisy.mutable_cells()) {
    for (v1::Metric& metric : *cell.mutable_metrics()) {
      if (!metric.has_ratio()) continue;
      metric.mutable_ratio()->set_low(0.01);
      metric.mutable_ratio()->set_high(100);
    }
  }
  EXPECT_FALSE(DiffComparisons(Old(), noisy, 0.05).worse);
}

TEST(DiffTest, OnePairIsNotJudged) {
  v1::Comparison single = WithGrpc(0.5);
  for (v1::Cell& cell : *single.mutable_cells()) {
    for (v1::Metric& metric : *cell.mutable_metrics()) metric.set_pairs(1);
  }
  const Difference difference = DiffComparisons(Old(), single, 0.05);
  EXPECT_FALSE(difference.worse);
  EXPECT_THAT(difference.text, HasSubstr("12 not judged"));
}

TEST(DiffTest, AFasterHostMovesTheBaselineAndJudgesNothing) {
  v1::Comparison faster = MadeUpComparison();
  for (v1::Run& run : *faster.mutable_runs()) {
    if (!Succeeded(run)) continue;
    run = MadeUpRun(run.repeat(), run.target(), run.point().window(),
                    2 * run.result().summary().messages_per_second());
  }
  Summarize(faster);
  const Difference difference = DiffComparisons(faster, Old(), 0.05);
  EXPECT_FALSE(difference.worse);
  EXPECT_THAT(difference.text, HasSubstr("baseline, not judged"));
}

TEST(DiffTest, WhatWorkedAndFailsNowIsWorse) {
  v1::Comparison failing = MadeUpComparison();
  for (v1::Run& run : *failing.mutable_runs()) {
    if (run.target() == "grpc" && run.point().window() == 1) {
      run = MadeUpFailedRun(run.repeat(), "grpc", 1, "gone");
    }
  }
  Summarize(failing);
  const Difference difference = DiffComparisons(Old(), failing, 0.05);
  EXPECT_TRUE(difference.worse);
  EXPECT_THAT(difference.text,
              HasSubstr("WORSE: grpc at 1x1x4096 worked and fails now: "
                        "UNAVAILABLE: gone"));
}

TEST(DiffTest, WhatDoesNotChangeTheMeasurementMayDiffer) {
  v1::Comparison other = Old();
  other.mutable_scenario()->set_name("other");
  other.mutable_scenario()->set_seed(99);
  other.mutable_scenario()->set_repeats(7);
  other.mutable_scenario()->mutable_targets(0)->set_description("text");
  other.mutable_scenario()->mutable_targets(2)->set_address("10.0.0.7:1");
  for (v1::Run& run : *other.mutable_runs()) {
    run.mutable_result()->mutable_client_environment()->set_commit("new");
    run.mutable_result()->mutable_client_environment()->set_hostname("new");
  }
  EXPECT_TRUE(CheckAlike(Old(), other).ok()) << CheckAlike(Old(), other);
}

TEST(DiffTest, OtherConditionsAreRefusedByName) {
  v1::Comparison other = Old();
  other.mutable_scenario()->set_duration("9s");
  other.mutable_scenario()->mutable_targets(1)->set_flush("message");
  for (v1::Run& run : *other.mutable_runs()) {
    v1::Result& result = *run.mutable_result();
    result.mutable_client_environment()->set_cpu_model("6502");
    result.mutable_server()->mutable_environment()->set_allocator("malloc");
    result.mutable_server()->mutable_environment()->set_build_type("Debug");
    result.mutable_server()->mutable_conditions()->set_threads(5);
  }
  const absl::Status status = CheckAlike(Old(), other);
  ASSERT_FALSE(status.ok());
  const std::string text(status.message());
  EXPECT_THAT(text, HasSubstr("scenario modified: duration: \"2s\" -> \"9s\""));
  EXPECT_THAT(text, HasSubstr("scenario modified: targets[1].flush: \"drain\" "
                              "-> \"message\""));
  EXPECT_THAT(text, HasSubstr("client modified: cpu_model:"));
  EXPECT_THAT(text, HasSubstr("server modified: allocator:"));
  EXPECT_THAT(text, HasSubstr("server modified: build_type:"));
  EXPECT_THAT(text, HasSubstr("server modified: threads: 2 -> 5"));
  EXPECT_THAT(text, Not(HasSubstr("ignored")));
}

TEST(DiffTest, AnUnfinishedComparisonIsRefused) {
  v1::Comparison stopped = Old();
  stopped.set_status("CANCELLED");
  EXPECT_THAT(std::string(CheckAlike(Old(), stopped).message()),
              HasSubstr("the new one was not finished (CANCELLED)"));
}

}  // namespace
}  // namespace grpc_perf_msgr
