// What the kernel's files about cgroups say (cgroups(7)). Pure: takes their
// text.
#ifndef GRPC_PERF_MSGR_COMMON_CGROUP_H_
#define GRPC_PERF_MSGR_COMMON_CGROUP_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

// A cgroup of the process that may limit its CPU time.
struct CgroupPath {
  // As v1 names its mount, e.g. "cpu,cpuacct"; empty in v2.
  std::string controllers;
  // Below the mount.
  std::string path;

  bool operator==(const CgroupPath& other) const = default;
};

// Of /proc/self/cgroup, in its order: lines "ID:CONTROLLERS:PATH", of v1's
// those with the controller "cpu"; "0::PATH" is v2's. Other lines are passed
// over.
std::vector<CgroupPath> ParseCgroups(absl::string_view text);

// The folders of a cgroup and of all above it, the last of which is `mount`. In
// a container the path may be the host's and lead nowhere here, or to outside
// of the mount ("/.."); what can be seen of it then is the mount itself.
std::vector<std::string> FoldersUpward(const std::string& mount,
                                       absl::string_view path);

// CPUs' worth of time, above 0, by v2's cpu.max ("50000 100000"); absent when
// there is no limit ("max 100000") or the text is none of the two.
std::optional<double> ParseCpuMax(absl::string_view text);
// The same by v1's cpu.cfs_quota_us (-1: no limit) and cpu.cfs_period_us.
std::optional<double> ParseCpuQuota(absl::string_view quota,
                                    absl::string_view period);

struct CpuPeriods {
  uint64_t periods = 0;
  // Those in which the cgroup was throttled.
  uint64_t throttled = 0;

  bool operator==(const CpuPeriods& other) const = default;
};

// Of cpu.stat, v1's or v2's; absent when it does not have both.
std::optional<CpuPeriods> ParseCpuStat(absl::string_view text);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_CGROUP_H_
