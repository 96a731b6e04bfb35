// grpc_perf_msgr_compare: options, runs, reports.
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/compare/ceph/ceph_programs.h"
#include "client/compare/comparison.h"
#include "client/compare/make/file.h"
#include "client/compare/make/result_folder.h"
#include "client/compare/make/signals.h"
#include "client/compare/merge_files.h"
#include "client/compare/options.h"
#include "client/compare/plan/default_scenario.h"
#include "client/compare/plan/scenario.h"
#include "client/compare/show/comparison_table.h"
#include "client/compare/show/diff.h"
#include "client/compare/show/html/html_report.h"
#include "client/compare/show/progress.h"
#include "client/report/table.h"
#include "common/arguments.h"
#include "common/clock.h"
#include "common/grpc/grpc_runtime.h"
#include "common/options/flags.h"

namespace grpc_perf_msgr {
namespace {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr int kExitWorse = 3;
constexpr int kExitInterrupted = 130;

int Fail(const absl::Status& status, int exit_status) {
  std::cerr << "grpc_perf_msgr_compare: "
            << absl::StatusCodeToString(status.code()) << ": "
            << status.message() << "\n";
  return exit_status;
}

absl::StatusOr<v1::Scenario> ReadScenario(const CompareOptions& options) {
  const std::string& file = options.scenario_file;
  if (file.empty()) {
    v1::Scenario scenario = DefaultScenario(options.rig);
    const absl::Status status = CompleteScenario(scenario);
    if (!status.ok()) return status;
    return scenario;
  }
  const absl::StatusOr<std::string> text = ReadFile(file);
  if (!text.ok()) return text.status();
  absl::StatusOr<v1::Scenario> scenario = ParseScenario(*text);
  if (scenario.ok()) return scenario;
  return absl::InvalidArgumentError(
      absl::StrCat("scenario \"", file, "\": ", scenario.status().message()));
}

// `exit_status`, unless what was printed is lost.
int CheckOutput(int exit_status) {
  if (std::cout.good()) return exit_status;
  return Fail(absl::DataLossError("cannot write to standard output"),
              kExitFailed);
}

int List(const CompareOptions& options) {
  absl::StatusOr<v1::Scenario> scenario = ReadScenario(options);
  if (!scenario.ok()) return Fail(scenario.status(), kExitUsage);
  std::cout << FormatPlan(*scenario) << std::flush;
  return CheckOutput(0);
}

int Diff(const CompareOptions& options) {
  const auto old_one = ReadComparison(options.old_file);
  if (!old_one.ok()) return Fail(old_one.status(), kExitUsage);
  const auto new_one = ReadComparison(options.new_file);
  if (!new_one.ok()) return Fail(new_one.status(), kExitUsage);
  const absl::Status alike = CheckAlike(*old_one, *new_one);
  if (!alike.ok()) return Fail(alike, kExitUsage);
  const Difference difference =
      DiffComparisons(*old_one, *new_one, options.fail_over);
  std::cout << difference.text << std::flush;
  return CheckOutput(difference.worse ? kExitWorse : 0);
}

int Merge(const CompareOptions& options) {
  const absl::StatusOr<v1::Result> merged = MergeFiles(options.results);
  if (!merged.ok()) return Fail(merged.status(), kExitUsage);
  std::cout << FormatTable(*merged) << std::flush;
  int exit_status = 0;
  if (!options.out.empty()) {
    const absl::Status written = WriteMerged(options.out, *merged);
    if (!written.ok()) exit_status = Fail(written, kExitFailed);
  }
  exit_status = CheckOutput(exit_status);
  if (merged->status().code() != "OK") {
    std::cerr << "grpc_perf_msgr_compare: " << merged->status().code() << ": "
              << merged->status().message() << "\n";
    exit_status = kExitFailed;
  }
  return exit_status;
}

// A new comparison in a new folder, its scenario stored, or one to go on with.
// Finds Ceph's programs, if it needs them, before anything is made.
absl::StatusOr<std::unique_ptr<ResultFolder>> OpenFolder(
    const CompareOptions& options, Signals& signals,
    CephProgramsByTarget& ceph_programs, v1::Comparison& comparison) {
  absl::StatusOr<v1::Scenario> scenario;
  if (options.resume.empty() || !options.scenario_file.empty()) {
    scenario = ReadScenario(options);
    if (!scenario.ok()) return scenario.status();
  }
  const auto find_ceph_programs = [&](const v1::Scenario& asked) {
    auto found = FindCephPrograms(asked, signals);
    if (!found.ok()) return found.status();
    ceph_programs = *std::move(found);
    return absl::OkStatus();
  };
  if (options.resume.empty()) {
    absl::Status status = find_ceph_programs(*scenario);
    if (!status.ok()) return status;
    auto folder = ResultFolder::Create(
        options.out.empty() ? DefaultFolder(scenario->name(), UnixNowNs())
                            : options.out);
    if (!folder.ok()) return folder;
    comparison = NewComparison(*scenario);
    status = (*folder)->Store(comparison);
    if (!status.ok()) return status;
    return folder;
  }
  auto folder = ResultFolder::Open(options.resume);
  if (!folder.ok()) return folder;
  absl::StatusOr<v1::Comparison> loaded = (*folder)->Load();
  if (!loaded.ok()) return loaded.status();
  if (scenario.ok()) {
    const absl::Status same = CheckSameScenario(loaded->scenario(), *scenario);
    if (!same.ok()) {
      return absl::FailedPreconditionError(
          absl::StrCat("can't go on with \"", options.resume,
                       "\": its scenario is another: ", same.message()));
    }
  }
  comparison = *std::move(loaded);
  absl::Status status = find_ceph_programs(comparison.scenario());
  if (!status.ok()) return status;
  // What is in the journal must not be there twice.
  status = (*folder)->Store(comparison);
  if (!status.ok()) return status;
  return folder;
}

// Writes every file that it can; the first failure decides the exit status.
int WriteReports(ResultFolder& folder, const v1::Comparison& comparison) {
  int exit_status = 0;
  const absl::Status stored = folder.Store(comparison);
  if (!stored.ok()) exit_status = Fail(stored, kExitFailed);
  const absl::StatusOr<std::string> html = FormatHtml(comparison);
  const absl::Status written =
      html.ok() ? WriteFile(folder.File("report.html"), *html) : html.status();
  if (!written.ok()) {
    exit_status =
        Fail(absl::Status(written.code(),
                          absl::StrCat("no report.html: ", written.message())),
             kExitFailed);
  }
  return exit_status;
}

int Compare(const CompareOptions& options) {
  Programs programs;
  for (const auto& [path, name] :
       {std::pair{&programs.client, "grpc_perf_msgr_client"},
        std::pair{&programs.server, "grpc_perf_msgr_server"}}) {
    const absl::StatusOr<std::string> found =
        FindProgram(options.bin_dir, name);
    if (!found.ok()) return Fail(found.status(), kExitUsage);
    *path = *found;
  }
  // Outlives the folder, so that a second Ctrl-C does not keep it from being
  // tidied up.
  Signals signals;
  v1::Comparison comparison;
  const auto folder = OpenFolder(options, signals, programs.ceph, comparison);
  if (!folder.ok()) return Fail(folder.status(), kExitUsage);
  CompareProgress progress(std::cerr, isatty(STDERR_FILENO) != 0,
                           options.quiet);
  int exit_status = 0;
  const absl::Status status =
      RunComparison(programs, **folder, signals, progress, comparison);
  if (!status.ok()) exit_status = Fail(status, kExitFailed);
  std::cout << FormatComparisonTable(comparison);
  const int write_status = WriteReports(**folder, comparison);
  if (exit_status == 0) exit_status = write_status;
  std::cout << "\nresults are in " << (*folder)->path();
  if (write_status == 0) {
    std::cout << "; the report is " << (*folder)->File("report.html");
  }
  std::cout << std::endl;
  exit_status = CheckOutput(exit_status);
  if (comparison.status() == "CANCELLED" && status.ok()) {
    std::cerr << "grpc_perf_msgr_compare: stopped; go on with --resume="
              << (*folder)->path() << "\n";
    return kExitInterrupted;
  }
  if (comparison.status() != "OK") exit_status = kExitFailed;
  return exit_status;
}

int Main(int argc, char** argv) {
  PrepareGrpcRuntime();
  const std::vector<std::string> arguments =
      ParseFlags(argc, argv, "grpc_perf_msgr_compare", CompareUsage(),
                 FlagsHelp(OptionEnd::kCompare), "");
  const absl::StatusOr<CompareOptions> options = ParseCompareOptions(arguments);
  if (!options.ok()) return Fail(options.status(), kExitUsage);
  std::signal(SIGPIPE, SIG_IGN);
  switch (options->task) {
    case CompareOptions::Task::kList:
      return List(*options);
    case CompareOptions::Task::kDiff:
      return Diff(*options);
    case CompareOptions::Task::kMerge:
      return Merge(*options);
    case CompareOptions::Task::kCompare:
      break;
  }
  return Compare(*options);
}

}  // namespace
}  // namespace grpc_perf_msgr

int main(int argc, char** argv) { return grpc_perf_msgr::Main(argc, argv); }
