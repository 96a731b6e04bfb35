#include "client/group_options.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "client/flags.h"
#include "common/group.h"
#include "common/limits.h"

namespace grpc_perf_msgr {
namespace {

std::string DefaultMember() {
  std::array<char, 256> host = {};
  if (gethostname(host.data(), host.size() - 1) != 0 || host[0] == '\0') {
    return absl::StrCat("client:", getpid());
  }
  // Room for the number; kernels allow 64 characters.
  return absl::StrCat(
      absl::string_view(host.data()).substr(0, kMaxGroupNameLength - 20), ":",
      getpid());
}

}  // namespace

absl::StatusOr<GroupOptions> ParseGroupOptions(const Workload& workload) {
  GroupOptions options;
  options.name = absl::GetFlag(FLAGS_group);
  options.size = absl::GetFlag(FLAGS_group_size);
  options.member = absl::GetFlag(FLAGS_group_member);
  if (options.name.empty()) {
    if (options.size == 0 && options.member.empty()) return options;
    return absl::InvalidArgumentError(
        absl::StrCat(options.size > 0 ? "--group_size" : "--group_member",
                     " needs --group=NAME, the name of the clients' group"));
  }
  absl::Status status = CheckGroupName("--group", options.name);
  if (!status.ok()) return status;
  if (options.size < 1 || options.size > kMaxGroupSize) {
    return absl::InvalidArgumentError(
        absl::StrCat("--group needs --group_size of 1..", kMaxGroupSize,
                     ", the number of its clients, got ", options.size));
  }
  if (options.member.empty()) {
    options.member = DefaultMember();
  } else {
    status = CheckGroupName("--group_member", options.member);
    if (!status.ok()) return status;
  }
  options.timeout_ns = std::max<int64_t>(
      1, absl::ToInt64Nanoseconds(absl::GetFlag(FLAGS_group_timeout)));
  if (!workload.control.has_value()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--group needs the server's control plane, where clients meet: give "
        "its grpc address by --control, since SERVER is ",
        workload.server.ToString()));
  }
  return options;
}

}  // namespace grpc_perf_msgr
