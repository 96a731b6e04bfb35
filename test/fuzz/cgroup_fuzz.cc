// libFuzzer target: the kernel's files about cgroups and mounts, which in a
// container are whatever its engine makes them.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/cgroup.h"
#include "common/container.h"
#include "test/fuzz/require.h"

namespace grpc_perf_msgr {
namespace {

void CheckCgroups(absl::string_view text) {
  std::string written;
  const std::vector<CgroupPath> cgroups = ParseCgroups(text);
  for (const CgroupPath& cgroup : cgroups) {
    absl::StrAppend(&written, "1:", cgroup.controllers, ":", cgroup.path, "\n");
    const std::vector<std::string> folders = FoldersUpward("/m", cgroup.path);
    Require(!folders.empty() && folders.back() == "/m");
    for (size_t i = 0; i + 1 < folders.size(); ++i) {
      // Each lies in the next, none outside of the mount.
      Require(absl::StartsWith(folders[i], folders[i + 1] + "/"));
      Require(!absl::StrContains(folders[i] + "/", "/../"));
    }
  }
  Require(ParseCgroups(written) == cgroups);
}

void CheckLimits(absl::string_view text) {
  if (const auto cpus = ParseCpuMax(text); cpus.has_value()) {
    Require(*cpus > 0);
    const size_t space = text.find(' ');
    Require(ParseCpuQuota(text.substr(0, space), text.substr(space + 1)) ==
            cpus);
  }
  const auto stat = ParseCpuStat(text);
  if (!stat.has_value()) return;
  Require(ParseCpuStat(absl::StrCat("nr_periods ", stat->periods,
                                    "\nnr_throttled ", stat->throttled)) ==
          stat);
}

}  // namespace
}  // namespace grpc_perf_msgr

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text = grpc_perf_msgr::ToText(data, size);
  grpc_perf_msgr::CheckCgroups(text);
  grpc_perf_msgr::CheckLimits(text);
  const std::string engine = grpc_perf_msgr::ContainerEngine(text);
  grpc_perf_msgr::Require(engine.empty() || engine == "docker" ||
                          engine == "podman" || engine == "kubernetes");
  return 0;
}
