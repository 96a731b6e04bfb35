// A metric is declared once: its row is its column and its line in the docs.
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/report/columns.h"
#include "common/metrics.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/report/golden.h"
#include "test/client/report/shown_column.h"

namespace grpc_perf_msgr {
namespace {

using testing::HasSubstr;

TEST(MetricColumns, EachMetricIsAColumnOfItsOwn) {
  for (const Metric& metric : Metrics()) {
    v1::Result result;
    EXPECT_EQ(Shown(metric.name, result), "") << metric.name;
    v1::Summary& summary = *result.mutable_summary();
    v1::Summary::GetReflection()->SetDouble(
        &summary, v1::Summary::descriptor()->FindFieldByName(metric.field),
        1.5 * metric.scale);
    EXPECT_THAT(Shown(metric.name, result), HasSubstr("1.5")) << metric.name;
  }
}

// Whoever takes columns by their place finds those of the first release there.
TEST(MetricColumns, LaterMetricsAreTheLastColumns) {
  bool later = false;
  for (const Column& column : Columns()) {
    const auto metric = std::find_if(
        Metrics().begin(), Metrics().end(), [&](const Metric& candidate) {
          return std::string(candidate.name) == column.name;
        });
    const bool is_later = metric != Metrics().end() && metric->later;
    EXPECT_TRUE(is_later || !later) << column.name;
    later = is_later;
  }
  EXPECT_TRUE(later);
}

std::string EndOf(const Metric& metric) {
  switch (metric.end) {
    case MetricEnd::kClient:
      return "client";
    case MetricEnd::kServer:
      return "server";
    case MetricEnd::kBoth:
      return "";
  }
  return "";
}

std::string DocsLine(const Metric& metric) {
  return absl::StrCat("| `", metric.name, "` | `", metric.field, "` | ",
                      metric.unit, " | ", EndOf(metric), " | ", metric.meaning,
                      " | ",
                      !IsCompared(metric)              ? ""
                      : metric.better == Better::kMore ? "yes, more is better"
                                                       : "yes, less is better",
                      " |\n");
}

TEST(MetricDocs, DocsHaveALineForEachMetricAsItsRowSays) {
  std::string table;
  for (const Metric& metric : Metrics()) {
    absl::StrAppend(&table, DocsLine(metric));
  }
  EXPECT_THAT(Golden("../../docs/metrics.md"),
              HasSubstr(absl::StrCat("|---|---|---|---|---|---|\n", table)))
      << "docs/metrics.md must have these lines:\n"
      << table;
}

}  // namespace
}  // namespace grpc_perf_msgr
