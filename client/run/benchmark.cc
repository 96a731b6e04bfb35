#include "client/run/benchmark.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/control/server_figures.h"
#include "client/load/summary.h"
#include "client/run/runner.h"
#include "common/environment.h"
#include "common/environment_warnings.h"
#include "common/grpc/grpc_runtime.h"
#include "common/network_end.h"
#include "common/process_usage.h"
#include "common/warnings.h"
#include "proto/schema_version.h"

namespace grpc_perf_msgr {
namespace {

// Takes the readings of both ends at the start and at the end of what is
// measured.
class BothEnds : public RunObserver {
 public:
  BothEnds(const Workload& workload, ControlConnection* control,
           const std::function<void(const v1::Interval&)>& on_interval,
           StartGate* gate)
      : workload_(workload),
        control_(control),
        warms_up_(workload.window.plan.warmup_messages > 0 ||
                  workload.window.plan.warmup_ns > 0),
        on_interval_(on_interval),
        gate_(gate) {}

  absl::Status OnConnected() override {
    if (control_ != nullptr) {
      server_.info = workload_.control_by_rule
                         ? control_->FindInfo(workload_.server)
                         : control_->GetInfo();
    }
    if (gate_ != nullptr) {
      if (control_ != nullptr && workload_.control_by_rule &&
          !server_.info.ok()) {
        return absl::FailedPreconditionError(absl::StrCat(
            "a group meets at the server's control plane, which is not found "
            "where it is by default (",
            control_->address().ToString(), ": ",
            server_.info.status().message(), "): name it by --control"));
      }
      const absl::StatusOr<v1::ServerCounters> counters = gate_->Await();
      if (!counters.ok()) return counters.status();
      // Asking for them again would start this client later than the others.
      if (!warms_up_) {
        server_.before = *counters;
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
  void OnFinished(uint64_t answered, bool well) override {
    client_after_ = ReadProcessUsage();
    answered_after_ = answered;
    server_.after = ReadServer(/*once=*/!well);
  }

  // Adds what was read to the result.
  void AddTo(v1::Result& result) const;
  // The server's end of the network, as it told; null when it did not.
  const v1::NetworkEnd* server_network() const {
    return server_.info.ok() && server_.info->has_network()
               ? &server_.info->network()
               : nullptr;
  }

 private:
  // Of a run without figures of the server.
  std::string WhyNoControl() const;
  void ReadStart(uint64_t answered) {
    server_.before = ReadServer();
    answered_before_ = answered;
    client_before_ = ReadProcessUsage();
  }
  absl::StatusOr<v1::ServerCounters> ReadServer(bool once = false) {
    if (control_ == nullptr || !server_.info.ok()) {
      return server_.info.status();
    }
    return control_->GetCounters(once);
  }

  const Workload& workload_;
  ControlConnection* const control_;
  const bool warms_up_;
  const std::function<void(const v1::Interval&)>& on_interval_;
  ServerReadings server_;
  StartGate* const gate_;
  std::optional<ProcessUsage> client_before_;
  std::optional<ProcessUsage> client_after_;
  uint64_t answered_before_ = 0;
  uint64_t answered_after_ = 0;
};

std::string BothEnds::WhyNoControl() const {
  if (control_ != nullptr) {
    return absl::StrCat("no control plane of it is found beside its address (",
                        server_.info.status().message(),
                        "); --control=ADDRESS names one elsewhere");
  }
  return workload_.control_by_rule
             ? "there is no address for its control plane beside its own; "
               "--control=ADDRESS names one elsewhere"
             : "--control=none asks no control plane";
}

void BothEnds::AddTo(v1::Result& result) const {
  if (client_before_ && client_after_) {
    *result.mutable_client_cpu() = CpuUsageBetween(
        *client_before_, *client_after_, answered_after_ - answered_before_);
    // Where nobody said that it is, it need not be.
    const bool found = control_ != nullptr &&
                       (server_.info.ok() || !workload_.control_by_rule);
    if (found && IsOfAnotherServer(server_, result)) return;
    if (found) {
      AddServerFigures(server_, result);
    } else if (!workload_.server.is_in_process()) {
      WarnOfNoControl(WhyNoControl(), result);
    }
  }
}

void AddNetwork(const Workload& workload, const BothEnds& both_ends,
                v1::Result& result) {
  if (workload.server.is_in_process()) return;
  absl::StatusOr<v1::NetworkEnd> client = FindNetworkEnd(workload.server);
  if (client.ok()) {
    *result.mutable_network()->mutable_client() = *std::move(client);
  }
  if (both_ends.server_network() != nullptr &&
      !HasWarning(v1::Warning::ANOTHER_SERVER, result.warnings())) {
    *result.mutable_network()->mutable_server() = *both_ends.server_network();
  }
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
    const Workload& workload, const Rig& rig, ControlConnection* control,
    const StopSignal& stop,
    const std::function<void(const v1::Interval&)>& on_interval,
    StartGate* gate) {
  BothEnds both_ends(workload, control, on_interval, gate);
  v1::Result result = RunLoad(workload, rig, stop, both_ends);
  result.set_schema_version(kSchemaVersion);
  v1::Environment& client = *result.mutable_client_environment();
  client = ReadEnvironment();
  *client.add_libraries() = GrpcLibrary();
  both_ends.AddTo(result);
  AddNetwork(workload, both_ends, result);
  ExplainRefusal(result);
  for (const v1::Warning& warning :
       EnvironmentWarnings(client, v1::Warning::CLIENT)) {
    AddWarning(warning, *result.mutable_warnings());
  }
  // Of a server that is not known nothing is said.
  for (const v1::Warning& warning : EnvironmentWarnings(
           result.server().environment(), v1::Warning::SERVER)) {
    AddWarning(warning, *result.mutable_warnings());
  }
  absl::StatusOr<v1::Summary> summary = Summarize(result);
  if (summary.ok()) {
    *result.mutable_summary() = *std::move(summary);
  } else {
    AddWarning(
        MakeWarning(v1::Warning::NO_SUMMARY, v1::Warning::NEITHER,
                    absl::StrCat("no summary: ", summary.status().message())),
        *result.mutable_warnings());
  }
  return result;
}

}  // namespace grpc_perf_msgr
