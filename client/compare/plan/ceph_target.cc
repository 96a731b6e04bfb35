#include "client/compare/plan/ceph_target.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {
namespace {

// Ceph's client reads its arguments by atoi.
constexpr uint64_t kMaxCephIos = std::numeric_limits<int32_t>::max();

template <typename List>
std::string Quoted(const List& words) {
  return absl::StrCat("[\"", absl::StrJoin(words, "\", \""), "\"]");
}

// A command is left out where its program is not run, and names one where it
// is.
template <typename List>
absl::Status CheckCommand(const std::string& field, bool runs,
                          absl::string_view program, const List& command) {
  if (command.empty()) return absl::OkStatus();
  if (!runs) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, " must be left out where no ", program,
                     " is started, got ", Quoted(command)));
  }
  for (const std::string& word : command) {
    if (word.empty() || word.find('\0') != std::string::npos) {
      return absl::InvalidArgumentError(absl::StrCat(
          field, " must be words that are not empty, got ", Quoted(command)));
    }
  }
  return absl::OkStatus();
}

absl::Status CompleteServerProgram(const std::string& where,
                                   v1::Target& target) {
  std::string& program = *target.mutable_server_program();
  const auto programs = TransportOf(target.transport()).server_programs;
  if (programs.empty()) {
    if (program.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        where, ".server_program must be left out where transport is ",
        target.transport(), ", got \"", program, "\""));
  }
  if (!target.address().empty()) {
    if (program.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat(where,
                     ".server_program must be left out where address says that "
                     "a server runs already, got \"",
                     program, "\""));
  }
  if (program.empty()) program = std::string(programs[0]);
  if (std::find(programs.begin(), programs.end(), program) != programs.end()) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(where, ".server_program must be ",
                   absl::StrJoin(programs, " or "), ", got \"", program, "\""));
}

// What Ceph's programs can't be told.
absl::Status CheckChoices(const std::string& where, const v1::Target& target) {
  if (!RunsCephClient(target) && !RunsCephServer(target)) {
    return absl::OkStatus();
  }
  const char* program = RunsCephClient(target) ? kCephClient : kCephServer;
  if (target.busy_poll()) {
    return absl::InvalidArgumentError(absl::StrCat(
        where, ".busy_poll must be left out: ", program, " does not know it"));
  }
  const bool flush_is_default =
      target.flush().empty() ||
      (!RunsCephClient(target) && target.flush() == "drain");
  if (flush_is_default) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(where, ".flush must be left out: ", program,
                   " does not know it; got \"", target.flush(), "\""));
}

}  // namespace

bool RunsCephClient(const v1::Target& target) {
  return TransportOf(target.transport()).client_program == kCephClient;
}

bool RunsCephServer(const v1::Target& target) {
  return target.address().empty() && target.server_program() == kCephServer;
}

absl::Status CompletePrograms(const std::string& where, v1::Target& target) {
  absl::Status status = CompleteServerProgram(where, target);
  if (status.ok()) {
    status = CheckCommand(absl::StrCat(where, ".client_command"),
                          RunsCephClient(target), kCephClient,
                          target.client_command());
  }
  if (status.ok()) {
    status = CheckCommand(absl::StrCat(where, ".server_command"),
                          RunsCephServer(target), kCephServer,
                          target.server_command());
  }
  return status.ok() ? CheckChoices(where, target) : status;
}

absl::Status CheckTargetsOf(const v1::Scenario& scenario) {
  for (const v1::Target& target : scenario.targets()) {
    const TransportRow& transport = TransportOf(target.transport());
    for (const uint32_t bytes : scenario.reply_bytes()) {
      if (bytes == 0 || transport.why_no_reply_payload.empty()) continue;
      return absl::InvalidArgumentError(absl::StrCat(
          "reply_bytes must be left out, or 0, where the transport of a target "
          "is ",
          transport.word, ", got ", bytes, " with target \"", target.name(),
          "\": ", transport.why_no_reply_payload));
    }
    if (RunsCephClient(target) && scenario.ios() > kMaxCephIos) {
      return absl::InvalidArgumentError(
          absl::StrCat("ios must be at most ", kMaxCephIos,
                       " where a target is ", kCephClient, ", got ",
                       scenario.ios(), " with target \"", target.name(), "\""));
    }
  }
  return absl::OkStatus();
}

}  // namespace grpc_perf_msgr
