// CPU time and context switches, as the kernel counts them.
#ifndef GRPC_PERF_MSGR_COMMON_PROCESS_USAGE_H_
#define GRPC_PERF_MSGR_COMMON_PROCESS_USAGE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// Running totals of the process (getrusage(2)) and of its cgroup.
struct ProcessUsage {
  // When this was read, on the steady clock.
  int64_t steady_ns = 0;
  int64_t user_ns = 0;
  int64_t system_ns = 0;
  uint64_t voluntary_context_switches = 0;
  uint64_t involuntary_context_switches = 0;
  // CPU periods of the cgroup and those in which it was throttled; absent when
  // no CPU controller can be found or it has no statistics.
  std::optional<uint64_t> cgroup_periods;
  std::optional<uint64_t> cgroup_throttled_periods;
};

// CPU time of the calling thread.
struct ThreadUsage {
  int64_t user_ns = 0;
  int64_t system_ns = 0;
};

// Any thread.
ProcessUsage ReadProcessUsage();
ThreadUsage ReadThreadUsage();

// The difference of two readings; `messages` were finished between them.
v1::CpuUsage CpuUsageBetween(const ProcessUsage& before,
                             const ProcessUsage& after, uint64_t messages);

// CPUs' worth of time that the process's cgroup may use (quota / period; the
// smallest along the path to the root); absent when unlimited or unknown.
// Understands cgroup v2 (cpu.max) and v1 (cpu.cfs_quota_us). `root` is where
// /proc and /sys are found: "" on a live system, a folder of files in tests.
std::optional<double> ReadCgroupCpuQuota(const std::string& root);

// Reads nr_periods and nr_throttled (cpu.stat, v2 or v1) into `usage`: of the
// cgroup whose quota ReadCgroupCpuQuota gives, else of the process's own.
// Leaves them absent when they can't be had.
void ReadCgroupCpuStat(const std::string& root, ProcessUsage& usage);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_PROCESS_USAGE_H_
