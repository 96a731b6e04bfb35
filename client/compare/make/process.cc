#include "client/compare/make/process.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/session/socket.h"

namespace grpc_perf_msgr {
namespace {

constexpr int kMaxCpus = 4096;
// A signal to end must not keep Stop from looking.
constexpr int64_t kStopPollNs = 10 * kNanosPerMilli;

// A set of CPUs for sched_setaffinity(2); empty when there are none.
std::vector<cpu_set_t> MaskOf(const std::vector<uint32_t>& cpus) {
  if (cpus.empty()) return {};
  std::vector<cpu_set_t> mask(CPU_ALLOC_SIZE(kMaxCpus) / sizeof(cpu_set_t));
  CPU_ZERO_S(CPU_ALLOC_SIZE(kMaxCpus), mask.data());
  for (const uint32_t cpu : cpus) {
    CPU_SET_S(cpu, CPU_ALLOC_SIZE(kMaxCpus), mask.data());
  }
  return mask;
}

// What a child needs, made before fork.
struct Start {
  char* const* argv;
  int log;
  // Where to tell the errno of what fails.
  int report;
  pid_t parent;
  const std::vector<cpu_set_t>& mask;
  uint64_t timer_slack_ns;
};

// What the child does between fork and its program. Only async-signal-safe
// calls.
[[noreturn]] void Become(const Start& start) {
  setpgid(0, 0);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // The parent may have died before the line above took effect.
  if (getppid() != start.parent) _exit(1);
  const int null = open("/dev/null", O_RDONLY);
  const bool pinned =
      start.mask.empty() ||
      sched_setaffinity(0, start.mask.size() * sizeof(cpu_set_t),
                        start.mask.data()) == 0;
  const bool precise =
      start.timer_slack_ns == 0 ||
      prctl(PR_SET_TIMERSLACK, start.timer_slack_ns, 0, 0, 0) == 0;
  if (pinned && precise && null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
      dup2(start.log, STDOUT_FILENO) >= 0 &&
      dup2(start.log, STDERR_FILENO) >= 0) {
    execv(start.argv[0], start.argv);
  }
  const int error = errno;
  [[maybe_unused]] const ssize_t written =
      write(start.report, &error, sizeof(error));
  _exit(127);
}

int64_t ToNs(const timeval& time) {
  return static_cast<int64_t>(time.tv_sec) * kNanosPerSecond +
         static_cast<int64_t>(time.tv_usec) * kNanosPerMicro;
}

ProcessUsage ToUsage(const rusage& totals) {
  ProcessUsage usage;
  usage.steady_ns = SteadyNowNs();
  usage.user_ns = ToNs(totals.ru_utime);
  usage.system_ns = ToNs(totals.ru_stime);
  usage.voluntary_context_switches = static_cast<uint64_t>(totals.ru_nvcsw);
  usage.involuntary_context_switches = static_cast<uint64_t>(totals.ru_nivcsw);
  return usage;
}

absl::Status StartError(int error, const std::string& program) {
  return absl::ErrnoToStatus(error,
                             absl::StrCat("cannot start \"", program, "\""));
}

}  // namespace

absl::StatusOr<ChildProcess> ChildProcess::Start(
    const std::string& program, const std::vector<std::string>& arguments,
    const std::string& log_file, const ProcessOptions& options) {
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
  const std::vector<cpu_set_t> mask = MaskOf(options.cpus);
  const struct Start start = {argv.data(), log.get(), report_out.get(),
                              getpid(),    mask,      options.timer_slack_ns};
  const pid_t pid = fork();
  if (pid == 0) Become(start);
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
    : pid_(std::exchange(other.pid_, -1)),
      exit_status_(other.exit_status_),
      usage_(other.usage_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this != &other) {
    Kill();
    pid_ = std::exchange(other.pid_, -1);
    exit_status_ = other.exit_status_;
    usage_ = other.usage_;
  }
  return *this;
}

ChildProcess::~ChildProcess() { Kill(); }

void ChildProcess::Reap(int wait_options) {
  if (pid_ <= 0 || exit_status_.has_value()) return;
  siginfo_t ended = {};
  while (waitid(P_PID, static_cast<id_t>(pid_), &ended,
                WEXITED | WNOWAIT | wait_options) < 0 &&
         errno == EINTR) {
  }
  if (ended.si_pid != pid_) return;
  // Until it has been waited for, its id and its group's belong to nobody else.
  kill(-pid_, SIGKILL);
  int status = 0;
  rusage totals = {};
  while (wait4(pid_, &status, 0, &totals) < 0 && errno == EINTR) {
  }
  exit_status_ =
      WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  usage_ = ToUsage(totals);
}

std::optional<int> ChildProcess::Poll() {
  Reap(WNOHANG);
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

void ChildProcess::Stop(int64_t deadline_ns, Signals& signals) {
  if (pid_ <= 0 || Poll().has_value()) return;
  kill(-pid_, SIGTERM);
  while (!Poll().has_value() && SteadyNowNs() < deadline_ns) {
    signals.Wait(std::min(deadline_ns - SteadyNowNs(), kStopPollNs));
  }
  Kill();
}

void ChildProcess::Kill() {
  if (pid_ <= 0 || Poll().has_value()) return;
  kill(-pid_, SIGKILL);
  kill(pid_, SIGKILL);
  Reap(0);
}

}  // namespace grpc_perf_msgr
