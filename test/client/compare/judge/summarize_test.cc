#include "client/compare/judge/summarize.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/made_up_comparison.h"
#include "test/common/warning_testing.h"

namespace grpc_perf_msgr {
namespace {

using testing::Contains;
using testing::ElementsAre;

v1::Comparison Summarized(v1::Comparison comparison) {
  Summarize(comparison);
  return comparison;
}

TEST(SummarizeTest, CellsStandByPointAndTarget) {
  const v1::Comparison c = Summarized(MadeUpComparison());
  ASSERT_EQ(c.cells_size(), 6);
  const char* targets[] = {"tcp", "grpc", "dead"};
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(c.cells(i).target(), targets[i % 3]);
    EXPECT_EQ(c.cells(i).point().window(), i < 3 ? 1u : 32u);
  }
}

TEST(SummarizeTest, MediansAndPairedRatios) {
  const v1::Comparison c = Summarized(MadeUpComparison());
  const v1::Metric* base = FindMetric(c.cells(0), "messages_per_second");
  ASSERT_NE(base, nullptr);
  EXPECT_DOUBLE_EQ(base->value().median(), 20'400);
  EXPECT_DOUBLE_EQ(base->value().low(), 20'000);
  EXPECT_DOUBLE_EQ(base->value().high(), 20'800);
  EXPECT_FALSE(base->has_ratio());
  const v1::Metric* grpc = FindMetric(c.cells(1), "messages_per_second");
  ASSERT_NE(grpc, nullptr);
  ASSERT_TRUE(grpc->has_ratio());
  EXPECT_EQ(grpc->pairs(), 5u);
  // 8000 * 1.02 + 20 over 20000 * 1.02: the host's drift is in both.
  EXPECT_DOUBLE_EQ(grpc->ratio().median(), 8'180 / 20'400.0);
  EXPECT_TRUE(grpc->difference_seen());
  EXPECT_FALSE(grpc->no_difference_seen());
}

TEST(SummarizeTest, AFailedRunIsNeverAveragedInNorPaired) {
  const v1::Comparison c = Summarized(MadeUpComparison());
  const v1::Cell& cell = c.cells(4);
  EXPECT_EQ(cell.runs_ok(), 4u);
  EXPECT_EQ(cell.runs_failed(), 1u);
  EXPECT_THAT(cell.failures(), ElementsAre("UNAVAILABLE: the stream broke"));
  const v1::Metric* rate = FindMetric(cell, "messages_per_second");
  ASSERT_NE(rate, nullptr);
  EXPECT_EQ(rate->values(), 4u);
  EXPECT_EQ(rate->pairs(), 4u);
  // The failed one's record says 1,000,000.
  EXPECT_LT(rate->value().high(), 500'000);
  EXPECT_TRUE(rate->no_difference_seen());
}

TEST(SummarizeTest, ATargetThatAlwaysFailsHasNoFigures) {
  const v1::Comparison c = Summarized(MadeUpComparison());
  const v1::Cell& cell = c.cells(2);
  EXPECT_EQ(cell.runs_ok(), 0u);
  EXPECT_EQ(cell.runs_failed(), 5u);
  EXPECT_THAT(cell.failures(), ElementsAre("UNAVAILABLE: nobody listens"));
  EXPECT_TRUE(cell.metrics().empty());
  EXPECT_TRUE(cell.quantiles().empty());
}

TEST(SummarizeTest, OneRepeatClaimsNothing) {
  v1::Comparison c = MadeUpComparison();
  c.mutable_runs()->DeleteSubrange(6, c.runs_size() - 6);
  c.mutable_scenario()->set_repeats(1);
  Summarize(c);
  const v1::Metric* rate = FindMetric(c.cells(1), "messages_per_second");
  ASSERT_NE(rate, nullptr);
  EXPECT_EQ(rate->pairs(), 1u);
  EXPECT_FALSE(rate->difference_seen());
  EXPECT_FALSE(rate->no_difference_seen());
  EXPECT_THAT(c.warnings(), Contains(IsOfKind(v1::Warning::FEW_REPEATS)));
}

TEST(SummarizeTest, QuantilesAreThoseOfAllLatencies) {
  const v1::Comparison c = Summarized(MadeUpComparison());
  const v1::Cell& cell = c.cells(0);
  ASSERT_EQ(cell.quantiles_size(), 15);
  ASSERT_EQ(cell.quantile_latency_us_size(), 15);
  EXPECT_EQ(cell.quantiles(0), 0);
  EXPECT_EQ(cell.quantiles(3), 0.5);
  EXPECT_EQ(cell.quantiles(14), 1);
  // The least is that of the fastest run, the greatest that of the slowest.
  EXPECT_NEAR(cell.quantile_latency_us(0), 0.9 * 1e6 / 20'800, 0.05);
  EXPECT_NEAR(cell.quantile_latency_us(3), 0.9 * 1e6 / 20'400, 0.05);
  EXPECT_NEAR(cell.quantile_latency_us(14), 2 * 1e6 / 20'000, 0.05);
}

TEST(SummarizeTest, TheMostFrequentVerdictIsTheCells) {
  v1::Comparison c = MadeUpComparison();
  c.mutable_runs(0)->mutable_verdict()->set_limit(v1::Verdict::CPU_QUOTA);
  const v1::Comparison summarized = Summarized(c);
  EXPECT_EQ(summarized.cells(0).verdict().limit(), v1::Verdict::CLIENT_THREAD);
}

TEST(SummarizeTest, ViolationsOfLittlesLawAreCountedAndWarnedOf) {
  v1::Comparison c = MadeUpComparison();
  c.mutable_runs(0)->set_littles_law_ratio(0.8);
  Summarize(c);
  EXPECT_EQ(c.cells(0).littles_law_violations(), 1u);
  EXPECT_THAT(
      c.warnings(),
      Contains(Warns(
          v1::Warning::LITTLES_LAW,
          "tcp at 1x1x4096: throughput x mean latency is off from the window "
          "by more than 5 % in 1 of 5 runs (Little's law): distrust them")));
}

TEST(SummarizeTest, SummarizingTwiceChangesNothing) {
  const v1::Comparison once = Summarized(MadeUpComparison());
  EXPECT_EQ(Summarized(once).SerializeAsString(), once.SerializeAsString());
}

}  // namespace
}  // namespace grpc_perf_msgr
