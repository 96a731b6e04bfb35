#include "common/container.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace grpc_perf_msgr {

std::string ContainerEngine(absl::string_view mountinfo) {
  for (const absl::string_view line : absl::StrSplit(mountinfo, '\n')) {
    // ID, parent, device, root within the file system, mount point, ...
    const std::vector<absl::string_view> fields =
        absl::StrSplit(line, absl::MaxSplits(' ', 5));
    if (fields.size() < 6) continue;
    const absl::string_view root = fields[3];
    if (fields[4] != "/etc/hosts" && fields[4] != "/etc/hostname") continue;
    if (absl::StrContains(root, "/pods/")) return "kubernetes";
    if (absl::StrContains(root, "/overlay-containers/")) return "podman";
    if (absl::StrContains(root, "/containers/")) return "docker";
  }
  return "";
}

}  // namespace grpc_perf_msgr
