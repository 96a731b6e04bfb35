#include "client/control/server_figures.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/process_usage.h"
#include "common/think_time.h"
#include "common/warnings.h"

namespace grpc_perf_msgr {
namespace {

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

void Warn(v1::Warning::Kind kind, const std::string& text, v1::Result& result) {
  AddWarning(MakeWarning(kind, v1::Warning::SERVER, text),
             *result.mutable_warnings());
}

}  // namespace

bool HasCounters(const ServerReadings& readings) {
  return readings.info.ok() && readings.before.ok() && readings.after.ok() &&
         readings.after->uptime_ns() >= readings.before->uptime_ns();
}

void AddServerFigures(const ServerReadings& readings, v1::Result& result) {
  const auto& [info, before, after] = readings;
  if (!info.ok()) {
    Warn(v1::Warning::NO_SERVER_INFO,
         absl::StrCat("it does not answer Control.GetInfo (",
                      absl::StatusCodeToString(info.status().code()), " ",
                      info.status().message(), "): its figures are missing"),
         result);
    return;
  }
  v1::ServerInfo& server = *result.mutable_server();
  *server.mutable_conditions() = info->conditions();
  *server.mutable_environment() = info->environment();
  if (!before.ok() || !after.ok()) {
    const absl::Status& status = before.ok() ? after.status() : before.status();
    Warn(v1::Warning::NO_COUNTERS,
         absl::StrCat("it does not answer Control.GetCounters (",
                      absl::StatusCodeToString(status.code()), " ",
                      status.message(), "): its CPU times are missing"),
         result);
    return;
  }
  if (!HasCounters(readings)) {
    Warn(v1::Warning::SERVER_RESTARTED,
         "it was restarted during the run: its CPU times are missing", result);
    return;
  }
  *result.mutable_server_cpu() =
      CpuUsageBetween(ToProcessUsage(*before), ToProcessUsage(*after),
                      after->messages() - before->messages());
  AddServerThreads(*before, *after, *result.mutable_server_cpu());
  *result.mutable_server_think() =
      ThinkTimeUseBetween(before->think(), after->think());
}

void WarnOfNoControl(v1::Result& result) {
  Warn(
      v1::Warning::NO_CONTROL,
      "its own figures are missing: it has no grpc address, no Control service "
      "answers beside its own, and no --control=ADDRESS was given",
      result);
}

}  // namespace grpc_perf_msgr
