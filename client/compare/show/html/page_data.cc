#include "client/compare/show/html/page_data.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

#include <set>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/metrics.h"

namespace grpc_perf_msgr {
namespace {

// Messages of one kind that were kept, serialized.
using Seen = std::set<std::string>;

void DropIfSeen(google::protobuf::Message& message, Seen& seen) {
  if (!seen.insert(message.SerializeAsString()).second) message.Clear();
}

// The figures of single runs that the page shows.
v1::Summary SlimSummary(const v1::Summary& summary) {
  v1::Summary slim = summary;
  for (const Metric& metric : Metrics()) {
    if (metric.places != 0) continue;
    v1::Summary::GetReflection()->ClearField(
        &slim, v1::Summary::descriptor()->FindFieldByName(metric.field));
  }
  return slim;
}

// For people, on a page that has more letters than a terminal: "us" is
// "\xc2\xb5s".
std::string OnPage(const std::string& text) {
  return absl::StrReplaceAll(text, {{"us)", "\xc2\xb5s)"}});
}

std::string Quoted(const std::string& text) {
  return absl::StrCat("\"", text, "\"");
}

const char* EndName(MetricEnd end) {
  switch (end) {
    case MetricEnd::kClient:
      return "client";
    case MetricEnd::kServer:
      return "server";
    case MetricEnd::kBoth:
      return "both";
  }
  return "";
}

// One metric as the page's scripts know it.
std::string PageMetric(const Metric& metric) {
  const auto is = [&metric](MetricPlace place) {
    return (metric.places & place) != 0 ? "true" : "false";
  };
  const std::string unit =
      std::string(metric.unit) == "us" ? "\xc2\xb5s" : metric.unit;
  return absl::StrCat(
      "{\"name\": ", Quoted(metric.name), ", \"field\": ", Quoted(metric.field),
      ", \"scale\": ", metric.scale, ", \"label\": ",
      Quoted(IsCompared(metric) ? metric.compared : metric.label),
      ", \"unit\": ", Quoted(unit), ", \"end\": ", Quoted(EndName(metric.end)),
      ", \"more\": ", metric.better == Better::kMore ? "true" : "false",
      ", \"compared\": ", IsCompared(metric) ? "true" : "false",
      ", \"glance\": ", is(kAtAGlance), ", \"bars\": ", is(kInCpuBars),
      ", \"chart\": ",
      Quoted((metric.places & kInCharts) != 0 ? metric.chart : ""),
      ", \"axis\": ", Quoted(OnPage(metric.axis)), "}");
}

// Only whether the process was throttled.
void CopyThrottling(const v1::CpuUsage& usage, v1::CpuUsage& slim) {
  if (usage.cgroup_throttled_periods() == 0) return;
  slim.set_cgroup_periods(usage.cgroup_periods());
  slim.set_cgroup_throttled_periods(usage.cgroup_throttled_periods());
}

v1::Result SlimResult(const v1::Result& result) {
  v1::Result slim;
  *slim.mutable_status() = result.status();
  *slim.mutable_summary() = SlimSummary(result.summary());
  CopyThrottling(result.client_cpu(), *slim.mutable_client_cpu());
  CopyThrottling(result.server_cpu(), *slim.mutable_server_cpu());
  *slim.mutable_conditions() = result.conditions();
  *slim.mutable_client_environment() = result.client_environment();
  if (result.has_server()) *slim.mutable_server() = result.server();
  if (result.has_network()) *slim.mutable_network() = result.network();
  return slim;
}

}  // namespace

v1::Comparison SlimForPage(const v1::Comparison& comparison) {
  v1::Comparison slim;
  slim.set_schema_version(comparison.schema_version());
  *slim.mutable_scenario() = comparison.scenario();
  slim.set_started_unix_ns(comparison.started_unix_ns());
  slim.set_finished_unix_ns(comparison.finished_unix_ns());
  slim.set_status(comparison.status());
  *slim.mutable_cells() = comparison.cells();
  *slim.mutable_warnings() = comparison.warnings();
  *slim.mutable_network_floors() = comparison.network_floors();

  std::set<std::string> seen_targets;
  Seen client;
  Seen server;
  Seen network;
  for (const v1::Run& run : comparison.runs()) {
    v1::Run& kept = *slim.add_runs();
    kept.set_repeat(run.repeat());
    kept.set_target(run.target());
    *kept.mutable_point() = run.point();
    if (run.has_littles_law_ratio()) {
      kept.set_littles_law_ratio(run.littles_law_ratio());
    }
    v1::Result& result = *kept.mutable_result();
    result = SlimResult(run.result());
    DropIfSeen(*result.mutable_client_environment(), client);
    if (result.has_server()) {
      DropIfSeen(*result.mutable_server()->mutable_environment(), server);
    }
    if (result.has_network()) {
      DropIfSeen(*result.mutable_network(), network);
    }
    if (!seen_targets.insert(run.target()).second) {
      result.clear_conditions();
      if (result.has_server()) result.mutable_server()->clear_conditions();
    }
  }
  return slim;
}

std::string FormatPageMetrics() {
  std::vector<std::string> metrics;
  for (const Metric& metric : Metrics()) {
    if (metric.places != 0) metrics.push_back(PageMetric(metric));
  }
  return absl::StrCat("[", absl::StrJoin(metrics, ",\n"), "]");
}

absl::StatusOr<std::string> FormatPageData(
    const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status =
      google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) {
    return absl::InternalError(absl::StrCat(
        "the comparison can't be written as JSON: ",
        std::string(status.message().data(), status.message().size())));
  }
  // In JSON these stand in strings only, where an escape means the same.
  return absl::StrReplaceAll(
      json, {{"<", "\\u003c"}, {">", "\\u003e"}, {"&", "\\u0026"}});
}

}  // namespace grpc_perf_msgr
