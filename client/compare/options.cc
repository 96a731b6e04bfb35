#include "client/compare/options.h"

#include "absl/flags/flag.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/arguments.h"
#include "common/options/flags.h"

#define COMPARE_FLAG(type, name, ...) DEFINE_OPTION_FLAG(kCompare, type, name)
#include "common/options/compare_options.inc"

namespace grpc_perf_msgr {
namespace {

absl::Status Reject(absl::string_view what) {
  return absl::InvalidArgumentError(what);
}

}  // namespace

bool AbslParseFlag(absl::string_view text, Percentage* value,
                   std::string* error) {
  absl::string_view digits = text;
  absl::ConsumeSuffix(&digits, "%");
  double percent = 0;
  if (absl::SimpleAtod(digits, &percent) && percent >= 0 && percent <= 1000) {
    value->share = percent / 100;
    return true;
  }
  *error = "must be a percentage of 0..1000 such as 5%";
  return false;
}

std::string AbslUnparseFlag(const Percentage& value) {
  return absl::StrCat(value.share * 100, "%");
}

std::string CompareUsage() {
  return "compares ways for messages to travel.\n\n"
         "  grpc_perf_msgr_compare [SCENARIO.json] [flags]\n"
         "  grpc_perf_msgr_compare --resume=DIR\n"
         "  grpc_perf_msgr_compare --diff OLD.json NEW.json\n"
         "  grpc_perf_msgr_compare --merge A.json B.json ... [--out=FILE]\n\n"
         "  SCENARIO.json  what to measure (proto/scenario.proto); default: "
         "from raw TCP to\n"
         "                 gRPC's APIs, on loopback, in about two minutes\n\n"
         "Where targets have addresses, the network to their hosts is probed "
         "first with bare\nTCP (the scenario's network_floor), for which a "
         "server needs an address of the\nraw messenger, too.\n\n"
         "Exit status: 0 when every run succeeded, 1 when one failed, 2 for a "
         "bad command\nline or scenario, 3 when --diff found a ratio worse, "
         "130 after Ctrl-C (what was\nmeasured is kept; --resume goes on).";
}

absl::StatusOr<CompareOptions> ParseCompareOptions(
    const std::vector<std::string>& arguments) {
  using Task = CompareOptions::Task;
  CompareOptions options;
  const bool list = absl::GetFlag(FLAGS_list);
  const bool diff = absl::GetFlag(FLAGS_diff);
  options.out = absl::GetFlag(FLAGS_out);
  options.resume = absl::GetFlag(FLAGS_resume);
  options.fail_over = absl::GetFlag(FLAGS_fail_over).share;
  options.bin_dir = absl::GetFlag(FLAGS_bin_dir);
  options.quiet = absl::GetFlag(FLAGS_quiet);
  options.rig = absl::GetFlag(FLAGS_rig);
  const bool merge = absl::GetFlag(FLAGS_merge);
  if (list + diff + merge > 1) {
    return Reject("--list, --diff and --merge exclude each other");
  }
  if (!options.out.empty() && !options.resume.empty()) {
    return Reject(
        "--out and --resume exclude each other: results go to the folder that "
        "is resumed");
  }
  if (options.rig &&
      (diff || merge || !options.resume.empty() || !arguments.empty())) {
    return Reject(
        "--rig is for the default scenario: name no scenario, folder to resume "
        "or files with it; a scenario has it as a target of transport "
        "\"inproc\"");
  }
  if (diff) {
    options.task = Task::kDiff;
    const absl::Status status = CheckArgumentCount(
        arguments, {"OLD.json", "NEW.json"}, "grpc_perf_msgr_compare --diff");
    if (!status.ok()) return status;
    if (!options.out.empty() || !options.resume.empty()) {
      return Reject(
          "--diff writes nothing: --out and --resume must be left out");
    }
    options.old_file = arguments[0];
    options.new_file = arguments[1];
    return options;
  }
  if (merge) {
    options.task = Task::kMerge;
    if (arguments.size() < 2) {
      return Reject(
          absl::StrCat("--merge needs the results of two clients or more: "
                       "grpc_perf_msgr_compare --merge A.json B.json ..., got ",
                       arguments.size(), " file(s)"));
    }
    if (!options.resume.empty()) {
      return Reject("--merge makes no runs: --resume must be left out");
    }
    options.results = arguments;
    return options;
  }
  if (list) options.task = Task::kList;
  if (arguments.size() > 1) {
    return Reject(absl::StrCat("unexpected argument \"", arguments[1],
                               "\"; usage: grpc_perf_msgr_compare "
                               "[SCENARIO.json] (--help)"));
  }
  if (!arguments.empty()) options.scenario_file = arguments[0];
  return options;
}

}  // namespace grpc_perf_msgr
