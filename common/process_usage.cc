#include "common/process_usage.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

int64_t ToNs(const timeval& time) {
  return static_cast<int64_t>(time.tv_sec) * kNanosPerSecond +
         static_cast<int64_t>(time.tv_usec) * kNanosPerMicro;
}

// The lines of a small file; none when it can't be read.
std::vector<std::string> ReadLines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// A file that holds one number.
std::optional<int64_t> ReadNumber(const std::string& path) {
  const std::vector<std::string> lines = ReadLines(path);
  int64_t number = 0;
  if (lines.size() != 1 || !absl::SimpleAtoi(lines[0], &number)) {
    return std::nullopt;
  }
  return number;
}

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

// Appends the folders of a cgroup and of all above it, up to `mount`. In a
// container the path may be the host's and lead nowhere here, or to outside of
// the mount ("/.."); what can be seen of it then is the mount itself.
void AppendFoldersUpward(const std::string& mount, absl::string_view path,
                         std::vector<std::string>& folders) {
  std::vector<std::string> upward = {mount};
  for (absl::string_view part : absl::StrSplit(path, '/', absl::SkipEmpty())) {
    if (part == "..") {
      upward = {mount};
      break;
    }
    upward.push_back(absl::StrCat(upward.back(), "/", part));
  }
  folders.insert(folders.end(), upward.rbegin(), upward.rend());
}

// The folders that may limit the process's CPU time, its own cgroup first, the
// root last. cgroups(7): a line of /proc/self/cgroup is "ID:CONTROLLERS:PATH",
// and "0::PATH" in v2. When both versions are mounted the CPU controller is in
// one of them.
std::vector<std::string> CpuCgroupFolders(const std::string& root) {
  const std::string mounts = root + "/sys/fs/cgroup/";
  std::vector<std::string> folders;
  for (const std::string& line : ReadLines(root + "/proc/self/cgroup")) {
    const std::vector<std::string> fields =
        absl::StrSplit(line, absl::MaxSplits(':', 2));
    if (fields.size() != 3) continue;
    const std::string& controllers = fields[1];
    if (controllers.empty()) {
      const std::string hybrid = mounts + "unified";
      AppendFoldersUpward(Exists(hybrid) ? hybrid : root + "/sys/fs/cgroup",
                          fields[2], folders);
      continue;
    }
    for (absl::string_view controller : absl::StrSplit(controllers, ',')) {
      if (controller != "cpu") continue;
      // Most systems have "cpu" as a link to "cpu,cpuacct".
      const std::string named = mounts + controllers;
      AppendFoldersUpward(Exists(named) ? named : mounts + "cpu", fields[2],
                          folders);
    }
  }
  return folders;
}

// quota / period of one cgroup; absent when it has no limit of its own.
std::optional<double> ReadQuota(const std::string& folder) {
  std::optional<int64_t> quota;
  std::optional<int64_t> period;
  const std::vector<std::string> v2 = ReadLines(folder + "/cpu.max");
  if (!v2.empty()) {
    // "max 100000" or "50000 100000".
    const std::vector<std::string> fields = absl::StrSplit(v2[0], ' ');
    int64_t number = 0;
    if (fields.size() != 2) return std::nullopt;
    if (absl::SimpleAtoi(fields[0], &number)) quota = number;
    if (absl::SimpleAtoi(fields[1], &number)) period = number;
  } else {
    quota = ReadNumber(folder + "/cpu.cfs_quota_us");
    period = ReadNumber(folder + "/cpu.cfs_period_us");
  }
  // v1 writes -1 for no limit.
  if (!quota.has_value() || *quota <= 0) return std::nullopt;
  if (!period.has_value() || *period <= 0) return std::nullopt;
  return static_cast<double>(*quota) / static_cast<double>(*period);
}

struct Limit {
  double cpus;
  std::string folder;
};

std::optional<Limit> SmallestLimit(const std::vector<std::string>& folders) {
  std::optional<Limit> smallest;
  for (const std::string& folder : folders) {
    const std::optional<double> cpus = ReadQuota(folder);
    if (!cpus.has_value()) continue;
    if (!smallest.has_value() || *cpus < smallest->cpus) {
      smallest = Limit{*cpus, folder};
    }
  }
  return smallest;
}

// Whether both numbers were there.
bool ReadStat(const std::string& folder, ProcessUsage& usage) {
  std::optional<uint64_t> periods;
  std::optional<uint64_t> throttled;
  for (const std::string& line : ReadLines(folder + "/cpu.stat")) {
    const std::vector<std::string> fields = absl::StrSplit(line, ' ');
    uint64_t number = 0;
    if (fields.size() != 2 || !absl::SimpleAtoi(fields[1], &number)) continue;
    if (fields[0] == "nr_periods") periods = number;
    if (fields[0] == "nr_throttled") throttled = number;
  }
  if (!periods.has_value() || !throttled.has_value()) return false;
  usage.cgroup_periods = periods;
  usage.cgroup_throttled_periods = throttled;
  return true;
}

}  // namespace

ProcessUsage ReadProcessUsage() {
  ProcessUsage usage;
  usage.steady_ns = SteadyNowNs();
  rusage totals = {};
  getrusage(RUSAGE_SELF, &totals);
  usage.user_ns = ToNs(totals.ru_utime);
  usage.system_ns = ToNs(totals.ru_stime);
  usage.voluntary_context_switches = static_cast<uint64_t>(totals.ru_nvcsw);
  usage.involuntary_context_switches = static_cast<uint64_t>(totals.ru_nivcsw);
  ReadCgroupCpuStat("", usage);
  return usage;
}

ThreadUsage ReadThreadUsage() {
  rusage totals = {};
  getrusage(RUSAGE_THREAD, &totals);
  return {ToNs(totals.ru_utime), ToNs(totals.ru_stime)};
}

v1::CpuUsage CpuUsageBetween(const ProcessUsage& before,
                             const ProcessUsage& after, uint64_t messages) {
  v1::CpuUsage between;
  between.set_user_ns(after.user_ns - before.user_ns);
  between.set_system_ns(after.system_ns - before.system_ns);
  between.set_voluntary_context_switches(after.voluntary_context_switches -
                                         before.voluntary_context_switches);
  between.set_involuntary_context_switches(after.involuntary_context_switches -
                                           before.involuntary_context_switches);
  between.set_messages(messages);
  between.set_elapsed_ns(after.steady_ns - before.steady_ns);
  // A process that was moved to another cgroup has no difference to show.
  if (before.cgroup_periods.has_value() && after.cgroup_periods.has_value() &&
      before.cgroup_throttled_periods.has_value() &&
      after.cgroup_throttled_periods.has_value() &&
      *after.cgroup_periods >= *before.cgroup_periods &&
      *after.cgroup_throttled_periods >= *before.cgroup_throttled_periods) {
    between.set_cgroup_periods(*after.cgroup_periods - *before.cgroup_periods);
    between.set_cgroup_throttled_periods(*after.cgroup_throttled_periods -
                                         *before.cgroup_throttled_periods);
  }
  return between;
}

std::optional<double> ReadCgroupCpuQuota(const std::string& root) {
  const std::optional<Limit> limit = SmallestLimit(CpuCgroupFolders(root));
  if (!limit.has_value()) return std::nullopt;
  return limit->cpus;
}

void ReadCgroupCpuStat(const std::string& root, ProcessUsage& usage) {
  usage.cgroup_periods.reset();
  usage.cgroup_throttled_periods.reset();
  const std::vector<std::string> folders = CpuCgroupFolders(root);
  // Only the cgroup that has a quota counts periods: where it is set further
  // up, the process's own shows zeros however much it is throttled.
  const std::optional<Limit> limit = SmallestLimit(folders);
  if (limit.has_value()) {
    ReadStat(limit->folder, usage);
    return;
  }
  for (const std::string& folder : folders) {
    if (ReadStat(folder, usage)) return;
  }
}

}  // namespace grpc_perf_msgr
