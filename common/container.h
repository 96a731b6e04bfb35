// Whether this process runs in a container.
#ifndef GRPC_PERF_MSGR_COMMON_CONTAINER_H_
#define GRPC_PERF_MSGR_COMMON_CONTAINER_H_

#include <string>

#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

// "docker", "podman", "kubernetes" or, where it can't be told, "". By
// `mountinfo`, the text of /proc/self/mountinfo (proc(5)): these engines mount
// files of their own over /etc/hosts or /etc/hostname, whose paths tell them
// apart. /.dockerenv is no evidence: images of machines have it, too, when they
// were made from a container.
std::string ContainerEngine(absl::string_view mountinfo);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_CONTAINER_H_
