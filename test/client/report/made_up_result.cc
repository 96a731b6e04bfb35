#include "test/client/report/made_up_result.h"

#include <cstdint>

#include "common/warnings.h"
#include "proto/schema_version.h"

namespace grpc_perf_msgr {
namespace {

v1::Environment MadeUpEnvironment(const char* hostname) {
  v1::Environment host;
  host.set_hostname(hostname);
  host.set_cpu_model("AMD EPYC 7763 64-Core Processor");
  host.set_cpus_online(8);
  host.set_cpus_allowed("0-3");
  host.set_kernel("Linux 6.1.0-18-amd64 x86_64");
  host.set_os("Debian GNU/Linux 12 (bookworm)");
  host.set_cgroup_cpu_quota(3.5);
  host.set_tcp_congestion_control("cubic");
  host.set_version("0.1.0");
  host.set_commit("4f2d6c1b9a8e7d6c5b4a39281706f5e4d3c2b1a0-dirty");
  host.set_build_type("Release");
  host.set_compiler("GCC 12.2.0");
  host.set_allocator("tcmalloc_minimal 2.10");
  v1::Library* grpc = host.add_libraries();
  grpc->set_name("gRPC");
  grpc->set_version("1.51.1");
  grpc->set_checks_assertions(true);
  grpc->set_linkage("static");
  v1::Library* protobuf = host.add_libraries();
  protobuf->set_name("protobuf");
  protobuf->set_version("3.21.12");
  return host;
}

void SetConditions(v1::Conditions& conditions) {
  conditions.set_server("10.0.0.2:10001");
  conditions.set_transport("grpc");
  conditions.set_codec("protobuf");
  conditions.set_api("stream");
  conditions.set_label("before");
  conditions.set_threads(4);
  conditions.set_window(32);
  conditions.set_ios(100'000);
  conditions.set_warmup_messages(1000);
  conditions.set_warmup_ns(500'000'000);
  conditions.set_bytes(4096);
  conditions.set_reply_bytes(64);
  conditions.set_think_ns(5'000);
  conditions.set_think_mode("spin");
  conditions.set_flush("drain");
  conditions.set_verify(true);
  conditions.add_cpus(1);
  conditions.add_cpus(3);
  conditions.add_grpc_args("grpc.http2.bdp_probe=0");
  conditions.set_connect_timeout_ns(10'000'000'000);
  conditions.set_stall_timeout_ns(30'000'000'000);
}

void SetServerConditions(v1::ServerConditions& conditions) {
  conditions.set_listen("0.0.0.0:10001");
  conditions.set_threads(2);
  conditions.set_think_ns(50'000);
  conditions.set_think_mode("sleep");
  conditions.set_flush("message");
  conditions.add_cpus(0);
  conditions.set_max_message_bytes(67'108'864);
  conditions.set_max_streams(64);
  conditions.add_grpc_args("grpc.minimal_stack=1");
  conditions.set_api("stream");
  conditions.set_label("rack 7");
}

// Latencies of `count` messages.
void SetLatency(uint64_t count, v1::Histogram& latency) {
  latency.add_bucket(6144);
  latency.add_count(count - 1000);
  latency.add_bucket(7168);
  latency.add_count(1000);
  latency.set_min_ns(98'304);
  latency.set_max_ns(4'117'504);
  latency.set_sum_ns(count * 131'423);
}

void SetUsage(int64_t user_ns, int64_t system_ns, v1::CpuUsage& usage) {
  usage.set_user_ns(user_ns);
  usage.set_system_ns(system_ns);
  usage.set_voluntary_context_switches(12'000);
  usage.set_involuntary_context_switches(524);
  usage.set_messages(404'000);
  usage.set_elapsed_ns(1'700'000'000);
  usage.set_cgroup_periods(17);
}

void SetSummary(v1::Summary& summary) {
  summary.set_messages_per_second(243'118.4321);
  summary.set_sent_bytes_per_second(995'813'097.9);
  summary.set_received_bytes_per_second(15'559'579.65);
  summary.set_latency_mean_ns(131'423.25);
  summary.set_latency_stddev_ns(28'610.5);
  summary.set_latency_p50_ns(128'703);
  summary.set_latency_p90_ns(152'191);
  summary.set_latency_p95_ns(171'007);
  summary.set_latency_p99_ns(243'327);
  summary.set_latency_p999_ns(512'511);
  summary.set_latency_p9999_ns(1'201'919);
  summary.set_latency_max_ns(4'117'504);
  summary.set_client_user_ns_per_message(2'310);
  summary.set_client_system_ns_per_message(1'702);
  summary.set_server_user_ns_per_message(2'100);
  summary.set_server_system_ns_per_message(11'901);
  summary.set_client_cpu_ns_per_message(4'012);
  summary.set_server_cpu_ns_per_message(14'001);
  summary.set_cpu_ns_per_message(18'013);
  summary.set_client_context_switches_per_message(0.031);
  summary.set_server_context_switches_per_message(0.5);
  summary.set_client_involuntary_switches_per_message(0.001);
  summary.set_server_involuntary_switches_per_message(0.02);
  summary.set_client_think_mean_ns(5'021);
  summary.set_server_think_mean_ns(103'456);
}

v1::Counts MadeUpCounts(uint64_t messages) {
  v1::Counts counts;
  counts.set_sent(messages);
  counts.set_answered(messages);
  counts.set_bytes_sent(messages * 4096);
  counts.set_bytes_received(messages * 64);
  counts.set_answered_all_phases(messages + messages / 100);
  counts.set_max_in_flight(32);
  return counts;
}

void AddThread(v1::Result& result) {
  v1::ThreadResult* thread = result.add_threads();
  thread->set_index(static_cast<uint32_t>(result.threads_size() - 1));
  *thread->mutable_counts() = MadeUpCounts(100'000);
  thread->set_started_after_ns(int64_t{thread->index()} * 1000);
  thread->set_run_time_ns(1'640'000'000);
  thread->set_mean_latency_ns(131'423.25);
  thread->set_user_ns(230'000'000);
  thread->set_system_ns(170'000'000);
  thread->mutable_status()->set_code("OK");
}

void SetNetwork(v1::NetworkPath& network) {
  v1::NetworkEnd& client = *network.mutable_client();
  client.set_interface("enp1s0");
  client.set_address("10.0.0.1");
  client.set_kind("nic");
  client.set_driver("ixgbe");
  client.set_mtu(9000);
  client.set_path_mtu(1500);
  client.set_link_speed_mbit(10'000);
  v1::NetworkEnd& server = *network.mutable_server();
  server.set_interface("eth0");
  server.set_address("172.18.0.2");
  server.set_kind("veth");
  server.set_driver("veth");
  server.set_mtu(1500);
  server.set_path_mtu(1500);
}

void AddInterval(v1::Result& result) {
  v1::Interval* interval = result.add_intervals();
  interval->set_start_ns(1'000'000'000);
  interval->set_end_ns(2'000'000'000);
  interval->set_messages(243'118);
  interval->set_bytes_sent(995'811'328);
  interval->set_bytes_received(15'559'552);
  interval->set_p50_ns(128'703);
  interval->set_p99_ns(243'327);
  interval->set_in_flight(128);
  interval->set_phase("measure");
  interval->set_measured_so_far(121'559);
  interval->set_measured_planned(400'000);
}

}  // namespace

v1::Result MadeUpResult() {
  v1::Result result;
  result.set_schema_version(kSchemaVersion);
  result.mutable_status()->set_code("OK");
  SetConditions(*result.mutable_conditions());
  *result.mutable_client_environment() = MadeUpEnvironment("perf-a");
  SetServerConditions(*result.mutable_server()->mutable_conditions());
  *result.mutable_server()->mutable_environment() = MadeUpEnvironment("perf-b");
  SetNetwork(*result.mutable_network());
  // 2024-02-29T23:59:59.987654321Z
  result.set_started_unix_ns(1'709'251'199'987'654'321);
  result.set_run_time_ns(1'645'288'765);
  *result.mutable_counts() = MadeUpCounts(400'000);
  SetLatency(400'000, *result.mutable_latency());
  SetUsage(933'240'000, 687'608'000, *result.mutable_client_cpu());
  SetUsage(848'400'000, 4'808'004'000, *result.mutable_server_cpu());
  result.mutable_server_cpu()->set_cgroup_throttled_periods(3);
  result.mutable_client_think()->set_asked_ns(5'000);
  result.mutable_client_think()->set_count(404'000);
  result.mutable_client_think()->set_achieved_total_ns(2'028'484'000);
  result.mutable_server_think()->set_asked_ns(50'000);
  result.mutable_server_think()->set_count(404'000);
  result.mutable_server_think()->set_achieved_total_ns(41'796'224'000);
  for (int i = 0; i < 4; ++i) AddThread(result);
  AddInterval(result);
  AddWarning(MakeWarning(v1::Warning::ASSERTIONS, v1::Warning::CLIENT,
                         "gRPC 1.51.1 was built with its assertions on, which "
                         "costs CPU time on every message"),
             *result.mutable_warnings());
  AddWarning(MakeWarning(v1::Warning::CHANGED_SOURCE, v1::Warning::SERVER,
                         "its source was changed after the commit"),
             *result.mutable_warnings());
  SetSummary(*result.mutable_summary());
  return result;
}

v1::Result MadeUpMergedResult() {
  v1::Result result = MadeUpResult();
  result.clear_intervals();
  v1::Group& group = *result.mutable_group();
  group.set_name("nightly");
  group.set_size(3);
  group.set_clock("server");
  group.set_start_skew_ns(213'000);
  group.set_overlap_ns(1'645'000'000);
  group.set_fastest(0);
  group.set_slowest(1);
  for (const char* name : {"perf-a:12", "perf-c:7"}) {
    v1::GroupMember& member = *group.add_members();
    member.set_name(name);
    member.mutable_status()->set_code("OK");
    *member.mutable_environment() = MadeUpEnvironment(name);
    SetConditions(*member.mutable_conditions());
    *member.mutable_counts() = MadeUpCounts(200'000);
    member.set_run_time_ns(1'645'000'000);
    SetSummary(*member.mutable_summary());
    member.set_round_trip_ns(87'000);
  }
  v1::GroupMember& slow = *group.mutable_members(1);
  slow.mutable_summary()->set_messages_per_second(200'000);
  slow.set_started_after_ns(213'000);
  v1::GroupMember& dead = *group.add_members();
  dead.set_name("perf-d:55");
  dead.mutable_status()->set_code("UNAVAILABLE");
  dead.mutable_status()->set_message(
      "did not hand in its result: its stream to the server broke");
  result.mutable_status()->set_code("UNAVAILABLE");
  result.mutable_status()->set_message(
      "1 of 3 clients: client 3 (perf-d:55) did not hand in its result: its "
      "stream to the server broke");
  return result;
}

v1::Result MadeUpFailedResult() {
  v1::Result result = MadeUpResult();
  result.mutable_status()->set_code("UNAVAILABLE");
  result.mutable_status()->set_message(
      "thread 2: stream to \"10.0.0.2:10001\" broke with 32 messages in "
      "flight, while measuring: Socket closed");
  result.mutable_threads(2)->mutable_status()->set_code("UNAVAILABLE");
  result.clear_server();
  result.clear_server_cpu();
  result.clear_server_think();
  *result.mutable_counts() = MadeUpCounts(121'559);
  result.mutable_counts()->set_sent(121'687);
  result.mutable_counts()->set_lost(128);
  result.mutable_counts()->set_errors(1);
  result.clear_latency();
  SetLatency(121'559, *result.mutable_latency());
  result.set_run_time_ns(500'000'000);
  result.mutable_conditions()->set_ios(0);
  result.mutable_conditions()->set_duration_ns(10'000'000'000);
  result.mutable_conditions()->set_think_ns(0);
  result.clear_client_think();
  v1::Summary& summary = *result.mutable_summary();
  summary.clear_server_user_ns_per_message();
  summary.clear_server_cpu_ns_per_message();
  summary.clear_cpu_ns_per_message();
  summary.clear_server_system_ns_per_message();
  summary.clear_server_context_switches_per_message();
  summary.clear_server_involuntary_switches_per_message();
  summary.clear_client_think_mean_ns();
  summary.clear_server_think_mean_ns();
  return result;
}

}  // namespace grpc_perf_msgr
