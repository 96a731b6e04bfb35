#include "client/report/columns.h"

#include <cmath>
#include <ctime>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/report/column_values.h"
#include "client/report/condition_columns.h"
#include "client/report/group_columns.h"
#include "client/report/numbers.h"
#include "common/metrics.h"

namespace grpc_perf_msgr {
namespace {

using v1::Counts;
using v1::Result;

ColumnGroup GroupOf(const Metric& metric) {
  switch (metric.group) {
    case MetricGroup::kThroughput:
      return ColumnGroup::kThroughput;
    case MetricGroup::kLatency:
      return ColumnGroup::kLatency;
    case MetricGroup::kDerivedLatency:
      return ColumnGroup::kDerivedLatency;
    case MetricGroup::kCpu:
      return ColumnGroup::kCpu;
    case MetricGroup::kThinkTime:
      return ColumnGroup::kThinkTime;
  }
  return ColumnGroup::kCpu;
}

Column ColumnOf(const Metric& metric) {
  return {GroupOf(metric),
          metric.name,
          metric.label,
          metric.unit,
          metric.decimals,
          [&metric](const Result& result) -> ColumnValue {
            const std::optional<double> value =
                ValueOf(metric, result.summary());
            if (!value.has_value()) return {};
            return *value;
          }};
}

// The metrics of the first release but throughput, whose columns stand among
// others; or those that came later.
std::vector<Column> MetricColumns(bool later) {
  std::vector<Column> columns;
  for (const Metric& metric : Metrics()) {
    if (metric.later != later) continue;
    if (!later && metric.group == MetricGroup::kThroughput) continue;
    columns.push_back(ColumnOf(metric));
  }
  return columns;
}

template <uint64_t (Counts::*get)() const>
ColumnValue Count(const Result& result) {
  return (result.counts().*get)();
}

// RFC 3339, UTC, to the millisecond.
ColumnValue Started(const Result& result) {
  if (result.started_unix_ns() <= 0) return {};
  const time_t seconds = result.started_unix_ns() / kNsPerSecond;
  tm utc = {};
  if (gmtime_r(&seconds, &utc) == nullptr) return {};
  const int64_t milliseconds =
      result.started_unix_ns() % kNsPerSecond / 1'000'000;
  return absl::StrFormat("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
                         utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                         utc.tm_hour, utc.tm_min, utc.tm_sec, milliseconds);
}

std::vector<Column> StatusAndThroughput() {
  constexpr auto kStatus = ColumnGroup::kStatus;
  std::vector<Column> columns = {
      {kStatus, "status", "status", "", 0,
       [](const Result& r) { return Text(r.status().code()); }},
      {kStatus, "status_message", "status message", "", 0,
       [](const Result& r) { return Text(r.status().message()); }},
  };
  for (const Metric& metric : Metrics()) {
    if (metric.later || metric.group != MetricGroup::kThroughput) continue;
    columns.push_back(ColumnOf(metric));
  }
  columns.push_back({ColumnGroup::kThroughput, "run_time_s", "run time", "s", 6,
                     [](const Result& r) {
                       return UnlessZero(Scaled(r.run_time_ns(), kNsPerSecond));
                     }});
  return columns;
}

std::vector<Column> CountsAndEnvironment() {
  constexpr auto kCounts = ColumnGroup::kCounts;
  constexpr auto kEnvironment = ColumnGroup::kEnvironment;
  return {
      {kCounts, "sent", "sent", "", 0, Count<&Counts::sent>},
      {kCounts, "answered", "answered", "", 0, Count<&Counts::answered>},
      {kCounts, "lost", "lost", "", 0, Count<&Counts::lost>},
      {kCounts, "errors", "errors", "", 0,
       [](const Result& r) {
         return OfOurClient(r, Whole(r.counts().errors()));
       }},
      {kCounts, "max_in_flight", "most in flight", "", 0,
       [](const Result& r) {
         return OfOurClient(r, Whole(r.counts().max_in_flight()));
       }},
      {kCounts, "latency_above_range", "latencies above range", "", 0,
       [](const Result& r) {
         return OfOurClient(r, Whole(r.latency().above_range()));
       }},
      {kCounts, "latency_below_range", "latencies below range", "", 0,
       [](const Result& r) {
         return OfOurClient(r, Whole(r.latency().below_range()));
       }},
      {kEnvironment, "started_utc", "started", "", 0, Started},
      {kEnvironment, "client_hostname", "client host", "", 0,
       [](const Result& r) { return Text(r.client_environment().hostname()); }},
      {kEnvironment, "server_hostname", "server host", "", 0,
       [](const Result& r) {
         return Text(r.server().environment().hostname());
       }},
      {kEnvironment, "client_commit", "client commit", "", 0,
       [](const Result& r) { return Text(r.client_environment().commit()); }},
      {kEnvironment, "server_commit", "server commit", "", 0,
       [](const Result& r) { return Text(r.server().environment().commit()); }},
  };
}

}  // namespace

const std::vector<Column>& Columns() {
  // Never destroyed, so that it may be used at any time.
  static const auto& columns = *[] {
    auto* all = new std::vector<Column>;
    for (const auto& part :
         {ConditionColumns(), StatusAndThroughput(), MetricColumns(false),
          CountsAndEnvironment(), GroupColumns(), LaterConditionColumns(),
          MetricColumns(true)}) {
      all->insert(all->end(), part.begin(), part.end());
    }
    return all;
  }();
  return columns;
}

std::string FormatValue(const Column& column, const ColumnValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* whole = std::get_if<uint64_t>(&value)) {
    return absl::StrCat(*whole);
  }
  const auto* number = std::get_if<double>(&value);
  if (number == nullptr || !std::isfinite(*number)) return "";
  return FormatFixed(*number, column.decimals);
}

}  // namespace grpc_perf_msgr
