// A program that the comparison runs, never left behind.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_PROCESS_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/compare/make/signals.h"
#include "common/process_usage.h"

namespace grpc_perf_msgr {

// What a program is given beside its arguments.
struct ProcessOptions {
  // CPUs that it may use; empty: those of this program.
  std::vector<uint32_t> cpus;
  // How late the kernel may wake its threads (PR_SET_TIMERSLACK), in ns; 0: as
  // this program.
  uint64_t timer_slack_ns = 0;
};

// Has its own process group, so that Ctrl-C on a terminal reaches the
// comparison alone. The kernel kills it when the thread that started it ends,
// even by SIGKILL. Programs that it starts, as a script does, stay in its
// group, which is ended with it. All functions are for that thread.
class ChildProcess {
 public:
  // Runs `program`, a path, with its output and errors in `log_file` (made or
  // emptied). An error says why it could not be started.
  static absl::StatusOr<ChildProcess> Start(
      const std::string& program, const std::vector<std::string>& arguments,
      const std::string& log_file, const ProcessOptions& options = {});

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  // Kills it and waits for its end.
  ~ChildProcess();

  pid_t pid() const { return pid_; }

  // Exit status when it has ended, 128 + N when signal N ended it (as shells
  // say it); nothing while it runs. Does not wait.
  std::optional<int> Poll();

  // Waits until it has ended, until `deadline_ns` on the steady clock, or until
  // the user wants to end; then as Poll.
  std::optional<int> Wait(int64_t deadline_ns, Signals& signals);

  // CPU time and context switches of its whole life, and of those that it
  // waited for (wait4(2)); absent until Poll, Wait or Kill found it ended.
  const std::optional<ProcessUsage>& usage() const { return usage_; }

  // Ends it with SIGTERM, and what is left at `deadline_ns` with SIGKILL; waits
  // for that.
  void Stop(int64_t deadline_ns, Signals& signals);

  // Ends it with SIGKILL and waits for that; does nothing when it has ended.
  void Kill();

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}
  // Waits for its end, or asks only (WNOHANG).
  void Reap(int wait_options);

  // -1: moved from.
  pid_t pid_ = -1;
  std::optional<int> exit_status_;
  std::optional<ProcessUsage> usage_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_PROCESS_H_
