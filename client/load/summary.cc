#include "client/load/summary.h"

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "client/load/latency_histogram.h"
#include "common/transport_records.h"

namespace grpc_perf_msgr {
namespace {

// Rates need a time to be over; without one measured message there is neither.
void SetRates(const v1::Result& result, v1::Summary& summary) {
  const v1::Counts& counts = result.counts();
  if (counts.answered() == 0 || result.run_time_ns() <= 0) return;
  const double seconds = static_cast<double>(result.run_time_ns()) / 1e9;
  const auto per_second = [seconds](uint64_t number) {
    return static_cast<double>(number) / seconds;
  };
  summary.set_messages_per_second(per_second(counts.answered()));
  summary.set_sent_bytes_per_second(per_second(counts.bytes_sent()));
  summary.set_received_bytes_per_second(per_second(counts.bytes_received()));
}

void SetLatency(const LatencyHistogram& latency, v1::Summary& summary) {
  const bool has_in_range = latency.count() > 0;
  if (has_in_range) {
    summary.set_latency_mean_ns(latency.MeanNs());
    summary.set_latency_stddev_ns(latency.StddevNs());
  }
  // Latencies above the range have a rank and a maximum, if no mean.
  if (!has_in_range && latency.above_range() == 0) return;
  const auto quantile = [&latency](double fraction) {
    return static_cast<double>(latency.QuantileNs(fraction));
  };
  summary.set_latency_p50_ns(quantile(0.5));
  summary.set_latency_p90_ns(quantile(0.9));
  summary.set_latency_p95_ns(quantile(0.95));
  summary.set_latency_p99_ns(quantile(0.99));
  summary.set_latency_p999_ns(quantile(0.999));
  summary.set_latency_p9999_ns(quantile(0.9999));
  summary.set_latency_max_ns(static_cast<double>(latency.max_ns()));
}

// Little's law ("A proof for the queuing formula", Operations Research 9,
// 1961): messages in flight = throughput x mean latency. For Ceph's own client,
// which takes no times. What it thinks is in none of our latencies, so with
// think time nothing can be said.
void SetDerivedLatency(const v1::Result& result, v1::Summary& summary) {
  const v1::Conditions& conditions = result.conditions();
  if (RunsOurClient(conditions.transport()) || conditions.think_ns() > 0 ||
      summary.messages_per_second() <= 0) {
    return;
  }
  summary.set_latency_mean_derived_ns(
      static_cast<double>(conditions.threads()) * conditions.window() * 1e9 /
      summary.messages_per_second());
}

// What one message cost a process.
struct CpuPerMessage {
  double user_ns = 0;
  double system_ns = 0;
  double context_switches = 0;
};

// `cpu.messages` is not 0.
CpuPerMessage PerMessage(const v1::CpuUsage& cpu) {
  const auto messages = static_cast<double>(cpu.messages());
  return {
      .user_ns = static_cast<double>(cpu.user_ns()) / messages,
      .system_ns = static_cast<double>(cpu.system_ns()) / messages,
      .context_switches =
          (static_cast<double>(cpu.voluntary_context_switches()) +
           static_cast<double>(cpu.involuntary_context_switches())) /
          messages,
  };
}

void SetCpu(const v1::Result& result, v1::Summary& summary) {
  if (result.client_cpu().messages() > 0) {
    const CpuPerMessage client = PerMessage(result.client_cpu());
    summary.set_client_user_ns_per_message(client.user_ns);
    summary.set_client_system_ns_per_message(client.system_ns);
    summary.set_client_context_switches_per_message(client.context_switches);
  }
  if (result.server_cpu().messages() > 0) {
    const CpuPerMessage server = PerMessage(result.server_cpu());
    summary.set_server_user_ns_per_message(server.user_ns);
    summary.set_server_system_ns_per_message(server.system_ns);
    summary.set_server_context_switches_per_message(server.context_switches);
  }
}

bool HasThinkTime(const v1::ThinkTimeUse& think) {
  return think.asked_ns() > 0 && think.count() > 0;
}

// `think.count` is not 0.
double MeanThinkNs(const v1::ThinkTimeUse& think) {
  return static_cast<double>(think.achieved_total_ns()) /
         static_cast<double>(think.count());
}

void SetThink(const v1::Result& result, v1::Summary& summary) {
  if (HasThinkTime(result.client_think())) {
    summary.set_client_think_mean_ns(MeanThinkNs(result.client_think()));
  }
  if (HasThinkTime(result.server_think())) {
    summary.set_server_think_mean_ns(MeanThinkNs(result.server_think()));
  }
}

}  // namespace

absl::StatusOr<v1::Summary> Summarize(const v1::Result& result) {
  const absl::StatusOr<LatencyHistogram> latency =
      LatencyHistogram::FromProto(result.latency());
  if (!latency.ok()) {
    return absl::Status(latency.status().code(),
                        absl::StrCat("latency: ", latency.status().message()));
  }
  v1::Summary summary;
  SetRates(result, summary);
  SetLatency(*latency, summary);
  SetDerivedLatency(result, summary);
  SetCpu(result, summary);
  SetThink(result, summary);
  return summary;
}

}  // namespace grpc_perf_msgr
