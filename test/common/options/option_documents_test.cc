// What documents and compose files say of options is what the table says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/options/record.h"
#include "common/options/table.h"

namespace grpc_perf_msgr {
namespace {

std::vector<std::string> Lines(const std::string& name) {
  std::ifstream file(absl::StrCat(PROJECT_FOLDER, "/", name));
  EXPECT_TRUE(file.good()) << name;
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// Cells of the README's table whose first row is `head`, row by row.
std::vector<std::vector<std::string>> Table(const std::string& head) {
  std::vector<std::vector<std::string>> rows;
  bool within = false;
  for (const std::string& line : Lines("README.md")) {
    if (line == head) {
      within = true;
    } else if (within && !absl::StartsWith(line, "|")) {
      break;
    } else if (within && !absl::StartsWith(line, "|---")) {
      std::vector<std::string> cells;
      const std::string escaped = absl::StrReplaceAll(line, {{"\\|", "/"}});
      for (const auto& cell : absl::StrSplit(escaped, '|')) {
        cells.emplace_back(absl::StripAsciiWhitespace(cell));
      }
      rows.push_back(cells);
    }
  }
  EXPECT_FALSE(rows.empty()) << "no table " << head;
  return rows;
}

// The flags named in `text`, without their dashes.
std::vector<std::string> FlagsIn(const std::string& text) {
  static const std::regex& flag = *new std::regex("--([a-z][a-z_]*)");
  std::vector<std::string> names;
  for (std::sregex_iterator it(text.begin(), text.end(), flag), end; it != end;
       ++it) {
    names.push_back((*it)[1]);
  }
  return names;
}

std::set<std::string> FlagsOf(OptionEnd end) {
  std::set<std::string> names;
  for (const Option& option : kOptions) {
    if (Has(end, option) && IsFlag(option)) names.insert(option.name);
  }
  return names;
}

std::string DocumentedDefault(const Option& option) {
  if (*option.value_says != '\0') return option.value_says;
  if (option.type == OptionType::kSwitch) return "off";
  return option.name == std::string("duration") ? "" : option.value;
}

// The flags in the first column, whose second is each one's default.
std::set<std::string> CheckDefaults(OptionEnd end, const std::string& head) {
  std::set<std::string> documented;
  for (const std::vector<std::string>& cells : Table(head)) {
    const std::vector<std::string> flags = FlagsIn(cells[1]);
    documented.insert(flags.begin(), flags.end());
    if (flags.size() != 1 || flags[0] == "check") continue;
    EXPECT_EQ(FlagsOf(end).count(flags[0]), 1) << flags[0];
    EXPECT_EQ(cells[2], DocumentedDefault(OptionOf(end, flags[0])))
        << "--" << flags[0];
  }
  return documented;
}

TEST(OptionDocumentsTest, ReadmeHasEachFlagOfTheClientWithItsDefault) {
  EXPECT_EQ(
      CheckDefaults(OptionEnd::kClient, "| client flag | default | meaning |"),
      FlagsOf(OptionEnd::kClient));
}

TEST(OptionDocumentsTest, ReadmeHasEachFlagOfTheServerWithItsDefault) {
  std::set<std::string> documented =
      CheckDefaults(OptionEnd::kServer, "| server flag | default | meaning |");
  // Those that the client has, too, are named in the sentence above.
  for (const std::string& line : Lines("README.md")) {
    if (!absl::StrContains(line, "as above, and")) continue;
    for (const std::string& flag : FlagsIn(line)) documented.insert(flag);
  }
  EXPECT_EQ(documented, FlagsOf(OptionEnd::kServer));
}

TEST(OptionDocumentsTest, ReadmeHasEachFlagOfTheComparison) {
  std::set<std::string> documented;
  for (const std::vector<std::string>& cells : Table("| flag | meaning |")) {
    const std::vector<std::string> flags = FlagsIn(cells[1]);
    documented.insert(flags.begin(), flags.end());
  }
  EXPECT_EQ(documented, FlagsOf(OptionEnd::kCompare));
}

std::string Bound(uint64_t bound) {
  if (bound == kMaxIos) return "10^12";
  return bound == kMaxPayloadBytes ? "1 GiB" : absl::StrCat(bound);
}

TEST(OptionDocumentsTest, ReadmeHasTheRangeOfEachArgument) {
  for (const std::vector<std::string>& cells :
       Table("| client argument | meaning | range |")) {
    const Option& option = OptionOf(OptionEnd::kClient, cells[1]);
    EXPECT_EQ(cells[3],
              absl::StrCat(Bound(option.min), "..", Bound(option.max)))
        << option.name;
  }
}

std::string VariableOf(OptionEnd end, const std::string& flag) {
  const std::string whose = end == OptionEnd::kServer ? "SERVER_" : "";
  // CPUs are those of a container, too.
  if (flag == "cpus") return whose.empty() ? "CLIENT_PIN" : "SERVER_PIN";
  return whose + absl::AsciiStrToUpper(flag);
}

// What compose passes by a variable: flag, variable and the variable's default.
void CheckPassed(OptionEnd end, const std::string& line) {
  static const std::regex& passed =
      *new std::regex(R"(--([a-z_]+)=\$\{([A-Z_]+):-([^}]*)\})");
  for (const std::string& flag : FlagsIn(line)) {
    EXPECT_EQ(FlagsOf(end).count(flag), 1) << line;
  }
  std::smatch match;
  if (!std::regex_search(line, match, passed) || match[1] == "control") return;
  const Option& option = OptionOf(end, match[1].str());
  EXPECT_EQ(match[2], VariableOf(end, match[1])) << line;
  EXPECT_EQ(CheckOption(option, match[3]), absl::OkStatus()) << line;
}

TEST(OptionDocumentsTest,
     ComposePassesFlagsThatAreThereByVariablesOfTheirNames) {
  OptionEnd end = OptionEnd::kCompare;
  std::map<OptionEnd, int> lines;
  for (const std::string& line : Lines("docker/compose.common.yaml")) {
    const auto text = absl::StripAsciiWhitespace(line);
    if (text == "grpc_perf_msgr_server") end = OptionEnd::kServer;
    if (text == "grpc_perf_msgr_client") end = OptionEnd::kClient;
    if (!absl::StartsWith(text, "--")) continue;
    CheckPassed(end, line);
    ++lines[end];
  }
  EXPECT_GT(lines[OptionEnd::kServer], 5);
  EXPECT_GT(lines[OptionEnd::kClient], 10);
  EXPECT_EQ(lines[OptionEnd::kCompare], 0);
}

}  // namespace
}  // namespace grpc_perf_msgr
