#include "client/compare/comparison.h"

#include <algorithm>

#include "client/compare/judge/summarize.h"
#include "client/compare/make/network_floor.h"
#include "client/compare/plan/floor_hosts.h"
#include "client/compare/plan/point.h"
#include "common/clock.h"
#include "common/warnings.h"
#include "proto/schema_version.h"

namespace grpc_perf_msgr {
namespace {

bool IsThere(const v1::Comparison& comparison, const PlannedRun& planned) {
  const std::string& target =
      comparison.scenario().targets(planned.target).name();
  return std::any_of(comparison.runs().begin(), comparison.runs().end(),
                     [&](const v1::Run& run) {
                       return run.repeat() == planned.repeat &&
                              run.target() == target &&
                              SamePoint(run.point(), planned.point);
                     });
}

// Measures the floors first of all and keeps them. CANCELLED: the user wants to
// end; another error: they can't be kept.
absl::Status MeasureFloors(const std::string& client, ResultFolder& folder,
                           Signals& signals, CompareProgress& progress,
                           v1::Comparison& comparison) {
  absl::Status status =
      ProbeNetworks(client, folder.scratch(), signals, progress, comparison);
  if (!status.ok() || comparison.network_floors().empty()) return status;
  // Runs that were made before may have been judged without them.
  for (v1::Run& run : *comparison.mutable_runs()) {
    for (const v1::Target& target : comparison.scenario().targets()) {
      if (target.name() == run.target()) {
        JudgeInto(run, FloorFor(comparison, target));
      }
    }
  }
  return folder.Store(comparison);
}

void Finish(bool cancelled, v1::Comparison& comparison) {
  comparison.set_finished_unix_ns(UnixNowNs());
  const bool all_succeeded = std::all_of(comparison.runs().begin(),
                                         comparison.runs().end(), Succeeded);
  comparison.set_status(cancelled       ? "CANCELLED"
                        : all_succeeded ? "OK"
                                        : "FAILED");
  Summarize(comparison);
}

}  // namespace

v1::Comparison NewComparison(const v1::Scenario& scenario) {
  v1::Comparison comparison;
  comparison.set_schema_version(kSchemaVersion);
  *comparison.mutable_scenario() = scenario;
  comparison.set_started_unix_ns(UnixNowNs());
  comparison.set_status("RUNNING");
  return comparison;
}

std::vector<PlannedRun> RunsToMake(const v1::Comparison& comparison) {
  std::vector<PlannedRun> plan = MakePlan(comparison.scenario());
  plan.erase(std::remove_if(plan.begin(), plan.end(),
                            [&](const PlannedRun& planned) {
                              return IsThere(comparison, planned);
                            }),
             plan.end());
  return plan;
}

absl::Status RunComparison(const Programs& programs, ResultFolder& folder,
                           Signals& signals, CompareProgress& progress,
                           v1::Comparison& comparison) {
  const v1::Scenario& scenario = comparison.scenario();
  RunMaker runs(programs, scenario, folder.scratch(), signals);
  const std::vector<PlannedRun> plan = RunsToMake(comparison);
  absl::Status trouble;
  if (!plan.empty()) {
    trouble =
        MeasureFloors(programs.client, folder, signals, progress, comparison);
  }
  bool cancelled = !trouble.ok();
  if (absl::IsCancelled(trouble)) trouble = absl::OkStatus();
  progress.Begin(scenario, plan.size(),
                 static_cast<size_t>(comparison.runs_size()));
  for (const PlannedRun& planned : plan) {
    if (cancelled) break;
    progress.BeginRun(scenario.targets(planned.target).name(), planned.point);
    absl::StatusOr<v1::Run> run = runs.Make(planned);
    if (!run.ok()) {
      cancelled = true;
      break;
    }
    JudgeInto(*run, FloorFor(comparison, scenario.targets(planned.target)));
    trouble = folder.AppendRun(*run);
    progress.EndRun(*run);
    *comparison.add_runs() = *std::move(run);
    cancelled = !trouble.ok();
    if (cancelled) break;
  }
  progress.End();
  for (const v1::Warning& warning : runs.TakeWarnings()) {
    AddWarning(warning, *comparison.mutable_warnings());
  }
  Finish(cancelled, comparison);
  return trouble;
}

}  // namespace grpc_perf_msgr
