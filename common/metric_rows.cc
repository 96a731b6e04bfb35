// The rows; the rest is in metrics.cc.
#include "common/metric_figures.h"
#include "common/metrics.h"

namespace grpc_perf_msgr {
namespace {

constexpr double kNsPerUs = 1e3;
constexpr double kBytesPerMegabyte = 1e6;
constexpr auto kClient = MetricEnd::kClient;
constexpr auto kServer = MetricEnd::kServer;
constexpr auto kBoth = MetricEnd::kBoth;

// Payload over the run time.
Metric Bytes(const char* field, const char* name, const char* label,
             const char* meaning, Figure (*compute)(const Measured&)) {
  return {.field = field,
          .name = name,
          .label = label,
          .unit = "MB/s",
          .scale = kBytesPerMegabyte,
          .decimals = 6,
          .group = MetricGroup::kThroughput,
          .meaning = meaning,
          .compute = compute};
}

std::vector<Metric> Throughput() {
  return {
      {.field = "messages_per_second",
       .name = "messages_per_second",
       .label = "answered",
       .unit = "msg/s",
       .scale = 1,
       .decimals = 3,
       .group = MetricGroup::kThroughput,
       .meaning = "measured messages answered, over the run time",
       .compute =
           [](const Measured& m) {
             return PerSecond(m, m.result.counts().answered());
           },
       .compared = "msg/s",
       .better = Better::kMore,
       .places = kInTable | kAtAGlance | kInCharts,
       .chart = "Throughput",
       .axis = "messages per second"},
      Bytes("sent_bytes_per_second", "sent_mb_per_second", "sent",
            "payload of measured messages, over the run time",
            [](const Measured& m) {
              return PerSecond(m, m.result.counts().bytes_sent());
            }),
      Bytes("received_bytes_per_second", "received_mb_per_second", "received",
            "payload of their replies, over the run time",
            [](const Measured& m) {
              return PerSecond(m, m.result.counts().bytes_received());
            }),
  };
}

// A time, recorded in ns and shown in us.
Metric Time(const char* field, const char* name, const char* label,
            MetricGroup group, const char* meaning,
            Figure (*compute)(const Measured&)) {
  return {.field = field,
          .name = name,
          .label = label,
          .unit = "us",
          .scale = kNsPerUs,
          .decimals = 3,
          .group = group,
          .meaning = meaning,
          .compute = compute};
}

Metric Latency(const char* field, const char* name, const char* label,
               const char* meaning, Figure (*compute)(const Measured&)) {
  return Time(field, name, label, MetricGroup::kLatency, meaning, compute);
}

Metric Compared(const char* label, unsigned places, const char* chart,
                const char* axis, Metric metric) {
  metric.compared = label;
  metric.places |= places;
  metric.chart = chart;
  metric.axis = axis;
  return metric;
}

std::vector<Metric> Latencies() {
  constexpr unsigned kShown = kInTable | kAtAGlance | kInCharts;
  return {
      Latency("latency_mean_ns", "latency_mean_us", "mean",
              "mean latency of the measured messages",
              [](const Measured& m) { return m.latency_mean_ns; }),
      Latency("latency_stddev_ns", "latency_stddev_us", "stddev",
              "their standard deviation",
              [](const Measured& m) { return m.latency_stddev_ns; }),
      Compared("p50", kShown, "Median latency (p50)", "p50 latency (us)",
               Latency("latency_p50_ns", "latency_p50_us", "p50",
                       "latency that half of the messages do not exceed",
                       Within<5000>)),
      Latency("latency_p90_ns", "latency_p90_us", "p90",
              "latency that 90 % of the messages do not exceed", Within<9000>),
      Latency("latency_p95_ns", "latency_p95_us", "p95",
              "latency that 95 % of the messages do not exceed", Within<9500>),
      Compared("p99", kShown, "99th percentile latency (p99)",
               "p99 latency (us)",
               Latency("latency_p99_ns", "latency_p99_us", "p99",
                       "latency that 99 % of the messages do not exceed",
                       Within<9900>)),
      Latency("latency_p999_ns", "latency_p999_us", "p99.9",
              "latency that 99.9 % of the messages do not exceed",
              Within<9990>),
      Latency("latency_p9999_ns", "latency_p9999_us", "p99.99",
              "latency that 99.99 % of the messages do not exceed",
              Within<9999>),
      Latency("latency_max_ns", "latency_max_us", "max", "the longest latency",
              [](const Measured& m) { return m.latency_max_ns; }),
      Compared("mean by Little's law", 0, "", "",
               Time("latency_mean_derived_ns", "latency_mean_derived_us",
                    "mean by Little's law", MetricGroup::kDerivedLatency,
                    "where none was measured: threads x window over throughput",
                    DerivedLatency)),
  };
}

// What a message costs: CPU time in us, or a number of things.
Metric Cost(MetricEnd end, const char* field, const char* name,
            const char* label, const char* cost, const char* meaning,
            Figure (*compute)(const Measured&)) {
  Metric metric = Time(field, name, label, MetricGroup::kCpu, meaning, compute);
  metric.end = end;
  metric.cost = cost;
  return metric;
}

Metric Bars(Metric metric) {
  metric.places |= kInCpuBars;
  return metric;
}

Metric Number(Metric metric) {
  metric.unit = "";
  metric.scale = 1;
  metric.decimals = 6;
  return metric;
}

Metric Narrow(const char* heading, Metric metric) {
  metric.narrow = heading;
  return metric;
}

Metric Later(Metric metric) {
  metric.later = true;
  return metric;
}

std::vector<Metric> CpuTimes() {
  static constexpr char kUser[] = "user time of the process, over its messages";
  static constexpr char kSystem[] =
      "system time of the process, over its messages";
  static constexpr char kCpu[] = "user and system time, over its messages";
  return {
      Bars(Cost(kClient, "client_user_ns_per_message",
                "client_user_us_per_message", "client user", "CPU user", kUser,
                OfClient<User>)),
      Bars(Cost(kClient, "client_system_ns_per_message",
                "client_system_us_per_message", "client system", "CPU system",
                kSystem, OfClient<System>)),
      Bars(Cost(kServer, "server_user_ns_per_message",
                "server_user_us_per_message", "server user", "CPU user", kUser,
                OfServer<User>)),
      Bars(Cost(kServer, "server_system_ns_per_message",
                "server_system_us_per_message", "server system", "CPU system",
                kSystem, OfServer<System>)),
      Later(Narrow("CPU us c",
                   Compared("client CPU", kInTable, "", "",
                            Cost(kClient, "client_cpu_ns_per_message",
                                 "client_cpu_us_per_message", "client CPU",
                                 "CPU total", kCpu, OfClient<Cpu>)))),
      Later(Narrow("CPU us s",
                   Compared("server CPU", kInTable, "", "",
                            Cost(kServer, "server_cpu_ns_per_message",
                                 "server_cpu_us_per_message", "server CPU",
                                 "CPU total", kCpu, OfServer<Cpu>)))),
      Later(Compared(
          "CPU", kAtAGlance | kInCharts, "CPU per message, both ends",
          "CPU per message (us)",
          Cost(kBoth, "cpu_ns_per_message", "cpu_us_per_message", "CPU",
               "CPU total", "CPU time of client and server together",
               [](const Measured& m) {
                 return Sum(OfClient<Cpu>(m), OfServer<Cpu>(m));
               }))),
  };
}

std::vector<Metric> SwitchesAndThinkTimes() {
  static constexpr char kSwitches[] =
      "voluntary and involuntary, over its messages";
  static constexpr char kInvoluntary[] =
      "those of them by which the kernel took the CPU away";
  static constexpr char kThink[] =
      "mean think time that was spent; absent without";
  constexpr auto kGroup = MetricGroup::kThinkTime;
  return {
      Number(Cost(kClient, "client_context_switches_per_message",
                  "client_context_switches_per_message",
                  "client context switches", "context switches", kSwitches,
                  OfClient<Switches>)),
      Number(Cost(kServer, "server_context_switches_per_message",
                  "server_context_switches_per_message",
                  "server context switches", "context switches", kSwitches,
                  OfServer<Switches>)),
      Later(Number(Cost(
          kClient, "client_involuntary_switches_per_message",
          "client_involuntary_switches_per_message",
          "client involuntary switches", "involuntary", kInvoluntary,
          [](const Measured& m) {
            const v1::CpuUsage& cpu = m.result.client_cpu();
            return PerMessage(
                cpu, static_cast<double>(cpu.involuntary_context_switches()));
          }))),
      Later(Number(Cost(
          kServer, "server_involuntary_switches_per_message",
          "server_involuntary_switches_per_message",
          "server involuntary switches", "involuntary", kInvoluntary,
          [](const Measured& m) {
            const v1::CpuUsage& cpu = m.result.server_cpu();
            return PerMessage(
                cpu, static_cast<double>(cpu.involuntary_context_switches()));
          }))),
      Time(
          "client_think_mean_ns", "client_think_mean_us",
          "client think achieved", kGroup, kThink,
          [](const Measured& m) { return MeanThink(m.result.client_think()); }),
      Time(
          "server_think_mean_ns", "server_think_mean_us",
          "server think achieved", kGroup, kThink,
          [](const Measured& m) { return MeanThink(m.result.server_think()); }),
  };
}

}  // namespace

const std::vector<Metric>& Metrics() {
  // Never destroyed, so that it may be used at any time.
  static const auto& metrics = *[] {
    auto* all = new std::vector<Metric>;
    for (const auto& part :
         {Throughput(), Latencies(), CpuTimes(), SwitchesAndThinkTimes()}) {
      all->insert(all->end(), part.begin(), part.end());
    }
    return all;
  }();
  return metrics;
}

}  // namespace grpc_perf_msgr
