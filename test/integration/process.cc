#include "test/integration/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "absl/time/clock.h"

namespace grpc_perf_msgr {
namespace {

constexpr absl::Duration kLookInterval = absl::Milliseconds(5);
constexpr int kExecFailed = 127;

// In the child, after fork: only calls that are safe there.
[[noreturn]] void Become(char* const* argv, int in, int out, int err,
                         pid_t parent) {
  // The sleepers of a dead test program would disturb the next one.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(kExecFailed);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  // Sockets of servers inside the test program must not live on in the child.
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  execv(argv[0], argv);
  _exit(kExecFailed);
}

int OpenForOutput(const std::string& path) {
  return open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC,
              0600);
}

}  // namespace

bool WaitUntil(const std::function<bool()>& condition,
               absl::Duration patience) {
  const absl::Time end = absl::Now() + patience;
  while (!condition()) {
    if (absl::Now() > end) return false;
    absl::SleepFor(kLookInterval);
  }
  return true;
}

std::string ReadWholeFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)),
                     std::istreambuf_iterator<char>());
}

int CountLines(const std::string& text, const std::string& prefix) {
  std::istringstream lines(text);
  int count = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.compare(0, prefix.size(), prefix) == 0) ++count;
  }
  return count;
}

ScratchFolder::ScratchFolder() : path_("/tmp/grpc_perf_msgr_XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) {
    ADD_FAILURE() << "cannot make a folder like " << path_;
  }
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Process::Process(const std::string& program,
                 const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {program};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  argv.reserve(all.size() + 1);
  for (std::string& argument : all) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int out = OpenForOutput(folder_.Path("out"));
  const int err = OpenForOutput(folder_.Path("err"));
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) Become(argv.data(), in, out, err, parent);
  if (pid_ < 0) {
    ADD_FAILURE() << "cannot start " << program;
    exit_status_ = kExecFailed;
  }
  close(in);
  close(out);
  close(err);
}

Process::~Process() {
  // Ends a stopped one, too.
  Signal(SIGKILL);
  Wait();
}

void Process::Signal(int signal) {
  // While it has not been waited for, its id belongs to nobody else.
  if (!Wait(absl::ZeroDuration()).has_value()) kill(pid_, signal);
}

std::optional<int> Process::Wait(absl::Duration patience) {
  WaitUntil(
      [this] {
        if (exit_status_.has_value()) return true;
        int status = 0;
        if (waitpid(pid_, &status, WNOHANG) != pid_) return false;
        exit_status_ =
            WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        return true;
      },
      patience);
  return exit_status_;
}

int Process::ExitStatus(absl::Duration patience) {
  const std::optional<int> status = Wait(patience);
  if (status.has_value()) return *status;
  ADD_FAILURE() << "still running after " << absl::FormatDuration(patience)
                << "; it printed\n"
                << Out() << "\nand on standard error\n"
                << Err();
  Signal(SIGKILL);
  Wait();
  return -1;
}

int64_t Process::ResidentBytes() const {
  std::istringstream statm(
      ReadWholeFile("/proc/" + std::to_string(pid_) + "/statm"));
  int64_t total_pages = 0;
  int64_t resident_pages = 0;
  statm >> total_pages >> resident_pages;
  return resident_pages * sysconf(_SC_PAGESIZE);
}

}  // namespace grpc_perf_msgr
