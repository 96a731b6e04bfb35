// From what Ceph's client tells to a result.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "client/compare/ceph/ceph_perf_msgr.h"
#include "client/compare/make/client_run.h"
#include "client/compare/plan/ceph_target.h"
#include "client/compare/plan/scenario.h"
#include "client/load/summary.h"
#include "common/clock.h"
#include "common/warnings.h"

namespace grpc_perf_msgr {
namespace {

void SetConditions(const CephRun& run, v1::Conditions& conditions) {
  conditions.set_ios(run.ios);
  conditions.clear_duration_ns();
  conditions.clear_warmup_ns();
  conditions.clear_warmup_messages();
  conditions.clear_connect_timeout_ns();
  conditions.set_think_mode("sleep");
  // On which it was to run is known; whether it did, only of its own process.
  if (!run.usage.has_value()) conditions.clear_cpus();
}

void Warn(v1::Warning::Kind kind, v1::Warning::End end, const std::string& text,
          v1::Result& result) {
  AddWarning(MakeWarning(kind, end, text), *result.mutable_warnings());
}

void AddWarnings(const v1::Scenario& scenario, const v1::Target& target,
                 const v1::Point& point, const CephRun& run,
                 v1::Result& result) {
  const auto warn = [&](v1::Warning::Kind kind, const std::string& text) {
    Warn(kind, v1::Warning::CLIENT, text, result);
  };
  if (WarmupNs(scenario) > 0 || WarmupMessages(scenario) > 0) {
    warn(v1::Warning::NO_WARM_UP,
         absl::StrCat(kCephClient, " has no warm-up: target \"", target.name(),
                      "\" is measured from its first message, warmup does not "
                      "apply"));
  }
  if (run.ios < uint64_t{100} * point.window()) {
    warn(v1::Warning::FEW_MESSAGES,
         absl::StrCat(kCephClient,
                      " ends when its last message is queued: with ios below "
                      "100 x window what was never sent shows in its figures"));
  }
  if (run.usage.has_value()) {
    warn(v1::Warning::START_IN_CPU_TIME,
         absl::StrCat(kCephClient,
                      "'s CPU time is that of the whole process, its start "
                      "(some 30 ms) included"));
  } else {
    warn(v1::Warning::RUNS_ELSEWHERE,
         absl::StrCat("the process started for ", kCephClient,
                      " does not execute it itself: its CPU time, its CPUs and "
                      "its timer slack are not known"));
  }
}

// Figures that follow from others, anew.
void SetSummary(v1::Result& result) {
  absl::StatusOr<v1::Summary> summary = Summarize(result);
  if (summary.ok()) *result.mutable_summary() = *std::move(summary);
}

}  // namespace

std::vector<std::string> CephClientArguments(const v1::Point& point,
                                             const std::string& server,
                                             uint64_t ios) {
  return {server,
          absl::StrCat(point.threads()),
          absl::StrCat(point.window() - 1),
          absl::StrCat(ios),
          absl::StrCat(point.client_think_us()),
          absl::StrCat(point.bytes())};
}

v1::Result CephResult(const v1::Scenario& scenario, const v1::Target& target,
                      const v1::Point& point, const std::string& server,
                      const CephProgram& program, const CephRun& run) {
  v1::Result result = AskedResult(scenario, target, point, server);
  result.mutable_status()->set_code("OK");
  SetConditions(run, *result.mutable_conditions());
  *result.mutable_client_environment() =
      CephEnvironment(program, run.usage.has_value());
  result.set_started_unix_ns(run.started_unix_ns);
  result.set_run_time_ns(run.run_time_ns);
  const uint64_t sent = run.ios * point.threads();
  v1::Counts& counts = *result.mutable_counts();
  counts.set_sent(sent);
  counts.set_answered_all_phases(sent);
  if (run.usage.has_value()) {
    v1::CpuUsage& usage = *result.mutable_client_cpu();
    usage = CpuUsageBetween(ProcessUsage(), *run.usage, sent);
    usage.set_elapsed_ns(run.run_time_ns);
  }
  AddWarnings(scenario, target, point, run, result);
  SetAnswered(sent, result);
  return result;
}

void SetAnswered(uint64_t answered, v1::Result& result) {
  v1::Counts& counts = *result.mutable_counts();
  counts.set_answered(std::min(answered, counts.sent()));
  counts.set_lost(counts.sent() - counts.answered());
  counts.set_bytes_sent(counts.answered() * result.conditions().bytes());
  counts.set_answered_all_phases(counts.answered());
  const uint64_t tail =
      uint64_t{result.conditions().threads()} * result.conditions().window();
  if (counts.lost() > tail) {
    result.mutable_status()->set_code("INTERNAL");
    result.mutable_status()->set_message(absl::StrCat(
        "the server answered ", answered, " of the ", counts.sent(),
        " messages of ", kCephClient,
        ": more are missing than the last windows, which it may not send"));
  } else if (answered > counts.sent()) {
    Warn(v1::Warning::SHARED_SERVER, v1::Warning::SERVER,
         absl::StrCat("it answered ", answered, " messages where ", kCephClient,
                      " sent ", counts.sent(),
                      ": others use it, and its CPU time is theirs, too"),
         result);
  }
  if (result.has_client_cpu()) {
    result.mutable_client_cpu()->set_messages(counts.answered());
  }
  SetSummary(result);
}

}  // namespace grpc_perf_msgr
