// What /proc says of another process.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_OTHER_PROCESS_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_OTHER_PROCESS_H_

#include <sys/types.h>

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/process_usage.h"

namespace grpc_perf_msgr {

// CPU time of all threads that `pid` has or had, in the kernel's clock ticks
// (10 ms), and context switches of those that it has now (proc(5), stat and
// task/*/status). Without those of the cgroup. Absent when it has ended.
std::optional<ProcessUsage> ReadUsageOf(pid_t pid);

// User and system time from the text of /proc/PID/stat; false when it has
// another form.
bool ParseStat(absl::string_view stat, ProcessUsage& usage);

// Whether the program that `pid` executes is the file `name`, by itself or by
// the dynamic loader started as a program. False for what only started it
// elsewhere: a shell script, docker exec.
bool Executes(pid_t pid, const std::string& name);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_OTHER_PROCESS_H_
