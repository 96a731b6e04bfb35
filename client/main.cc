// grpc_perf_msgr_client: options, one run, reports.
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "client/control/control_connection.h"
#include "client/load/recorder.h"
#include "client/load/workload.h"
#include "client/options.h"
#include "client/report/csv.h"
#include "client/report/json.h"
#include "client/report/progress.h"
#include "client/report/table.h"
#include "client/run/benchmark.h"
#include "client/run/group_run.h"
#include "client/run/rig.h"
#include "client/transport/transport_factory.h"
#include "common/arguments.h"
#include "common/cpu_list.h"
#include "common/grpc/grpc_runtime.h"
#include "common/options/flags.h"
#include "common/think_time.h"

namespace grpc_perf_msgr {
namespace {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr int kExitInterrupted = 130;

// Raised by the handler of SIGINT and SIGTERM.
StopSignal stop_signal{StopLevel::kNone};

void OnEndSignal(int) {
  // The first ends the load, the second the waiting for what is in flight.
  stop_signal.store(stop_signal.load() == StopLevel::kNone
                        ? StopLevel::kDrain
                        : StopLevel::kAbandon);
}

int Fail(const absl::Status& status, int exit_status) {
  std::cerr << "grpc_perf_msgr_client: "
            << absl::StatusCodeToString(status.code()) << ": "
            << status.message() << "\n";
  return exit_status;
}

// Paths that can't be written are found before anything is measured.
absl::Status CheckResultPaths(const ClientOptions& options) {
  if (!options.result_json.empty() &&
      options.result_json == options.result_csv) {
    return absl::InvalidArgumentError(
        absl::StrCat("--result_json and --result_csv must be two files, got \"",
                     options.result_json, "\" for both"));
  }
  absl::Status status;
  if (!options.result_json.empty()) {
    status = CheckJsonPath(options.result_json);
  }
  if (status.ok() && !options.result_csv.empty()) {
    status = CheckCsvPath(options.result_csv);
  }
  return status;
}

DebugLog ControlDebug(const Workload& workload) {
  return DebugLog(workload.debug.control, "control",
                  workload.control->ToString());
}

GroupOutcome Run(const ClientOptions& options) {
  const v1::Conditions conditions = ToConditions(options.workload);
  ProgressPrinter progress(std::cerr, isatty(STDERR_FILENO) != 0, conditions);
  const auto on_interval = [&](const v1::Interval& interval) {
    if (!options.quiet) progress.Show(interval);
  };
  Recorder recorder;
  const Rig rig{.make_transport = MakeTransport,
                .clock = SteadyClock(),
                .recorder = recorder};
  const Workload& workload = options.workload;
  std::optional<ControlConnection> control;
  if (workload.control.has_value()) {
    control.emplace(*workload.control, ControlDebug(workload));
  }
  if (options.group.name.empty()) {
    return {
        RunBenchmark(workload, rig, control.has_value() ? &*control : nullptr,
                     stop_signal, on_interval),
        ""};
  }
  return RunInGroup(workload, *control, options.group, rig, stop_signal,
                    on_interval, [&](absl::string_view what) {
                      if (options.quiet) return;
                      std::cerr << "group " << options.group.name << ": "
                                << what << std::endl;
                    });
}

// Shows the result, unless another client of the group does, and stores it;
// tries every way even when one fails.
int Report(const ClientOptions& options, const GroupOutcome& outcome) {
  const v1::Result& result = outcome.result;
  int exit_status = 0;
  // Of a run that never began, the one line that says why is enough.
  if (result.counts().sent() > 0 || result.status().code() == "OK") {
    std::cerr << FormatCephTotal(result) << std::flush;
    if (outcome.printed_by.empty()) {
      std::cout << FormatTable(result) << std::flush;
    } else {
      std::cerr << "the result of group " << options.group.name
                << " is printed by " << outcome.printed_by << std::endl;
    }
  }
  if (!options.result_json.empty()) {
    const absl::Status status = WriteJson(options.result_json, result);
    if (!status.ok()) exit_status = Fail(status, kExitFailed);
  }
  if (!options.result_csv.empty()) {
    const absl::Status status = AppendCsv(options.result_csv, result);
    if (!status.ok()) exit_status = Fail(status, kExitFailed);
  }
  if (!std::cout.good()) {
    exit_status = Fail(absl::DataLossError("cannot write to standard output"),
                       kExitFailed);
  }
  if (result.status().code() != "OK") {
    std::cerr << "grpc_perf_msgr_client: " << result.status().code() << ": "
              << result.status().message() << "\n";
    exit_status = kExitFailed;
  }
  if (stop_signal.load() != StopLevel::kNone) exit_status = kExitInterrupted;
  return exit_status;
}

int Main(int argc, char** argv) {
  PrepareGrpcRuntime();
  RemoveTimerSlack();
  const std::vector<std::string> arguments =
      ParseFlags(argc, argv, "grpc_perf_msgr_client", ClientUsage(),
                 FlagsHelp(OptionEnd::kClient), "grpc_arg");
  const absl::StatusOr<ClientOptions> options = ParseClientOptions(arguments);
  if (!options.ok()) return Fail(options.status(), kExitUsage);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGINT, OnEndSignal);
  std::signal(SIGTERM, OnEndSignal);
  const Workload& workload = options->workload;
  if (options->check) {
    const absl::Status status =
        ControlConnection(*workload.control, ControlDebug(workload))
            .CheckHealth(workload.connect_timeout_ns, stop_signal);
    if (!status.ok()) {
      return Fail(status, stop_signal.load() == StopLevel::kNone
                              ? kExitFailed
                              : kExitInterrupted);
    }
    if (!options->quiet) std::cout << "SERVING\n";
    return 0;
  }
  absl::Status status = CheckResultPaths(*options);
  if (!status.ok()) return Fail(status, kExitUsage);
  status = PinToAll(workload.cpus);
  if (!status.ok()) return Fail(status, kExitFailed);
  std::cerr << FormatCephEcho(ToConditions(workload));
  return Report(*options, Run(*options));
}

}  // namespace
}  // namespace grpc_perf_msgr

int main(int argc, char** argv) { return grpc_perf_msgr::Main(argc, argv); }
