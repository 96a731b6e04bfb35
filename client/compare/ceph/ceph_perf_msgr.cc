#include "client/compare/ceph/ceph_perf_msgr.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "client/compare/ceph/ceph_output.h"
#include "client/compare/ceph/ceph_run_length.h"
#include "client/compare/make/file.h"
#include "client/compare/make/other_process.h"
#include "client/compare/plan/ceph_target.h"
#include "client/compare/plan/point.h"
#include "client/compare/plan/scenario.h"
#include "client/control/control_connection.h"
#include "client/control/server_figures.h"
#include "common/clock.h"
#include "common/endpoint.h"
#include "common/warnings.h"

namespace grpc_perf_msgr {
namespace {

// Until when a process that was started may still become Ceph's client, by
// exec.
constexpr int64_t kBecomeTimeoutNs = 5 * kNanosPerSecond;
// For a server to take what is left of a client that has ended.
constexpr int64_t kSettleTimeoutNs = 5 * kNanosPerSecond;

std::string Key(const v1::Target& target, const v1::Point& point) {
  return absl::StrCat(target.name(), "\n", PointName(point));
}

// Waits as ChildProcess::Wait; tells whether it was seen to execute the client.
std::optional<int> WaitAndLook(ChildProcess& client, int64_t deadline_ns,
                               Signals& signals, bool& executes) {
  const int64_t look_until_ns = SteadyNowNs() + kBecomeTimeoutNs;
  executes = Executes(client.pid(), kCephClient);
  while (!executes && SteadyNowNs() < std::min(look_until_ns, deadline_ns)) {
    const auto ended = client.Wait(SteadyNowNs() + kLookIntervalNs, signals);
    if (ended.has_value() || signals.end_wanted()) return ended;
    executes = Executes(client.pid(), kCephClient);
  }
  return client.Wait(deadline_ns, signals);
}

// The server's counters once those who left are gone: it may still take what
// the client sent last.
absl::StatusOr<v1::ServerCounters> SettledCounters(
    ControlConnection& control,
    const absl::StatusOr<v1::ServerCounters>& before, Signals& signals) {
  const int64_t deadline_ns = SteadyNowNs() + kSettleTimeoutNs;
  absl::StatusOr<v1::ServerCounters> now = control.GetCounters();
  while (now.ok() && before.ok() &&
         now->streams_open() > before->streams_open() &&
         SteadyNowNs() < deadline_ns && !signals.end_wanted()) {
    signals.Wait(kLookIntervalNs);
    now = control.GetCounters();
  }
  return now;
}

}  // namespace

CephClient::CephClient(const v1::Scenario& scenario, const std::string& folder,
                       Signals& signals)
    : scenario_(scenario), folder_(folder), signals_(signals) {}

double CephClient::MessageNs(const v1::Target& target,
                             const v1::Point& point) const {
  const auto rate = rates_.find(Key(target, point));
  return rate == rates_.end() ? CephGuessedMessageNs(point)
                              : kNanosPerSecond / rate->second;
}

absl::StatusOr<uint64_t> CephClient::Ios(const CephProgram& program,
                                         const v1::Target& target,
                                         const v1::Point& point,
                                         const ServerAddress& server) {
  const uint64_t trial_ios = CephTrialIos(point);
  // So few need no better guess of how long they take.
  if (scenario_.ios() > 0 && scenario_.ios() <= trial_ios) {
    return scenario_.ios();
  }
  const std::string key = Key(target, point);
  if (rates_.find(key) == rates_.end()) {
    const auto trial = RunProgram(program, point, server.server, trial_ios,
                                  CephGuessedMessageNs(point));
    if (!trial.ok()) return trial.status();
    rates_[key] = static_cast<double>(trial_ios) * point.threads() *
                  kNanosPerSecond / static_cast<double>(trial->run_time_ns);
  }
  return scenario_.ios() > 0
             ? scenario_.ios()
             : CephIos(point, rates_[key], DurationNs(scenario_));
}

absl::StatusOr<v1::Result> CephClient::Run(const CephProgram& program,
                                           const v1::Target& target,
                                           const v1::Point& point,
                                           const ServerAddress& server,
                                           uint64_t ios) {
  std::optional<ControlConnection> control;
  ServerReadings readings;
  if (!server.control.empty()) {
    const absl::StatusOr<Endpoint> endpoint = ParseEndpoint(server.control);
    if (!endpoint.ok()) return endpoint.status();
    control.emplace(*endpoint);
    readings.info = control->GetInfo();
    readings.before = control->GetCounters();
  }
  const absl::StatusOr<CephRun> run =
      RunProgram(program, point, server.server, ios, MessageNs(target, point));
  if (!run.ok()) return run.status();
  v1::Result result =
      CephResult(scenario_, target, point, server.server, program, *run);
  if (control.has_value()) {
    readings.after = SettledCounters(*control, readings.before, signals_);
    AddServerFigures(readings, result);
    if (result.has_server_cpu()) {
      result.mutable_server_cpu()->set_elapsed_ns(run->run_time_ns);
    }
  }
  if (HasCounters(readings)) {
    SetAnswered(readings.after->messages() - readings.before->messages(),
                result);
  } else {
    AddWarning(
        MakeWarning(
            v1::Warning::MAYBE_UNANSWERED, v1::Warning::CLIENT,
            absl::StrCat(kCephClient,
                         " ends when its last message is queued: up to threads "
                         "x window of its messages may not have been answered, "
                         "and are counted all the same")),
        *result.mutable_warnings());
  }
  return result;
}

absl::StatusOr<CephRun> CephClient::RunProgram(const CephProgram& program,
                                               const v1::Point& point,
                                               const std::string& server,
                                               uint64_t ios,
                                               double message_ns) {
  const absl::StatusOr<Endpoint> endpoint = ParseEndpoint(server);
  if (!endpoint.ok()) return endpoint.status();
  const std::string log_file = folder_ + "/ceph_client.log";
  CephRun run;
  run.ios = ios;
  run.started_unix_ns = UnixNowNs();
  absl::StatusOr<ChildProcess> client = StartCephProgram(
      program, CephClientArguments(point, endpoint->ToCephString(), ios),
      CpusOf(scenario_.client_cpus()), log_file);
  if (!client.ok()) return client.status();
  const int64_t timeout_ns =
      CephTimeoutNs(static_cast<double>(ios) * point.threads(), message_ns,
                    StallTimeoutNs(scenario_));
  bool executes = false;
  const std::optional<int> ended =
      WaitAndLook(*client, SteadyNowNs() + timeout_ns, signals_, executes);
  if (signals_.end_wanted()) return absl::CancelledError("stopped by the user");
  if (!ended.has_value()) {
    client->Kill();
    return absl::DeadlineExceededError(
        absl::StrCat("timed out: ", kCephClient, " had not ended after ",
                     absl::FormatDuration(absl::Nanoseconds(timeout_ns)),
                     " and was killed"));
  }
  const auto failed = [&](const std::string& what) {
    return absl::InternalError(
        absl::StrCat(kCephClient, " failed: ", what,
                     "; its last line: ", LastLine(log_file)));
  };
  if (*ended != 0) return failed(absl::StrCat("exit status ", *ended));
  const absl::StatusOr<std::string> output = ReadFile(log_file);
  if (!output.ok()) return output.status();
  const absl::StatusOr<int64_t> run_time_ns =
      ParseCephRunTimeNs(*output, point.threads(), ios);
  if (!run_time_ns.ok()) {
    return failed(std::string(run_time_ns.status().message()));
  }
  run.run_time_ns = *run_time_ns;
  if (executes) run.usage = client->usage();
  return run;
}

}  // namespace grpc_perf_msgr
