// A program under test: started with arguments, watched, signalled and never
// left behind.
#ifndef GRPC_PERF_MSGR_TEST_INTEGRATION_PROCESS_H_
#define GRPC_PERF_MSGR_TEST_INTEGRATION_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace grpc_perf_msgr {

// How long anything may take before a test fails for it: enough for a sanitizer
// build on a machine that is busy with other things.
inline constexpr absl::Duration kPatience = absl::Seconds(60);

// Looks every few milliseconds until `condition` holds; false when it does not
// within `patience`.
bool WaitUntil(const std::function<bool()>& condition,
               absl::Duration patience = kPatience);

// What a file holds; empty when it can't be read.
std::string ReadWholeFile(const std::string& path);

// How many lines, and how many of them begin with `prefix`.
int CountLines(const std::string& text, const std::string& prefix = "");

// A folder of one test, removed with everything in it. Its path is short enough
// for a unix socket.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::string Path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// A running program. Its output goes to files; its input is /dev/null. Killed
// when this object or the test program ends. Belongs to one thread: the kernel
// kills it when that thread ends.
class Process {
 public:
  Process(const std::string& program,
          const std::vector<std::string>& arguments);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }

  // Does nothing when the program has ended.
  void Signal(int signal);

  // Exit status once the program has ended, 128 + N when signal N ended it (as
  // shells say it); nothing when it still runs after `patience`.
  std::optional<int> Wait(absl::Duration patience = kPatience);

  // The same, but a program that does not end is a test failure: its output is
  // shown, it is killed, and -1 returned.
  int ExitStatus(absl::Duration patience = kPatience);

  // What it has printed so far.
  std::string Out() const { return ReadWholeFile(folder_.Path("out")); }
  std::string Err() const { return ReadWholeFile(folder_.Path("err")); }

  // How much memory it occupies, in bytes; 0 when it has ended.
  int64_t ResidentBytes() const;

 private:
  ScratchFolder folder_;
  pid_t pid_ = -1;
  std::optional<int> exit_status_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_INTEGRATION_PROCESS_H_
