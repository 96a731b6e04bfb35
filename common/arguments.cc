#include "common/arguments.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iostream>

#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/flags/usage_config.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/environment.h"
#include "common/grpc_args.h"

namespace grpc_perf_msgr {

namespace {

// absl's own --help exits with status 1 and shows the flags of all libraries.
bool AsksForHelp(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const absl::string_view argument = argv[i];
    if (argument == "--") return false;
    if (argument == "--help" || argument == "-help" || argument == "-h") {
      return true;
    }
  }
  return false;
}

}  // namespace

absl::StatusOr<uint64_t> ParseNumber(absl::string_view name,
                                     absl::string_view text, uint64_t min,
                                     uint64_t max) {
  uint64_t value = 0;
  // SimpleAtoi also takes signs and spaces.
  const bool digits =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return std::isdigit(static_cast<unsigned char>(c)) != 0;
      });
  if (!digits || !absl::SimpleAtoi(text, &value) || value < min ||
      value > max) {
    return absl::InvalidArgumentError(absl::StrCat(
        name, " must be ", min, "..", max, ", got \"", text, "\""));
  }
  return value;
}

absl::StatusOr<int64_t> ToNanos(absl::string_view flag, absl::Duration value,
                                absl::Duration max) {
  if (value <= absl::ZeroDuration() || value > max) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--", flag, " must be more than 0 and at most ",
        absl::FormatDuration(max), ", got ", absl::FormatDuration(value)));
  }
  return std::max<int64_t>(1, absl::ToInt64Nanoseconds(value));
}

std::vector<std::string> ParseFlags(int argc, char** argv,
                                    const std::string& program,
                                    const std::string& usage,
                                    const std::string& flags_help,
                                    absl::string_view repeated_flag) {
  absl::SetProgramUsageMessage(usage);
  absl::FlagsUsageConfig config;
  config.version_string = [program] { return VersionText(program); };
  absl::SetFlagsUsageConfig(config);
  if (AsksForHelp(argc, argv)) {
    std::cout << program << ": " << usage << "\n\nFlags:\n"
              << flags_help << std::flush;
    std::exit(0);
  }
  std::vector<std::string> joined = JoinRepeatedFlag(
      std::vector<std::string>(argv, argv + argc), repeated_flag);
  std::vector<char*> pointers;
  for (std::string& argument : joined) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  const std::vector<char*> rest =
      absl::ParseCommandLine(static_cast<int>(joined.size()), pointers.data());
  return std::vector<std::string>(rest.begin() + 1, rest.end());
}

absl::Status CheckArgumentCount(const std::vector<std::string>& arguments,
                                const std::vector<std::string>& names,
                                const std::string& program) {
  const std::string hint = absl::StrCat("; usage: ", program, " ",
                                        absl::StrJoin(names, " "), " (--help)");
  if (arguments.size() < names.size()) {
    const auto first_missing =
        names.begin() + static_cast<std::ptrdiff_t>(arguments.size());
    return absl::InvalidArgumentError(absl::StrCat(
        "missing ", absl::StrJoin(first_missing, names.end(), " "), hint));
  }
  if (arguments.size() > names.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "unexpected argument \"", arguments[names.size()], "\"", hint));
  }
  return absl::OkStatus();
}

}  // namespace grpc_perf_msgr
