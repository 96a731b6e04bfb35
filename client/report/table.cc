#include "client/report/table.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/report/circumstances.h"
#include "client/report/columns.h"
#include "client/report/group_table.h"
#include "client/report/layout.h"
#include "client/report/numbers.h"
#include "common/metrics.h"

namespace grpc_perf_msgr {
namespace {

// Four digits or, above a thousand, whole numbers.
std::string Figure(double value) {
  const int decimals = value >= 1000  ? 0
                       : value >= 100 ? 1
                       : value >= 10  ? 2
                                      : 3;
  return FormatForPeople(value, decimals);
}

std::string Failure(const v1::RunStatus& status) {
  if (status.code() == "OK") return "";
  const std::string code = status.code().empty() ? "UNKNOWN" : status.code();
  const std::string message =
      status.message().empty() ? "" : absl::StrCat(": ", status.message());
  return absl::StrCat(
      Paragraph("", Words(absl::StrCat("RUN NOT COMPLETE: ", code, message,
                                       "; the figures below are partial"))),
      "\n");
}

// The number with a fraction that `column` has, if any.
std::optional<double> NumberIn(const Column& column, const v1::Result& result) {
  const ColumnValue value = column.get(result);
  const auto* number = std::get_if<double>(&value);
  if (number == nullptr) return std::nullopt;
  return *number;
}

std::string Throughput(const v1::Result& result) {
  Row titles = {"Throughput"};
  Row figures = {""};
  for (const Column& column : Columns()) {
    if (column.group != ColumnGroup::kThroughput) continue;
    titles.push_back(absl::StrCat(column.label, " ", column.unit));
    const auto figure = NumberIn(column, result);
    figures.push_back(figure.has_value() ? Figure(*figure) : kAbsent);
  }
  return Grid({titles, figures});
}

// A unit of latencies.
struct TimeUnit {
  const char* name;
  double ns;
  int decimals;
};

// So that the median has three digits or more.
TimeUnit UnitFor(double median_ns) {
  if (median_ns < 1e4) return {"us", 1e3, 2};
  if (median_ns < 1e7) return {"us", 1e3, 1};
  if (median_ns < 1e10) return {"ms", 1e6, 2};
  return {"s", 1e9, 3};
}

// One row in one unit; two rows when a stall of minutes among microseconds
// makes it too wide.
std::string Latency(const v1::Result& result) {
  const TimeUnit unit = UnitFor(result.summary().latency_p50_ns());
  Row titles = {absl::StrCat("Latency ", unit.name)};
  Row figures = {""};
  for (const Column& column : Columns()) {
    if (column.group != ColumnGroup::kLatency) continue;
    titles.push_back(column.label);
    const auto us = NumberIn(column, result);
    figures.push_back(us.has_value()
                          ? FormatForPeople(*us * 1e3 / unit.ns, unit.decimals)
                          : kAbsent);
  }
  std::string text = Grid({titles, figures});
  if (text.find('\n') <= kLineWidth) return text;
  const auto half = static_cast<std::ptrdiff_t>(titles.size() / 2 + 1);
  const auto first = [&](const Row& row) {
    return Row(row.begin(), row.begin() + half);
  };
  const auto second = [&](const Row& row) {
    Row rest = {""};
    rest.insert(rest.end(), row.begin() + half, row.end());
    return rest;
  };
  return absl::StrCat(Grid({first(titles), first(figures)}),
                      Grid({second(titles), second(figures)}));
}

// The number in the column `name`, if it has one.
std::optional<double> Number(const v1::Result& result,
                             const std::string& name) {
  for (const Column& column : Columns()) {
    if (column.name == name) return NumberIn(column, result);
  }
  return std::nullopt;
}

std::string NumberOrDash(std::optional<double> number, int decimals) {
  return number.has_value() ? FormatForPeople(*number, decimals) : kAbsent;
}

// What `cost` is at `end`; that of both ends is their sum where it is no
// metric.
std::optional<double> CostAt(const std::string& cost, MetricEnd end,
                             const v1::Result& result) {
  for (const Metric& metric : Metrics()) {
    if (metric.cost == cost && metric.end == end) {
      return ValueOf(metric, result.summary());
    }
  }
  if (end != MetricEnd::kBoth) return std::nullopt;
  const auto client = CostAt(cost, MetricEnd::kClient, result);
  const auto server = CostAt(cost, MetricEnd::kServer, result);
  if (!client.has_value() || !server.has_value()) return std::nullopt;
  return *client + *server;
}

std::string Costs(const v1::Result& result) {
  std::vector<Row> rows = {
      {"Per message"}, {"  client"}, {"  server"}, {"  total"}};
  for (const Metric& metric : Metrics()) {
    // The other ends' are in the same column.
    if (*metric.cost == '\0' || metric.end != MetricEnd::kClient) continue;
    const bool is_time = *metric.unit != '\0';
    rows[0].push_back(is_time ? absl::StrCat(metric.cost, " ", metric.unit)
                              : metric.cost);
    for (const auto& [row, end] :
         {std::pair<size_t, MetricEnd>(1, MetricEnd::kClient),
          {2, MetricEnd::kServer},
          {3, MetricEnd::kBoth}}) {
      rows[row].push_back(
          NumberOrDash(CostAt(metric.cost, end, result), is_time ? 2 : 3));
    }
  }
  return Grid(rows);
}

std::string ThinkTimes(const v1::Result& result) {
  std::vector<Row> rows = {{"Think time", "asked us", "achieved us"}};
  for (const std::string end : {"client", "server"}) {
    const auto asked_us = Number(result, absl::StrCat(end, "_think_asked_us"));
    if (asked_us.value_or(0) == 0) continue;
    rows.push_back(
        {absl::StrCat("  ", end), NumberOrDash(asked_us, 2),
         NumberOrDash(Number(result, absl::StrCat(end, "_think_mean_us")), 2)});
  }
  if (rows.size() == 1) return "";
  return absl::StrCat(Grid(rows), "\n");
}

std::string Counts(const v1::Result& result) {
  const v1::Counts& counts = result.counts();
  const std::string messages = absl::StrCat(
      "measured ", FormatCount(counts.sent()), " sent, ",
      FormatCount(counts.answered()), " answered, ", FormatCount(counts.lost()),
      " lost, ", FormatCount(counts.errors()), " errors;");
  const std::string in_flight =
      absl::StrCat("in flight at most ", counts.max_in_flight(), " of ",
                   result.conditions().window(), " on each thread\n");
  const bool one_line = messages.size() + in_flight.size() <= kLineWidth;
  std::string text = absl::StrCat(messages, one_line ? " " : "\n", in_flight);
  const v1::Histogram& latency = result.latency();
  if (latency.above_range() > 0 || latency.below_range() > 0) {
    absl::StrAppend(&text, "latencies out of range: ",
                    FormatCount(latency.above_range()), " above one hour, ",
                    FormatCount(latency.below_range()), " below zero\n");
  }
  return text;
}

}  // namespace

std::string FormatCephEcho(const v1::Conditions& conditions) {
  const int64_t think_ns = conditions.think_ns();
  return absl::StrFormat(
      " using ms-public-type %s+%s\n"
      "       server ip:port %s\n"
      "       numjobs %d\n"
      "       concurrency %d\n"
      "       ios %d\n"
      "       thinktime(us) %s\n"
      "       message data bytes %d\n",
      conditions.transport(), conditions.codec(), conditions.server(),
      conditions.threads(), conditions.window(), conditions.ios(),
      think_ns % 1000 == 0
          ? absl::StrCat(think_ns / 1000)
          : absl::StrFormat("%.3f", static_cast<double>(think_ns) / 1e3),
      conditions.bytes());
}

std::string FormatCephTotal(const v1::Result& result) {
  return absl::StrCat(" Total op ", result.counts().answered(), " run time ",
                      result.run_time_ns() / 1000, "us.\n");
}

std::string FormatTable(const v1::Result& result) {
  const std::string warnings = FormatWarnings(result.warnings());
  return absl::StrCat(Failure(result.status()), Throughput(result), "\n",
                      Latency(result), "\n", Costs(result), "\n",
                      ThinkTimes(result), Counts(result), "\n",
                      FormatGroup(result), FormatCircumstances(result),
                      warnings.empty() ? "" : "\n", warnings);
}

}  // namespace grpc_perf_msgr
