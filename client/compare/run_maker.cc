#include "client/compare/run_maker.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "client/compare/make/client_run.h"
#include "client/compare/plan/ceph_target.h"
#include "client/load/summary.h"
#include "common/warnings.h"

namespace grpc_perf_msgr {
namespace {

// In which messages travelled, warm-up included.
int64_t BusyNs(const v1::Result& result) {
  if (!result.intervals().empty()) {
    return result.intervals().rbegin()->end_ns();
  }
  return result.run_time_ns();
}

void AddCephServer(CephServer& server, v1::Result& result) {
  // It has no Control service, but is known all the same.
  Warnings& warnings = *result.mutable_warnings();
  warnings.erase(std::remove_if(warnings.begin(), warnings.end(),
                                [](const v1::Warning& warning) {
                                  return warning.kind() ==
                                         v1::Warning::NO_CONTROL;
                                }),
                 warnings.end());
  server.AddTo(result.counts().answered_all_phases(), BusyNs(result), result);
  absl::StatusOr<v1::Summary> summary = Summarize(result);
  if (summary.ok()) *result.mutable_summary() = *std::move(summary);
}

}  // namespace

RunMaker::RunMaker(const Programs& programs, const v1::Scenario& scenario,
                   const std::string& scratch, Signals& signals)
    : programs_(programs),
      scenario_(scenario),
      scratch_(scratch),
      signals_(signals),
      servers_(programs.server, scenario, scratch, signals),
      ceph_client_(scenario, scratch, signals) {}

absl::StatusOr<v1::Run> RunMaker::Make(const PlannedRun& planned) {
  const v1::Target& target = scenario_.targets(planned.target);
  v1::Run run;
  run.set_repeat(planned.repeat);
  run.set_target(target.name());
  *run.mutable_point() = planned.point;
  absl::StatusOr<v1::Result> result = MakeResult(target, planned.point);
  if (!result.ok()) return result.status();
  *run.mutable_result() = *std::move(result);
  servers_.StopSpinning();
  return run;
}

absl::StatusOr<v1::Result> RunMaker::MakeResult(const v1::Target& target,
                                                const v1::Point& point) {
  ServerAddress address;
  std::string trouble;
  absl::StatusOr<v1::Result> result = Attempt(target, point, address);
  if (RunsCephClient(target) && absl::IsDeadlineExceeded(result.status())) {
    trouble = absl::StrCat(
        "target \"", target.name(),
        "\": a run was made again, once: ", result.status().message());
    result = Attempt(target, point, address);
  }
  if (signals_.end_wanted()) return absl::CancelledError("stopped by the user");
  if (!result.ok()) {
    result =
        FailedResult(scenario_, target, point, address.server, result.status());
  }
  if (!trouble.empty()) {
    AddWarning(
        MakeWarning(v1::Warning::RUN_MADE_AGAIN, v1::Warning::NEITHER, trouble),
        *result->mutable_warnings());
  }
  return result;
}

absl::StatusOr<v1::Result> RunMaker::Attempt(const v1::Target& target,
                                             const v1::Point& point,
                                             ServerAddress& address) {
  std::optional<CephServer> ceph_server;
  if (RunsCephServer(target)) {
    absl::StatusOr<CephServer> started =
        CephServer::Start(programs_.ceph.at(target.name()).server, scenario_,
                          target, point, scratch_, signals_);
    if (!started.ok()) return started.status();
    ceph_server.emplace(*std::move(started));
    address = ceph_server->address();
  } else {
    absl::StatusOr<ServerAddress> prepared = servers_.Prepare(target, point);
    if (!prepared.ok()) return prepared.status();
    address = *std::move(prepared);
  }
  CephServer* const server = ceph_server.has_value() ? &*ceph_server : nullptr;
  absl::StatusOr<v1::Result> result =
      RunAnyClient(target, point, address, server);
  if (server != nullptr && result.ok()) AddCephServer(*server, *result);
  return result;
}

absl::StatusOr<v1::Result> RunMaker::RunAnyClient(const v1::Target& target,
                                                  const v1::Point& point,
                                                  const ServerAddress& address,
                                                  CephServer* ceph_server) {
  if (!RunsCephClient(target)) {
    if (ceph_server != nullptr) ceph_server->ReadBefore();
    return RunClient(programs_.client, scenario_, target, point, address,
                     scratch_, signals_);
  }
  const CephProgram& program = programs_.ceph.at(target.name()).client;
  const absl::StatusOr<uint64_t> ios =
      ceph_client_.Ios(program, target, point, address);
  if (!ios.ok()) return ios.status();
  if (ceph_server != nullptr) ceph_server->ReadBefore();
  return ceph_client_.Run(program, target, point, address, *ios);
}

}  // namespace grpc_perf_msgr
