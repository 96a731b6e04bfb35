#include "client/compare/ceph/ceph_programs.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "client/compare/ceph/ceph_output.h"
#include "client/compare/make/file.h"
#include "client/compare/make/servers.h"
#include "client/compare/plan/ceph_target.h"
#include "common/clock.h"
#include "common/environment.h"

namespace grpc_perf_msgr {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kVersionTimeoutNs = 30 * kNanosPerSecond;
constexpr uint64_t kTimerSlackNs = 1;

// A file for what a program says, removed with this.
class ScratchFile {
 public:
  ScratchFile() {
    std::error_code ignored;
    path_ =
        (fs::temp_directory_path(ignored) / "grpc_perf_msgr_XXXXXX").string();
    const int fd = mkstemp(path_.data());
    if (fd >= 0) close(fd);
  }
  ~ScratchFile() { unlink(path_.c_str()); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The path of `word`: itself where it has a slash, else as found on PATH.
std::optional<std::string> FindOnPath(const std::string& word) {
  if (word.find('/') != std::string::npos) return word;
  const char* path = std::getenv("PATH");
  for (const absl::string_view folder :
       absl::StrSplit(path == nullptr ? "/usr/bin:/bin" : path, ':')) {
    const std::string file =
        absl::StrCat(folder.empty() ? "." : folder, "/", word);
    std::error_code ignored;
    if (fs::is_regular_file(file, ignored) && access(file.c_str(), X_OK) == 0) {
      return file;
    }
  }
  return std::nullopt;
}

absl::Status Missing(const std::string& target, const std::string& field,
                     const std::vector<std::string>& command,
                     const std::string& name, const std::string& why) {
  return absl::FailedPreconditionError(absl::StrCat(
      "target \"", target, "\" can't run \"", absl::StrJoin(command, " "),
      "\": ", why, "; ", name, " is in Debian 13's package ceph-test (", field,
      " says how to run it)"));
}

template <typename List>
absl::StatusOr<CephProgram> Find(const std::string& target,
                                 const std::string& field,
                                 const std::string& name, const List& words,
                                 Signals& signals) {
  CephProgram program;
  program.command.assign(words.begin(), words.end());
  if (program.command.empty()) program.command = {name};
  const std::vector<std::string> asked = program.command;
  const auto missing = [&](const std::string& why) {
    return Missing(target, field, asked, name, why);
  };
  const std::optional<std::string> path = FindOnPath(program.command[0]);
  if (!path.has_value()) return missing("it is not on PATH");
  program.command[0] = *path;
  const ScratchFile log;
  absl::StatusOr<ChildProcess> process =
      StartCephProgram(program, {"--version"}, {}, log.path());
  if (!process.ok()) return missing(std::string(process.status().message()));
  const auto ended = process->Wait(SteadyNowNs() + kVersionTimeoutNs, signals);
  if (signals.end_wanted()) return absl::CancelledError("stopped by the user");
  if (!ended.has_value()) {
    return missing("with --version it did not end within 30 s");
  }
  if (*ended != 0) {
    return missing(absl::StrCat("with --version it ended with exit status ",
                                *ended, " (", LastLine(log.path()), ")"));
  }
  program.version = ParseCephVersion(ReadFile(log.path()).value_or(""));
  return program;
}

}  // namespace

absl::StatusOr<CephProgramsByTarget> FindCephPrograms(
    const v1::Scenario& scenario, Signals& signals) {
  CephProgramsByTarget all;
  for (const v1::Target& target : scenario.targets()) {
    CephPrograms& programs = all[target.name()];
    if (RunsCephClient(target)) {
      auto client = Find(target.name(), "client_command", kCephClient,
                         target.client_command(), signals);
      if (!client.ok()) return client.status();
      programs.client = *std::move(client);
    }
    if (RunsCephServer(target)) {
      auto server = Find(target.name(), "server_command", kCephServer,
                         target.server_command(), signals);
      if (!server.ok()) return server.status();
      programs.server = *std::move(server);
    }
  }
  return all;
}

absl::StatusOr<ChildProcess> StartCephProgram(
    const CephProgram& program, const std::vector<std::string>& arguments,
    const std::vector<uint32_t>& cpus, const std::string& log_file) {
  std::vector<std::string> words(program.command.begin() + 1,
                                 program.command.end());
  words.insert(words.end(), arguments.begin(), arguments.end());
  ProcessOptions options;
  options.cpus = cpus;
  options.timer_slack_ns = kTimerSlackNs;
  return ChildProcess::Start(program.command[0], words, log_file, options);
}

v1::Environment CephEnvironment(const CephProgram& program, bool here) {
  v1::Environment environment;
  if (here) {
    environment = ReadEnvironment();
    // Those are this program's.
    environment.clear_commit();
    environment.clear_build_type();
    environment.clear_compiler();
    environment.clear_allocator();
    environment.clear_libraries();
  }
  environment.set_version(program.version);
  v1::Library& ceph = *environment.add_libraries();
  ceph.set_name("ceph");
  ceph.set_version(program.version);
  return environment;
}

}  // namespace grpc_perf_msgr
