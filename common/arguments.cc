#include "common/arguments.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iostream>
#include <map>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/parse.h"
#include "absl/flags/reflection.h"
#include "absl/flags/usage.h"
#include "absl/flags/usage_config.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/environment.h"
#include "common/grpc_args.h"

namespace grpc_perf_msgr {

namespace {

constexpr size_t kHelpColumn = 4;
constexpr size_t kHelpWidth = 80;

// absl's own --help exits with status 1 and groups flags by source file.
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

// The flag's text, broken into lines below its name.
std::string FlagHelp(const absl::CommandLineFlag& flag) {
  std::string help = absl::StrCat("  --", flag.Name());
  const std::string value = flag.DefaultValue();
  absl::StrAppend(&help, value.empty() ? "" : "=", value, "\n");
  std::string line(kHelpColumn - 1, ' ');
  const std::string text = flag.Help();
  for (const absl::string_view word : absl::StrSplit(text, ' ')) {
    if (line.size() + 1 + word.size() > kHelpWidth) {
      absl::StrAppend(&help, line, "\n");
      line.assign(kHelpColumn - 1, ' ');
    }
    absl::StrAppend(&line, " ", word);
  }
  absl::StrAppend(&help, line, "\n");
  return help;
}

// The program's flags with their defaults, by name.
std::string FlagsHelp() {
  std::map<std::string, std::string> by_name;
  for (const auto& [name, flag] : absl::GetAllFlags()) {
    if (!absl::StrContains(flag->Filename(), "options.cc")) continue;
    by_name.emplace(std::string(name), FlagHelp(*flag));
  }
  std::string help;
  for (const auto& [name, text] : by_name) absl::StrAppend(&help, text);
  return help;
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
                                    absl::string_view repeated_flag) {
  absl::SetProgramUsageMessage(usage);
  absl::FlagsUsageConfig config;
  config.version_string = [program] { return VersionText(program); };
  absl::SetFlagsUsageConfig(config);
  if (AsksForHelp(argc, argv)) {
    std::cout << program << ": " << usage << "\n\nFlags:\n"
              << FlagsHelp() << std::flush;
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
