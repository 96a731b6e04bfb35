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

// What the server counted, which it does before it answers, since before the
// first message of the run. After a warm-up it was read first: then all that it
// ever counted.
uint64_t CountedMeanwhile(const ServerReadings& readings,
                          const v1::Result& result) {
  const bool warmed_up = result.conditions().warmup_ns() > 0 ||
                         result.conditions().warmup_messages() > 0;
  return readings.after->messages() -
         (warmed_up ? 0 : readings.before->messages());
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

bool IsOfAnotherServer(const ServerReadings& readings, v1::Result& result) {
  if (!HasCounters(readings)) return false;
  const uint64_t counted = CountedMeanwhile(readings, result);
  const uint64_t answered = result.counts().answered_all_phases();
  if (counted >= answered) return false;
  Warn(v1::Warning::ANOTHER_SERVER,
       absl::StrCat("the control plane that was asked counted ", counted,
                    " messages while ", answered,
                    " were answered: it is another server's, whose figures are "
                    "not recorded; --control=ADDRESS must name that of the "
                    "server"),
       result);
  return true;
}

void WarnOfNoControl(const std::string& why, v1::Result& result) {
  Warn(v1::Warning::NO_CONTROL,
       absl::StrCat("its own figures are missing: ", why), result);
}

}  // namespace grpc_perf_msgr
