#include "common/process_usage.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "common/cgroup.h"
#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

int64_t ToNs(const timeval& time) {
  return static_cast<int64_t>(time.tv_sec) * kNanosPerSecond +
         static_cast<int64_t>(time.tv_usec) * kNanosPerMicro;
}

// A small file's text; empty when it can't be read.
std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

// The folders that may limit the process's CPU time, its own cgroup first, the
// root last. When both versions are mounted the CPU controller is in one of
// them.
std::vector<std::string> CpuCgroupFolders(const std::string& root) {
  const std::string mounts = root + "/sys/fs/cgroup/";
  std::vector<std::string> folders;
  for (const CgroupPath& cgroup :
       ParseCgroups(ReadFile(root + "/proc/self/cgroup"))) {
    std::string mount;
    if (cgroup.controllers.empty()) {
      const std::string hybrid = mounts + "unified";
      mount = Exists(hybrid) ? hybrid : root + "/sys/fs/cgroup";
    } else {
      // Most systems have "cpu" as a link to "cpu,cpuacct".
      const std::string named = mounts + cgroup.controllers;
      mount = Exists(named) ? named : mounts + "cpu";
    }
    for (std::string& folder : FoldersUpward(mount, cgroup.path)) {
      folders.push_back(std::move(folder));
    }
  }
  return folders;
}

// quota / period of one cgroup; absent when it has no limit of its own.
std::optional<double> ReadQuota(const std::string& folder) {
  const std::string v2 = ReadFile(folder + "/cpu.max");
  if (!v2.empty()) return ParseCpuMax(v2);
  return ParseCpuQuota(ReadFile(folder + "/cpu.cfs_quota_us"),
                       ReadFile(folder + "/cpu.cfs_period_us"));
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
  const std::optional<CpuPeriods> stat =
      ParseCpuStat(ReadFile(folder + "/cpu.stat"));
  if (!stat.has_value()) return false;
  usage.cgroup_periods = stat->periods;
  usage.cgroup_throttled_periods = stat->throttled;
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
