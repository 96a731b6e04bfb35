#include "common/options/flags.h"

#include <map>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/options/record.h"

namespace grpc_perf_msgr {
namespace {

constexpr size_t kHelpColumn = 4;
constexpr size_t kHelpWidth = 80;

// The flag's text, broken into lines below its name.
std::string FlagHelpText(const Option& option) {
  std::string help =
      absl::StrCat("  --", option.name, *option.value == '\0' ? "" : "=",
                   option.value, "\n");
  std::string line(kHelpColumn - 1, ' ');
  for (const absl::string_view word : absl::StrSplit(option.help, ' ')) {
    if (line.size() + 1 + word.size() > kHelpWidth) {
      absl::StrAppend(&help, line, "\n");
      line.assign(kHelpColumn - 1, ' ');
    }
    absl::StrAppend(&line, " ", word);
  }
  absl::StrAppend(&help, line, "\n");
  return help;
}

std::string ValueOf(const Option& option) {
  const absl::CommandLineFlag* flag = absl::FindCommandLineFlag(option.name);
  // Whoever defines the flags takes them from the table.
  if (flag == nullptr) std::abort();
  return flag->CurrentValue();
}

}  // namespace

std::string FlagsHelp(OptionEnd end) {
  std::map<std::string, std::string> by_name;
  for (const Option& option : kOptions) {
    if (!Has(end, option) || !IsFlag(option)) continue;
    by_name.emplace(option.name, FlagHelpText(option));
  }
  std::string help;
  for (const auto& [name, text] : by_name) absl::StrAppend(&help, text);
  return help;
}

absl::Status CheckFlags(OptionEnd end) {
  for (const Option& option : kOptions) {
    if (!Has(end, option) || !IsFlag(option)) continue;
    absl::Status status = CheckOption(option, ValueOf(option));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

void RecordFlags(OptionEnd end, google::protobuf::Message& conditions) {
  for (const Option& option : kOptions) {
    if (!Has(end, option) || !IsFlag(option)) continue;
    // What absl has read and written looks like a value of its type.
    Record(option, ValueOf(option), conditions).IgnoreError();
  }
}

}  // namespace grpc_perf_msgr
