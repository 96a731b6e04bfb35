#include "common/environment_warnings.h"

#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/cpu_list.h"
#include "common/environment.h"
#include "common/warnings.h"

namespace grpc_perf_msgr {
namespace {

using v1::Warning;

// Warnings of one end.
class Collector {
 public:
  explicit Collector(Warning::End end) : end_(end) {}
  void Add(Warning::Kind kind, const std::string& text) {
    warnings_.push_back(MakeWarning(kind, end_, text));
  }
  std::vector<Warning> Take() { return std::move(warnings_); }

 private:
  const Warning::End end_;
  std::vector<Warning> warnings_;
};

void WarnOfBuild(const v1::Environment& environment, Collector& warnings) {
  const std::string& build_type = environment.build_type();
  const std::string type = build_type.substr(0, build_type.find(" ("));
  if (!type.empty() && type != "Release") {
    warnings.Add(
        Warning::DEBUG_BUILD,
        absl::StrCat("the program is a ", type, " build, not a Release build"));
  }
  const size_t mark = build_type.find(kSanitizersMark);
  if (mark != std::string::npos) {
    std::string sanitizers =
        build_type.substr(mark + sizeof(kSanitizersMark) - 1);
    if (absl::EndsWith(sanitizers, ")")) sanitizers.pop_back();
    warnings.Add(Warning::SANITIZERS,
                 absl::StrCat("the program runs under sanitizers (", sanitizers,
                              "), which cost much time"));
  }
  const std::string& commit = environment.commit();
  if (commit == "unknown") {
    warnings.Add(Warning::UNKNOWN_COMMIT,
                 "the commit that the program was built from is unknown");
  } else if (absl::EndsWith(commit, "-dirty")) {
    warnings.Add(Warning::CHANGED_SOURCE,
                 absl::StrCat("the program was built from changed source (",
                              commit, ")"));
  }
  for (const v1::Library& library : environment.libraries()) {
    if (!library.checks_assertions()) continue;
    warnings.Add(
        Warning::ASSERTIONS,
        absl::StrCat(library.name(), library.version().empty() ? "" : " ",
                     library.version(),
                     " is built with its assertions on, which costs time"));
  }
}

void WarnOfLimits(const v1::Environment& environment, Collector& warnings) {
  CpuList allowed;
  std::string error;
  const bool known =
      AbslParseFlag(environment.cpus_allowed(), &allowed, &error) &&
      !allowed.cpus.empty();
  // A quota of at least all allowed CPUs takes nothing away.
  if (environment.has_cgroup_cpu_quota() &&
      (!known || environment.cgroup_cpu_quota() <
                     static_cast<double>(allowed.cpus.size()))) {
    warnings.Add(Warning::CPU_QUOTA,
                 absl::StrCat("the cgroup limits CPU time to ",
                              environment.cgroup_cpu_quota(),
                              " CPUs and may stop the program meanwhile"));
  }
  if (environment.cpus_online() == 1) {
    warnings.Add(Warning::ONE_CPU,
                 "the host has one CPU only, which all that runs on it share");
  }
}

}  // namespace

std::vector<v1::Warning> EnvironmentWarnings(const v1::Environment& environment,
                                             v1::Warning::End end) {
  Collector warnings(end);
  WarnOfBuild(environment, warnings);
  WarnOfLimits(environment, warnings);
  return warnings.Take();
}

}  // namespace grpc_perf_msgr
