#include "client/run/benchmark.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/load/summary.h"
#include "client/run/runner.h"
#include "client/transport/control_client.h"
#include "common/environment.h"
#include "common/grpc/grpc_runtime.h"
#include "common/process_usage.h"

namespace grpc_perf_msgr {
namespace {

// Takes the readings of both ends at the start and at the end of what is
// measured.
class BothEnds : public RunObserver {
 public:
  BothEnds(const Workload& workload,
           const std::function<void(const v1::Interval&)>& on_interval,
           StartGate* gate)
      : warms_up_(workload.window.plan.warmup_messages > 0 ||
                  workload.window.plan.warmup_ns > 0),
        on_interval_(on_interval),
        gate_(gate) {
    if (workload.control.has_value()) control_.emplace(*workload.control);
  }

  absl::Status OnConnected() override {
    if (control_.has_value()) info_ = control_->GetInfo();
    if (gate_ != nullptr) {
      const absl::StatusOr<v1::ServerCounters> counters = gate_->Await();
      if (!counters.ok()) return counters.status();
      // Asking for them again would start this client later than the others.
      if (!warms_up_) {
        server_before_ = *counters;
        client_before_ = ReadProcessUsage();
      }
      return absl::OkStatus();
    }
    // Without a warm-up everything counts from here.
    if (!warms_up_) ReadStart(0);
    return absl::OkStatus();
  }
  void OnMeasureStarted(uint64_t answered) override {
    if (warms_up_) ReadStart(answered);
  }
  void OnInterval(const v1::Interval& interval) override {
    on_interval_(interval);
  }
  void OnLook(int64_t now_ns) override {
    if (gate_ != nullptr) gate_->OnLook(now_ns);
  }
  void OnFinished(uint64_t answered) override {
    client_after_ = ReadProcessUsage();
    answered_after_ = answered;
    server_after_ = ReadServer();
  }

  // Adds what was read to the result.
  void AddTo(v1::Result& result) const;

 private:
  void ReadStart(uint64_t answered) {
    server_before_ = ReadServer();
    answered_before_ = answered;
    client_before_ = ReadProcessUsage();
  }
  absl::StatusOr<v1::ServerCounters> ReadServer() {
    if (!info_.ok()) return info_.status();
    return control_->GetCounters();
  }
  void AddServer(v1::Result& result) const;

  std::optional<ControlClient> control_;
  const bool warms_up_;
  const std::function<void(const v1::Interval&)>& on_interval_;
  StartGate* const gate_;
  absl::StatusOr<v1::GetInfoResponse> info_ = absl::UnavailableError("");
  absl::StatusOr<v1::ServerCounters> server_before_ =
      absl::UnavailableError("");
  absl::StatusOr<v1::ServerCounters> server_after_ = absl::UnavailableError("");
  std::optional<ProcessUsage> client_before_;
  std::optional<ProcessUsage> client_after_;
  uint64_t answered_before_ = 0;
  uint64_t answered_after_ = 0;
};

ProcessUsage ToProcessUsage(const v1::ServerCounters& counters) {
  ProcessUsage usage;
  usage.steady_ns = counters.uptime_ns();
  usage.user_ns = counters.cpu_user_ns();
  usage.system_ns = counters.cpu_system_ns();
  usage.voluntary_context_switches = counters.voluntary_context_switches();
  usage.involuntary_context_switches = counters.involuntary_context_switches();
  if (counters.has_cgroup_periods()) {
    usage.cgroup_periods = counters.cgroup_periods();
  }
  if (counters.has_cgroup_throttled_periods()) {
    usage.cgroup_throttled_periods = counters.cgroup_throttled_periods();
  }
  return usage;
}

// CPU time of each of the server's threads between the two readings.
void AddServerThreads(const v1::ServerCounters& before,
                      const v1::ServerCounters& after, v1::CpuUsage& usage) {
  if (before.cpu_ns_by_thread_size() != after.cpu_ns_by_thread_size()) return;
  for (int i = 0; i < after.cpu_ns_by_thread_size(); ++i) {
    usage.add_thread_cpu_ns(after.cpu_ns_by_thread(i) -
                            before.cpu_ns_by_thread(i));
  }
}

void BothEnds::AddTo(v1::Result& result) const {
  if (client_before_ && client_after_) {
    *result.mutable_client_cpu() = CpuUsageBetween(
        *client_before_, *client_after_, answered_after_ - answered_before_);
    AddServer(result);
  }
}

void BothEnds::AddServer(v1::Result& result) const {
  if (!info_.ok()) {
    result.add_warnings(
        absl::StrCat("the server does not answer Control.GetInfo (",
                     absl::StatusCodeToString(info_.status().code()), " ",
                     info_.status().message(), "): its figures are missing"));
    return;
  }
  v1::ServerInfo& server = *result.mutable_server();
  *server.mutable_conditions() = info_->conditions();
  *server.mutable_environment() = info_->environment();
  if (!server_before_.ok() || !server_after_.ok()) {
    const absl::Status& status =
        server_before_.ok() ? server_after_.status() : server_before_.status();
    result.add_warnings(
        absl::StrCat("the server does not answer Control.GetCounters (",
                     absl::StatusCodeToString(status.code()), " ",
                     status.message(), "): its CPU times are missing"));
    return;
  }
  if (server_after_->uptime_ns() < server_before_->uptime_ns()) {
    result.add_warnings(
        "the server was restarted during the run: its CPU times are missing");
    return;
  }
  *result.mutable_server_cpu() = CpuUsageBetween(
      ToProcessUsage(*server_before_), ToProcessUsage(*server_after_),
      server_after_->messages() - server_before_->messages());
  AddServerThreads(*server_before_, *server_after_,
                   *result.mutable_server_cpu());
  *result.mutable_server_think() =
      ThinkTimeUseBetween(server_before_->think(), server_after_->think());
}

// gRPC's own words for a message over the server's limit name neither the
// limit's flag nor its value.
void ExplainRefusal(v1::Result& result) {
  v1::RunStatus& status = *result.mutable_status();
  if (status.code() != "RESOURCE_EXHAUSTED" || !result.has_server() ||
      !absl::StrContains(status.message(), "larger than max")) {
    return;
  }
  status.set_message(absl::StrCat(
      status.message(), "; ops carry ", result.conditions().bytes(),
      " bytes, the server's --max_message_bytes is ",
      result.server().conditions().max_message_bytes()));
}

}  // namespace

v1::Result RunBenchmark(
    const Workload& workload, const StopSignal& stop,
    const std::function<void(const v1::Interval&)>& on_interval,
    StartGate* gate) {
  BothEnds both_ends(workload, on_interval, gate);
  v1::Result result = RunLoad(workload, stop, both_ends);
  result.set_schema_version(kSchemaVersion);
  v1::Environment& client = *result.mutable_client_environment();
  client = ReadEnvironment();
  *client.add_libraries() = GrpcLibrary();
  both_ends.AddTo(result);
  ExplainRefusal(result);
  for (const std::string& warning : EnvironmentWarnings(client, "client")) {
    result.add_warnings(warning);
  }
  if (result.has_server()) {
    for (const std::string& warning :
         EnvironmentWarnings(result.server().environment(), "server")) {
      result.add_warnings(warning);
    }
  }
  absl::StatusOr<v1::Summary> summary = Summarize(result);
  if (summary.ok()) {
    *result.mutable_summary() = *std::move(summary);
  } else {
    result.add_warnings(
        absl::StrCat("no summary: ", summary.status().message()));
  }
  return result;
}

}  // namespace grpc_perf_msgr
