#include "client/compare/make/other_process.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

namespace fs = std::filesystem;

std::string Folder(pid_t pid) { return absl::StrCat("/proc/", pid); }

std::string ReadText(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

void AddSwitches(const std::string& status, ProcessUsage& usage) {
  for (absl::string_view line : absl::StrSplit(status, '\n')) {
    uint64_t count = 0;
    if (absl::ConsumePrefix(&line, "voluntary_ctxt_switches:")) {
      if (absl::SimpleAtoi(line, &count)) {
        usage.voluntary_context_switches += count;
      }
    } else if (absl::ConsumePrefix(&line, "nonvoluntary_ctxt_switches:")) {
      if (absl::SimpleAtoi(line, &count)) {
        usage.involuntary_context_switches += count;
      }
    }
  }
}

bool IsLoader(const std::string& name) {
  return absl::StartsWith(name, "ld-linux") || absl::StartsWith(name, "ld-2.");
}

}  // namespace

bool ParseStat(absl::string_view stat, ProcessUsage& usage) {
  // The name, in parentheses, may hold anything.
  const size_t name_end = stat.rfind(')');
  if (name_end == absl::string_view::npos) return false;
  const std::vector<absl::string_view> fields = absl::StrSplit(
      stat.substr(name_end + 1), absl::ByAnyChar(" \n"), absl::SkipEmpty());
  // Fields 14 and 15; the first here is field 3.
  int64_t user = 0;
  int64_t system = 0;
  if (fields.size() < 13 || !absl::SimpleAtoi(fields[11], &user) ||
      !absl::SimpleAtoi(fields[12], &system)) {
    return false;
  }
  const int64_t tick_ns = kNanosPerSecond / sysconf(_SC_CLK_TCK);
  usage.user_ns = user * tick_ns;
  usage.system_ns = system * tick_ns;
  return true;
}

std::optional<ProcessUsage> ReadUsageOf(pid_t pid) {
  ProcessUsage usage;
  usage.steady_ns = SteadyNowNs();
  if (!ParseStat(ReadText(Folder(pid) + "/stat"), usage)) return std::nullopt;
  std::error_code error;
  for (fs::directory_iterator task(Folder(pid) + "/task", error), end;
       !error && task != end; task.increment(error)) {
    AddSwitches(ReadText(task->path().string() + "/status"), usage);
  }
  return usage;
}

bool Executes(pid_t pid, const std::string& name) {
  std::error_code error;
  const std::string file =
      fs::read_symlink(Folder(pid) + "/exe", error).filename().string();
  if (error) return false;
  if (file == name) return true;
  if (!IsLoader(file)) return false;
  const std::string words = ReadText(Folder(pid) + "/cmdline");
  for (const absl::string_view word : absl::StrSplit(words, '\0')) {
    if (fs::path(std::string(word)).filename() == name) return true;
  }
  return false;
}

}  // namespace grpc_perf_msgr
