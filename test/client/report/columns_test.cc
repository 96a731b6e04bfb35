#include "client/report/columns.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/report/made_up_result.h"
#include "test/client/report/shown_column.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

TEST(ColumnsTest, NamesAreUniqueAndSnakeCase) {
  std::set<std::string> names;
  for (const Column& column : Columns()) {
    EXPECT_TRUE(names.insert(column.name).second) << column.name;
    EXPECT_THAT(column.name, MatchesRegex("[a-z][a-z0-9_]*"));
  }
}

TEST(ColumnsTest, NamesEndWithTheUnitUnlessItIsAPerMessageFigure) {
  for (const Column& column : Columns()) {
    const std::string unit = column.unit;
    if (unit != "us" && unit != "s") continue;
    EXPECT_THAT(column.name, MatchesRegex(".*_" + unit + "(_per_message)?"));
  }
}

TEST(ColumnsTest, LabelsAreUniqueWithinAGroup) {
  std::set<std::pair<ColumnGroup, std::string>> labels;
  for (const Column& column : Columns()) {
    EXPECT_TRUE(labels.emplace(column.group, column.label).second)
        << column.label;
  }
}

TEST(ColumnsTest, EveryColumnButTheUnsetOnesHasAValueInAFullResult) {
  std::vector<std::string> absent;
  for (const Column& column : Columns()) {
    // Of merged results only.
    if (column.group == ColumnGroup::kGroup) continue;
    if (column.get(MadeUpResult()) == ColumnValue()) {
      absent.emplace_back(column.name);
    }
  }
  EXPECT_THAT(absent, ElementsAre("duration_s", "status_message",
                                  "latency_mean_derived_us"));
}

TEST(ColumnsTest, UnitsAreConverted) {
  const v1::Result result = MadeUpResult();
  EXPECT_EQ(Shown("messages_per_second", result), "243118.432");
  EXPECT_EQ(Shown("sent_mb_per_second", result), "995.813098");
  EXPECT_EQ(Shown("received_mb_per_second", result), "15.559580");
  EXPECT_EQ(Shown("run_time_s", result), "1.645289");
  EXPECT_EQ(Shown("latency_p9999_us", result), "1201.919");
  EXPECT_EQ(Shown("client_user_us_per_message", result), "2.310");
  EXPECT_EQ(Shown("server_think_asked_us", result), "50.000");
  EXPECT_EQ(Shown("warmup_s", result), "0.500");
}

TEST(ColumnsTest, StartIsUtcToTheMillisecondRoundedDown) {
  EXPECT_EQ(Shown("started_utc", MadeUpResult()), "2024-02-29T23:59:59.987Z");
}

TEST(ColumnsTest, WhatWasNotMeasuredIsAbsentNotZero) {
  const v1::Result nothing;
  for (const char* name :
       {"messages_per_second", "run_time_s", "latency_p50_us",
        "client_user_us_per_message", "server_user_us_per_message",
        "client_think_mean_us", "server_threads", "server_think_asked_us",
        "started_utc", "server_hostname", "status", "ios", "duration_s"}) {
    EXPECT_EQ(Shown(name, nothing), "") << name;
  }
}

TEST(ColumnsTest, CountsOfNothingAreZero) {
  const v1::Result nothing;
  for (const char* name : {"sent", "answered", "lost", "errors",
                           "max_in_flight", "latency_above_range"}) {
    EXPECT_EQ(Shown(name, nothing), "0") << name;
  }
}

TEST(ColumnsTest, AMeasuredZeroIsShown) {
  v1::Result result;
  result.mutable_summary()->set_latency_stddev_ns(0);
  result.mutable_summary()->set_messages_per_second(0);
  EXPECT_EQ(Shown("latency_stddev_us", result), "0.000");
  EXPECT_EQ(Shown("messages_per_second", result), "0.000");
}

TEST(ColumnsTest, FormatsEachKindOfValue) {
  const Column column = {ColumnGroup::kCounts, "name", "label", "", 2, nullptr};
  EXPECT_EQ(FormatValue(column, ColumnValue()), "");
  EXPECT_EQ(FormatValue(column, std::string("text")), "text");
  EXPECT_EQ(FormatValue(column, std::numeric_limits<uint64_t>::max()),
            "18446744073709551615");
  EXPECT_EQ(FormatValue(column, 1234567.891), "1234567.89");
  EXPECT_EQ(FormatValue(column, 1e18), "1000000000000000000.00");
  EXPECT_EQ(FormatValue(column, std::nan("")), "");
}

}  // namespace
}  // namespace grpc_perf_msgr
