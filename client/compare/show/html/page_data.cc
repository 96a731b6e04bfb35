#include "client/compare/show/html/page_data.h"

#include <google/protobuf/util/json_util.h>

#include <set>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

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
  slim.clear_sent_bytes_per_second();
  slim.clear_received_bytes_per_second();
  slim.clear_latency_mean_ns();
  slim.clear_latency_mean_derived_ns();
  slim.clear_latency_stddev_ns();
  slim.clear_latency_p90_ns();
  slim.clear_latency_p95_ns();
  slim.clear_latency_p999_ns();
  slim.clear_latency_p9999_ns();
  slim.clear_latency_max_ns();
  slim.clear_client_context_switches_per_message();
  slim.clear_server_context_switches_per_message();
  slim.clear_client_think_mean_ns();
  slim.clear_server_think_mean_ns();
  return slim;
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
