#include "test/client/compare/made_up_comparison.h"

#include "client/compare/judge/summarize.h"
#include "client/compare/plan/scenario.h"
#include "client/load/latency_histogram.h"
#include "gtest/gtest.h"
#include "proto/schema_version.h"
#include "test/client/report/made_up_result.h"

namespace grpc_perf_msgr {

v1::Scenario MadeUpScenario() {
  const auto scenario = ParseScenario(R"({
    "name": "made up",
    "targets": [
      {"name": "tcp", "transport": "tcp", "codec": "bytes"},
      {"name": "grpc"},
      {"name": "dead", "address": "10.0.0.9:10001"}
    ],
    "window": [1, 32], "client_cpus": "none", "server_cpus": "none",
    "duration": "2s", "warmup": "500ms"})");
  EXPECT_TRUE(scenario.ok()) << scenario.status();
  return scenario.value_or(v1::Scenario());
}

v1::Run MadeUpRun(uint32_t repeat, const std::string& target, uint32_t window,
                  double messages_per_second) {
  v1::Run run;
  run.set_repeat(repeat);
  run.set_target(target);
  run.mutable_point()->set_threads(1);
  run.mutable_point()->set_window(window);
  run.mutable_point()->set_bytes(4096);
  v1::Result& result = *run.mutable_result();
  result = MadeUpResult();
  v1::Conditions& conditions = *result.mutable_conditions();
  conditions.set_transport(target);
  conditions.set_threads(1);
  conditions.set_window(window);
  conditions.set_think_ns(0);
  conditions.clear_cpus();
  result.clear_client_think();
  result.mutable_server()->mutable_conditions()->set_think_ns(0);
  result.mutable_server()->mutable_conditions()->clear_cpus();
  result.clear_server_think();
  result.set_run_time_ns(2'000'000'000);
  result.mutable_server_cpu()->set_cgroup_throttled_periods(0);
  result.mutable_server_cpu()->set_elapsed_ns(2'000'000'000);
  result.mutable_server_cpu()->add_thread_cpu_ns(1'000'000'000);
  result.clear_intervals();
  v1::Interval& interval = *result.add_intervals();
  interval.set_end_ns(2'500'000'000);
  const double latency_ns = window * 1e9 / messages_per_second;
  v1::Summary& summary = *result.mutable_summary();
  summary.set_messages_per_second(messages_per_second);
  summary.set_latency_mean_ns(latency_ns);
  summary.set_latency_p50_ns(latency_ns * 0.9);
  summary.set_latency_p99_ns(latency_ns * 2);
  LatencyHistogram latency;
  for (int i = 0; i < 980; ++i) {
    latency.Record(static_cast<int64_t>(latency_ns * 0.9));
  }
  for (int i = 0; i < 20; ++i) {
    latency.Record(static_cast<int64_t>(latency_ns * 2));
  }
  *result.mutable_latency() = latency.ToProto();
  result.clear_threads();
  v1::ThreadResult& thread = *result.add_threads();
  thread.set_run_time_ns(2'000'000'000);
  thread.set_mean_latency_ns(latency_ns);
  thread.mutable_counts()->set_answered(
      static_cast<uint64_t>(messages_per_second * 2));
  thread.set_user_ns(1'500'000'000);
  thread.set_system_ns(900'000'000);
  JudgeInto(run);
  return run;
}

v1::Run MadeUpFailedRun(uint32_t repeat, const std::string& target,
                        uint32_t window, const std::string& message) {
  v1::Run run = MadeUpRun(repeat, target, window, 1'000'000);
  run.mutable_result()->mutable_status()->set_code("UNAVAILABLE");
  run.mutable_result()->mutable_status()->set_message(message);
  run.clear_verdict();
  run.clear_littles_law_ratio();
  JudgeInto(run);
  return run;
}

v1::Comparison MadeUpComparison() {
  v1::Comparison comparison;
  comparison.set_schema_version(kSchemaVersion);
  *comparison.mutable_scenario() = MadeUpScenario();
  // 2024-02-29T23:59:59Z
  comparison.set_started_unix_ns(1'709'251'199'000'000'000);
  comparison.set_finished_unix_ns(1'709'251'299'000'000'000);
  comparison.set_status("FAILED");
  v1::NetworkFloor& floor = *comparison.add_network_floors();
  floor.set_host("10.0.0.9");
  floor.mutable_status()->set_code("UNAVAILABLE");
  floor.mutable_status()->set_message("nobody listens");
  const auto add = [&](const v1::Run& run) { *comparison.add_runs() = run; };
  for (uint32_t repeat = 0; repeat < 5; ++repeat) {
    const double drift = 1 + 0.01 * repeat;
    add(MadeUpRun(repeat, "tcp", 1, 20'000 * drift));
    add(MadeUpRun(repeat, "grpc", 1, 8'000 * drift + 10 * repeat));
    add(MadeUpFailedRun(repeat, "dead", 1, "nobody listens"));
    add(MadeUpRun(repeat, "tcp", 32, 400'000 * drift));
    if (repeat == 1) {
      add(MadeUpFailedRun(repeat, "grpc", 32, "the stream broke"));
    } else {
      add(MadeUpRun(repeat, "grpc", 32,
                    400'000 * drift * (repeat % 2 == 0 ? 1.01 : 0.98)));
    }
    add(MadeUpFailedRun(repeat, "dead", 32, "nobody listens"));
  }
  return comparison;
}

v1::NetworkFloor MadeUpFloor(const std::string& host, double factor) {
  v1::NetworkFloor floor;
  floor.set_host(host);
  floor.set_address("tcp://" + host + ":10002");
  floor.mutable_status()->set_code("OK");
  floor.set_round_trip_p50_ns(static_cast<int64_t>(95'000 * factor));
  floor.set_round_trip_p99_ns(static_cast<int64_t>(140'500 * factor));
  floor.set_round_trips(10'000);
  floor.mutable_to_server()->set_bytes_per_second(1.17e9);
  floor.mutable_to_server()->mutable_verdict()->set_limit(v1::Verdict::LINK);
  floor.mutable_to_client()->set_bytes_per_second(2.5e9);
  floor.mutable_to_client()->mutable_verdict()->set_limit(
      v1::Verdict::CLIENT_THREAD);
  return floor;
}

}  // namespace grpc_perf_msgr
