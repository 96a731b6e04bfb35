#include "client/compare/process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/tcp/socket.h"

namespace grpc_perf_msgr {
namespace {

// What the child does between fork and its program; tells `report` the errno if
// that fails. Only async-signal-safe calls.
[[noreturn]] void Become(char* const* argv, int log, int report, pid_t parent) {
  setpgid(0, 0);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // The parent may have died before the line above took effect.
  if (getppid() != parent) _exit(1);
  const int null = open("/dev/null", O_RDONLY);
  if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
      dup2(log, STDOUT_FILENO) >= 0 && dup2(log, STDERR_FILENO) >= 0) {
    execv(argv[0], argv);
  }
  const int error = errno;
  [[maybe_unused]] const ssize_t written = write(report, &error, sizeof(error));
  _exit(127);
}

absl::Status StartError(int error, const std::string& program) {
  return absl::ErrnoToStatus(error,
                             absl::StrCat("cannot start \"", program, "\""));
}

}  // namespace

absl::StatusOr<ChildProcess> ChildProcess::Start(
    const std::string& program, const std::vector<std::string>& arguments,
    const std::string& log_file) {
  const Descriptor log(open(log_file.c_str(),
                            O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC,
                            0666));
  if (!log.valid()) {
    return absl::ErrnoToStatus(errno,
                               absl::StrCat("cannot write \"", log_file, "\""));
  }
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) return StartError(errno, program);
  const Descriptor report_in(ends[0]);
  Descriptor report_out(ends[1]);
  std::vector<std::string> all = {program};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& argument : all) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) Become(argv.data(), log.get(), report_out.get(), parent);
  if (pid < 0) return StartError(errno, program);
  ChildProcess child(pid);
  // The pipe's other end closes when the program begins.
  report_out.Close();
  int error = 0;
  ssize_t got = 0;
  do {
    got = read(report_in.get(), &error, sizeof(error));
  } while (got < 0 && errno == EINTR);
  if (got == sizeof(error)) return StartError(error, program);
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), exit_status_(other.exit_status_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this != &other) {
    Kill();
    pid_ = std::exchange(other.pid_, -1);
    exit_status_ = other.exit_status_;
  }
  return *this;
}

ChildProcess::~ChildProcess() { Kill(); }

std::optional<int> ChildProcess::Poll() {
  int status = 0;
  if (pid_ > 0 && !exit_status_.has_value() &&
      waitpid(pid_, &status, WNOHANG) == pid_) {
    exit_status_ =
        WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }
  return exit_status_;
}

std::optional<int> ChildProcess::Wait(int64_t deadline_ns, Signals& signals) {
  while (!signals.end_wanted() && !Poll().has_value()) {
    const int64_t left_ns = deadline_ns - SteadyNowNs();
    if (left_ns <= 0) break;
    signals.Wait(left_ns);
  }
  return Poll();
}

void ChildProcess::Kill() {
  if (pid_ <= 0 || Poll().has_value()) return;
  // Until it has been waited for, its id belongs to nobody else.
  kill(pid_, SIGKILL);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  exit_status_ =
      WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace grpc_perf_msgr
