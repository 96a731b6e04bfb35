#include "test/client/compare/show/made_up_page_comparison.h"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "common/warnings.h"
#include "proto/schema_version.h"
#include "test/client/report/made_up_result.h"

namespace grpc_perf_msgr {
namespace {

constexpr uint32_t kRepeats = 3;

// What a message costs on one target: CPU of both ends by message and by KiB.
struct Cost {
  const char* name;
  const char* transport;
  const char* codec;
  const char* api;
  const char* flush;
  double us_per_message;
  double us_per_kib;
  const char* description;
};

const std::vector<Cost>& Costs() {
  static const auto& costs = *new std::vector<Cost>{
      {"tcp-bytes", "tcp", "bytes", "", "", 1.9, 0.31,
       "The floor: payloads framed on a bare socket"},
      {"tcp", "tcp", "protobuf", "", "", 2.4, 0.47,
       "Adds protobuf messages to the same frames"},
      {"grpc-bytes", "grpc", "bytes", "stream", "", 9.2, 0.52,
       "Adds HTTP/2 and gRPC's core; payloads are not copied"},
      {"grpc", "grpc", "protobuf", "stream", "", 10.6, 0.71,
       "Adds protobuf to the stream: what most people would write"},
      {kAwkwardName, "grpc", "protobuf", "stream", "message", 17.8, 0.74,
       "Flushes each message instead of each burst"},
      {"grpc-callback", "grpc", "protobuf", "callback", "", 16.1, 0.72,
       "The callback API in place of completion queues"},
      {"grpc-unary", "grpc", "protobuf", "unary", "", 47.5, 0.83,
       "One call for each message"}};
  return costs;
}

// In -1..1, the same for the same arguments.
double Noise(uint32_t seed) {
  seed = (seed ^ 61U) ^ (seed >> 16U);
  seed *= 9U;
  seed ^= seed >> 4U;
  seed *= 0x27d4eb2dU;
  seed ^= seed >> 15U;
  return static_cast<double>(seed % 2001) / 1000.0 - 1.0;
}

struct Figures {
  double cpu_us = 0;
  double messages_per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
};

// A model that is good enough to look at: bursts share system calls, so a large
// window costs less CPU a message; a window of 1 is bound by the round trip.
Figures FiguresOf(const Cost& cost, const v1::Point& point, double noise) {
  const double kib = static_cast<double>(point.bytes()) / 1024;
  const double alone = 6.0 / std::sqrt(point.window());
  Figures figures;
  figures.cpu_us =
      (cost.us_per_message + alone + cost.us_per_kib * kib) * (1 + noise);
  const double round_trip_us = 18 + figures.cpu_us;
  const double by_window = point.window() * 1e6 / round_trip_us;
  const double by_cpu = 1.7e6 / figures.cpu_us;
  figures.messages_per_second = by_window * by_cpu / (by_window + by_cpu);
  figures.p50_us = point.window() * 0.97e6 / figures.messages_per_second;
  figures.p99_us = figures.p50_us * (1.6 + 0.2 * noise + 2.0 / point.window());
  return figures;
}

bool Failed(const Cost& cost, const v1::Point& point, uint32_t repeat) {
  if (std::string(cost.name) == "grpc-unary") {
    return point.window() == 128 && point.bytes() == 65536;
  }
  return std::string(cost.name) == kAwkwardName && point.window() == 8 &&
         point.bytes() == 4096 && repeat == 1;
}

v1::Scenario MadeUpScenario() {
  v1::Scenario scenario;
  scenario.set_name("The ladder on loopback");
  for (const Cost& cost : Costs()) {
    v1::Target* target = scenario.add_targets();
    target->set_name(cost.name);
    target->set_transport(cost.transport);
    target->set_codec(cost.codec);
    target->set_api(cost.api);
    target->set_flush(cost.flush);
    target->set_description(cost.description);
  }
  scenario.mutable_targets(3)->add_grpc_args("grpc.http2.bdp_probe=0");
  scenario.set_baseline("tcp");
  scenario.add_threads(1);
  for (const uint32_t window : {1, 8, 32, 128}) scenario.add_window(window);
  for (const uint64_t bytes : {64, 4096, 65536}) scenario.add_bytes(bytes);
  scenario.add_reply_bytes(0);
  scenario.add_client_think_us(0);
  scenario.add_server_think_us(0);
  scenario.set_duration("2s");
  scenario.set_warmup("500ms");
  scenario.set_repeats(kRepeats);
  scenario.set_seed(42);
  scenario.set_client_cpus("1");
  scenario.set_server_cpus("0");
  scenario.set_server_threads(1);
  scenario.set_stall_timeout("10s");
  return scenario;
}

void SetSummary(const Figures& figures, v1::Summary& summary) {
  const double cpu_ns = figures.cpu_us * 1000;
  summary.set_messages_per_second(figures.messages_per_second);
  summary.set_latency_p50_ns(figures.p50_us * 1000);
  summary.set_latency_p99_ns(figures.p99_us * 1000);
  summary.set_client_user_ns_per_message(cpu_ns * 0.27);
  summary.set_client_system_ns_per_message(cpu_ns * 0.22);
  summary.set_server_user_ns_per_message(cpu_ns * 0.28);
  summary.set_server_system_ns_per_message(cpu_ns * 0.23);
  summary.set_client_cpu_ns_per_message(cpu_ns * 0.49);
  summary.set_server_cpu_ns_per_message(cpu_ns * 0.51);
  summary.set_cpu_ns_per_message(cpu_ns);
}

v1::Run MadeUpRun(const Cost& cost, const v1::Point& point, uint32_t repeat,
                  const Figures& figures) {
  v1::Run run;
  run.set_repeat(repeat);
  run.set_target(cost.name);
  *run.mutable_point() = point;
  v1::Result& result = *run.mutable_result();
  result = MadeUpResult();
  SetSummary(figures, *result.mutable_summary());
  result.mutable_server_cpu()->clear_cgroup_throttled_periods();
  run.set_littles_law_ratio(1.0 + 0.004 * Noise(repeat));
  run.mutable_verdict()->set_limit(v1::Verdict::CLIENT_THREAD);
  if (Failed(cost, point, repeat)) {
    result.mutable_status()->set_code("UNAVAILABLE");
    result.mutable_status()->set_message(
        "thread 0: stream broke with 128 messages in flight, while measuring: "
        "<Socket> closed & gone");
    run.clear_littles_law_ratio();
  } else if (std::string(cost.name) == "grpc-callback" &&
             point.window() == 128 && repeat == 2) {
    run.set_littles_law_ratio(0.91);
  }
  return run;
}

void SetEstimate(double median, double width, v1::Estimate& estimate) {
  estimate.set_median(median);
  estimate.set_low(median * (1 - width));
  estimate.set_high(median * (1 + width * 1.3));
}

void AddMetric(const char* name, double value, double baseline, bool same,
               bool is_baseline, v1::Cell& cell) {
  const double width =
      0.012 + 0.01 * std::abs(Noise(static_cast<uint32_t>(value * 10)));
  v1::Metric& metric = *cell.add_metrics();
  metric.set_name(name);
  SetEstimate(value, width, *metric.mutable_value());
  if (is_baseline) return;
  SetEstimate(same ? 1.003 : value / baseline, same ? 0.02 : width,
              *metric.mutable_ratio());
  metric.set_no_difference_seen(same);
}

void SetQuantiles(const Figures& figures, v1::Cell& cell) {
  for (double nines = 0; nines < 5.01; nines += 0.05) {
    const double quantile = 1 - std::pow(10, -nines);
    cell.add_quantiles(quantile);
    const double tail = std::exp2(std::max(0.0, nines - 2) * 0.9);
    const double body = figures.p50_us * (0.62 + 0.38 * quantile * 2 -
                                          0.3 * quantile * quantile);
    cell.add_quantile_latency_us(body * tail * (1 + 0.12 * nines));
  }
}

v1::Cell MadeUpCell(const Cost& cost, const v1::Point& point) {
  v1::Cell cell;
  cell.set_target(cost.name);
  *cell.mutable_point() = point;
  for (uint32_t repeat = 0; repeat < kRepeats; ++repeat) {
    if (Failed(cost, point, repeat)) {
      cell.set_runs_failed(cell.runs_failed() + 1);
    } else {
      cell.set_runs_ok(cell.runs_ok() + 1);
    }
  }
  if (cell.runs_failed() > 0) {
    cell.add_failures(
        "UNAVAILABLE: thread 0: stream broke with 128 messages in flight, "
        "while measuring: <Socket> closed & gone");
  }
  if (cell.runs_ok() == 0) return cell;
  const Figures base = FiguresOf(Costs()[1], point, 0);
  const Figures own = FiguresOf(cost, point, 0);
  const bool is_baseline = &cost == &Costs()[1];
  const bool same =
      &cost == &Costs()[0] && point.window() == 1 && point.bytes() == 64;
  const auto add = [&](const char* name, double value, double baseline) {
    AddMetric(name, value, baseline, same, is_baseline, cell);
  };
  add("messages_per_second", own.messages_per_second, base.messages_per_second);
  add("latency_p50_us", own.p50_us, base.p50_us);
  add("latency_p99_us", own.p99_us, base.p99_us);
  add("client_cpu_us_per_message", own.cpu_us * 0.49, base.cpu_us * 0.49);
  add("server_cpu_us_per_message", own.cpu_us * 0.51, base.cpu_us * 0.51);
  add("cpu_us_per_message", own.cpu_us, base.cpu_us);
  const bool waits = point.window() == 1;
  cell.mutable_verdict()->set_limit(waits ? v1::Verdict::WINDOW
                                          : v1::Verdict::CLIENT_THREAD);
  cell.mutable_verdict()->set_reason(
      waits ? "neither end was busy more than 48 % of the time"
            : "the client thread was busy 99 % of the time");
  if (std::string(cost.name) == "grpc-callback" && point.window() == 128) {
    cell.set_littles_law_violations(1);
  }
  SetQuantiles(own, cell);
  return cell;
}

void AddFloors(v1::Comparison& comparison) {
  v1::NetworkFloor& floor = *comparison.add_network_floors();
  floor.set_host("10.0.0.2");
  floor.set_address("tcp://10.0.0.2:10002");
  floor.mutable_status()->set_code("OK");
  floor.set_round_trip_p50_ns(24'100);
  floor.set_round_trip_p99_ns(60'250);
  floor.set_round_trips(40'000);
  floor.mutable_to_server()->set_bytes_per_second(1.17e9);
  floor.mutable_to_server()->mutable_verdict()->set_limit(v1::Verdict::LINK);
  floor.mutable_to_client()->set_bytes_per_second(0.9e9);
  floor.mutable_to_client()->mutable_verdict()->set_limit(
      v1::Verdict::SERVER_THREAD);
  v1::NetworkFloor& none = *comparison.add_network_floors();
  none.set_host("<far>");
  none.mutable_status()->set_code("FAILED_PRECONDITION");
  none.mutable_status()->set_message("the server has no tcp:// address");
}

}  // namespace

v1::Comparison MadeUpPageComparison() {
  v1::Comparison comparison;
  comparison.set_schema_version(kSchemaVersion);
  *comparison.mutable_scenario() = MadeUpScenario();
  // 2024-02-29T23:59:59Z
  comparison.set_started_unix_ns(1'709'251'199'000'000'000);
  comparison.set_finished_unix_ns(1'709'251'899'000'000'000);
  comparison.set_status("FAILED");
  AddWarning(MakeWarning(v1::Warning::ONE_CPU, v1::Warning::BOTH,
                         "the host has one CPU only"),
             *comparison.mutable_warnings());
  AddFloors(comparison);
  std::vector<v1::Point> points;
  for (const uint32_t window : comparison.scenario().window()) {
    for (const uint64_t bytes : comparison.scenario().bytes()) {
      v1::Point& point = points.emplace_back();
      point.set_threads(1);
      point.set_window(window);
      point.set_bytes(bytes);
    }
  }
  uint32_t seed = 0;
  for (uint32_t repeat = 0; repeat < kRepeats; ++repeat) {
    for (const v1::Point& point : points) {
      for (const Cost& cost : Costs()) {
        const Figures figures = FiguresOf(cost, point, 0.01 * Noise(++seed));
        *comparison.add_runs() = MadeUpRun(cost, point, repeat, figures);
      }
    }
  }
  for (const v1::Point& point : points) {
    for (const Cost& cost : Costs()) {
      *comparison.add_cells() = MadeUpCell(cost, point);
    }
  }
  return comparison;
}

v1::Comparison MadeUpSmallComparison() {
  v1::Comparison comparison;
  comparison.set_schema_version(kSchemaVersion);
  comparison.set_status("CANCELLED");
  v1::Scenario& scenario = *comparison.mutable_scenario();
  scenario.add_targets()->set_name("near");
  scenario.add_targets()->set_name("far");
  for (const v1::Target& target : scenario.targets()) {
    v1::Run& run = *comparison.add_runs();
    run.set_target(target.name());
    run.mutable_point()->set_threads(1);
    run.mutable_point()->set_window(32);
    run.mutable_result()->mutable_status()->set_code("OK");
    v1::Cell& cell = *comparison.add_cells();
    cell.set_target(target.name());
    *cell.mutable_point() = run.point();
    cell.set_runs_ok(1);
    v1::Metric& metric = *cell.add_metrics();
    metric.set_name("messages_per_second");
    SetEstimate(123'456, 0.01, *metric.mutable_value());
    if (target.name() == "near") continue;
    SetEstimate(1.01, 0.04, *metric.mutable_ratio());
    metric.set_no_difference_seen(true);
  }
  return comparison;
}

}  // namespace grpc_perf_msgr
