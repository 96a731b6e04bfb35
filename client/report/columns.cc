#include "client/report/columns.h"

#include <cmath>
#include <ctime>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/report/column_values.h"
#include "client/report/condition_columns.h"
#include "client/report/group_columns.h"
#include "client/report/numbers.h"

namespace grpc_perf_msgr {
namespace {

using v1::Counts;
using v1::Result;
using v1::Summary;

constexpr int64_t kBytesPerMegabyte = 1'000'000;

// A figure of the summary in multiples of `unit`; absent when it is.
template <bool (Summary::*has)() const, double (Summary::*get)() const,
          int64_t unit>
ColumnValue Figure(const Result& result) {
  if (!(result.summary().*has)()) return {};
  return (result.summary().*get)() / static_cast<double>(unit);
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
  constexpr auto kThroughput = ColumnGroup::kThroughput;
  return {
      {kStatus, "status", "status", "", 0,
       [](const Result& r) { return Text(r.status().code()); }},
      {kStatus, "status_message", "status message", "", 0,
       [](const Result& r) { return Text(r.status().message()); }},
      {kThroughput, "messages_per_second", "answered", "msg/s", 3,
       Figure<&Summary::has_messages_per_second, &Summary::messages_per_second,
              1>},
      {kThroughput, "sent_mb_per_second", "sent", "MB/s", 6,
       Figure<&Summary::has_sent_bytes_per_second,
              &Summary::sent_bytes_per_second, kBytesPerMegabyte>},
      {kThroughput, "received_mb_per_second", "received", "MB/s", 6,
       Figure<&Summary::has_received_bytes_per_second,
              &Summary::received_bytes_per_second, kBytesPerMegabyte>},
      {kThroughput, "run_time_s", "run time", "s", 6,
       [](const Result& r) {
         return UnlessZero(Scaled(r.run_time_ns(), kNsPerSecond));
       }},
  };
}

// A time of the summary, shown in us.
template <bool (Summary::*has)() const, double (Summary::*get)() const>
Column Time(ColumnGroup group, const char* name, const char* label) {
  return {group, name, label, "us", 3, Figure<has, get, kNsPerUs>};
}

std::vector<Column> LatencyColumns() {
  using S = Summary;
  constexpr auto kGroup = ColumnGroup::kLatency;
  return {
      Time<&S::has_latency_mean_ns, &S::latency_mean_ns>(
          kGroup, "latency_mean_us", "mean"),
      Time<&S::has_latency_stddev_ns, &S::latency_stddev_ns>(
          kGroup, "latency_stddev_us", "stddev"),
      Time<&S::has_latency_p50_ns, &S::latency_p50_ns>(kGroup, "latency_p50_us",
                                                       "p50"),
      Time<&S::has_latency_p90_ns, &S::latency_p90_ns>(kGroup, "latency_p90_us",
                                                       "p90"),
      Time<&S::has_latency_p95_ns, &S::latency_p95_ns>(kGroup, "latency_p95_us",
                                                       "p95"),
      Time<&S::has_latency_p99_ns, &S::latency_p99_ns>(kGroup, "latency_p99_us",
                                                       "p99"),
      Time<&S::has_latency_p999_ns, &S::latency_p999_ns>(
          kGroup, "latency_p999_us", "p99.9"),
      Time<&S::has_latency_p9999_ns, &S::latency_p9999_ns>(
          kGroup, "latency_p9999_us", "p99.99"),
      Time<&S::has_latency_max_ns, &S::latency_max_ns>(kGroup, "latency_max_us",
                                                       "max"),
      Time<&S::has_latency_mean_derived_ns, &S::latency_mean_derived_ns>(
          ColumnGroup::kDerivedLatency, "latency_mean_derived_us",
          "mean by Little's law"),
  };
}

std::vector<Column> CpuAndThinkTime() {
  using S = Summary;
  constexpr auto kCpu = ColumnGroup::kCpu;
  constexpr auto kThink = ColumnGroup::kThinkTime;
  return {
      Time<&S::has_client_user_ns_per_message, &S::client_user_ns_per_message>(
          kCpu, "client_user_us_per_message", "client user"),
      Time<&S::has_client_system_ns_per_message,
           &S::client_system_ns_per_message>(
          kCpu, "client_system_us_per_message", "client system"),
      Time<&S::has_server_user_ns_per_message, &S::server_user_ns_per_message>(
          kCpu, "server_user_us_per_message", "server user"),
      Time<&S::has_server_system_ns_per_message,
           &S::server_system_ns_per_message>(
          kCpu, "server_system_us_per_message", "server system"),
      {kCpu, "client_context_switches_per_message", "client context switches",
       "", 6,
       Figure<&S::has_client_context_switches_per_message,
              &S::client_context_switches_per_message, 1>},
      {kCpu, "server_context_switches_per_message", "server context switches",
       "", 6,
       Figure<&S::has_server_context_switches_per_message,
              &S::server_context_switches_per_message, 1>},
      Time<&S::has_client_think_mean_ns, &S::client_think_mean_ns>(
          kThink, "client_think_mean_us", "client think achieved"),
      Time<&S::has_server_think_mean_ns, &S::server_think_mean_ns>(
          kThink, "server_think_mean_us", "server think achieved"),
  };
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
         {ConditionColumns(), StatusAndThroughput(), LatencyColumns(),
          CpuAndThinkTime(), CountsAndEnvironment(), GroupColumns(),
          LaterConditionColumns()}) {
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
