#include "common/metrics.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace grpc_perf_msgr {
namespace {

using ::testing::EndsWith;
using ::testing::Not;
using ::testing::StrEq;

const Metric& Find(const std::string& name) {
  for (const Metric& metric : Metrics()) {
    if (metric.name == name) return metric;
  }
  ADD_FAILURE() << "there is no metric " << name;
  return Metrics().front();
}

TEST(Metrics, EachFieldOfTheSummaryHasOneRow) {
  std::map<std::string, int> rows;
  for (const Metric& metric : Metrics()) ++rows[metric.field];
  const auto* summary = v1::Summary::descriptor();
  for (int i = 0; i < summary->field_count(); ++i) {
    EXPECT_EQ(rows[summary->field(i)->name()], 1) << summary->field(i)->name();
    EXPECT_TRUE(summary->field(i)->has_presence());
  }
  EXPECT_EQ(rows.size(), static_cast<size_t>(summary->field_count()));
}

TEST(Metrics, EachRowIsWhole) {
  std::set<std::string> names;
  for (const Metric& metric : Metrics()) {
    SCOPED_TRACE(metric.name);
    EXPECT_TRUE(names.insert(metric.name).second);
    EXPECT_NE(metric.compute, nullptr);
    EXPECT_GT(metric.scale, 0);
    EXPECT_THAT(metric.label, Not(StrEq("")));
    EXPECT_THAT(std::string(metric.meaning), Not(EndsWith(".")));
    // What comparisons show they have, and a chart has a title and an axis.
    if ((metric.places & (kInTable | kAtAGlance | kInCharts)) != 0) {
      EXPECT_TRUE(IsCompared(metric));
    }
    if ((metric.places & kInCharts) != 0) {
      EXPECT_THAT(metric.chart, Not(StrEq("")));
      EXPECT_THAT(metric.axis, Not(StrEq("")));
    }
    EXPECT_TRUE(*metric.cost == '\0' || metric.group == MetricGroup::kCpu);
  }
}

TEST(Metrics, AValueIsInTheMetricsUnitOrAbsent) {
  v1::Summary summary;
  EXPECT_FALSE(ValueOf(Find("latency_p50_us"), summary).has_value());
  summary.set_latency_p50_ns(1500);
  EXPECT_EQ(ValueOf(Find("latency_p50_us"), summary), 1.5);
  summary.set_latency_p50_ns(0);
  EXPECT_EQ(ValueOf(Find("latency_p50_us"), summary), 0);
}

TEST(Metrics, WhatWasNotMeasuredIsNotSet) {
  const v1::Result nothing;
  v1::Summary summary;
  for (const Metric& metric : Metrics()) {
    Compute(metric, {.result = nothing}, summary);
  }
  EXPECT_EQ(summary.ByteSizeLong(), 0u);
}

TEST(Metrics, CpuOfBothEndsIsTheSumOfTheirsOrAbsent) {
  v1::Result result;
  v1::CpuUsage& client = *result.mutable_client_cpu();
  client.set_user_ns(8000);
  client.set_system_ns(2000);
  client.set_messages(10);
  v1::Summary summary;
  const auto compute = [&] {
    summary.Clear();
    for (const Metric& metric : Metrics()) {
      Compute(metric, {.result = result}, summary);
    }
  };
  compute();
  EXPECT_EQ(summary.client_cpu_ns_per_message(), 1000);
  EXPECT_FALSE(summary.has_server_cpu_ns_per_message());
  EXPECT_FALSE(summary.has_cpu_ns_per_message());
  result.mutable_server_cpu()->set_system_ns(1000);
  result.mutable_server_cpu()->set_messages(4);
  compute();
  EXPECT_EQ(summary.server_cpu_ns_per_message(), 250);
  EXPECT_EQ(summary.cpu_ns_per_message(), 1250);
}

TEST(Metrics, AreLabelledWithTheirUnitOnce) {
  EXPECT_EQ(ComparedLabel(Find("messages_per_second")), "msg/s");
  EXPECT_EQ(ComparedLabel(Find("latency_p50_us")), "p50 us");
  EXPECT_EQ(ComparedLabel(Find("cpu_us_per_message")), "CPU us");
}

}  // namespace
}  // namespace grpc_perf_msgr
