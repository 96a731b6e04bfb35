#include "client/compare/show/comparison_table.h"

#include <string>

#include "client/compare/judge/summarize.h"
#include "client/compare/show/comparison_csv.h"
#include "client/report/proto_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/made_up_comparison.h"
#include "test/client/report/golden.h"

namespace grpc_perf_msgr {
namespace {

using testing::HasSubstr;

v1::Comparison Summarized(v1::Comparison comparison) {
  Summarize(comparison);
  return comparison;
}

TEST(ComparisonReportTest, TableIsAsInTheGoldenFile) {
  ExpectGolden("comparison.txt",
               FormatComparisonTable(Summarized(MadeUpComparison())));
}

TEST(ComparisonReportTest, CsvIsAsInTheGoldenFile) {
  ExpectGolden("comparison.csv",
               FormatComparisonCsv(Summarized(MadeUpComparison())));
}

TEST(ComparisonReportTest, JsonIsAsInTheGoldenFile) {
  v1::Comparison c = Summarized(MadeUpComparison());
  // Results have golden files of their own.
  for (v1::Run& run : *c.mutable_runs()) run.clear_result();
  const auto json = ProtoToJson(c, JsonLayout::kIndented);
  ASSERT_TRUE(json.ok());
  ExpectGolden("comparison.json", *json);
}

TEST(ComparisonReportTest, OnePairIsMarked) {
  v1::Comparison c = MadeUpComparison();
  c.mutable_runs()->DeleteSubrange(6, c.runs_size() - 6);
  c.mutable_scenario()->set_repeats(1);
  c.set_status("CANCELLED");
  const std::string table = FormatComparisonTable(Summarized(c));
  EXPECT_THAT(table, HasSubstr("CANCELLED: 6 of 6 runs were made"));
  EXPECT_THAT(table, HasSubstr("0.40?"));
  EXPECT_THAT(table, HasSubstr("neither a difference nor its absence"));
}

TEST(ComparisonReportTest, PlanListsEveryRun) {
  const std::string text = FormatPlan(MadeUpScenario());
  EXPECT_THAT(text, HasSubstr("30 runs; client CPUs none, server CPUs none; "
                              "about 1 min 24 s"));
}

}  // namespace
}  // namespace grpc_perf_msgr
