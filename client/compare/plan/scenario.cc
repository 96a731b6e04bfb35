#include "client/compare/plan/scenario.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/compare/plan/ceph_target.h"
#include "client/compare/plan/floor_length.h"
#include "client/compare/plan/target.h"
#include "client/load/message_window.h"
#include "client/load/workload.h"
#include "client/report/proto_json.h"
#include "common/arguments.h"
#include "common/cpu_list.h"
#include "common/limits.h"

namespace grpc_perf_msgr {
namespace {

constexpr uint64_t kMaxRepeats = 1000;
constexpr uint64_t kMaxRuns = 100'000;
constexpr size_t kMaxNameLength = 64;
constexpr absl::Duration kMaxTime = absl::Nanoseconds(kLongestTimeNs);

absl::Status CheckRange(absl::string_view field, uint64_t value, uint64_t min,
                        uint64_t max) {
  return ParseNumber(field, absl::StrCat(value), min, max).status();
}

// Values of one swept parameter: the default when there are none, each in its
// range and named once.
template <typename List>
absl::Status CompleteSweep(absl::string_view field, uint64_t preset,
                           uint64_t min, uint64_t max, List& values) {
  if (values.empty()) values.Add(preset);
  for (int i = 0; i < values.size(); ++i) {
    absl::Status status =
        CheckRange(absl::StrCat(field, "[", i, "]"), values[i], min, max);
    if (!status.ok()) return status;
    if (std::count(values.begin(), values.end(), values[i]) > 1) {
      return absl::InvalidArgumentError(absl::StrCat(
          field, " must name each value once, got ", values[i], " twice"));
    }
  }
  return absl::OkStatus();
}

absl::Status CompleteSweeps(v1::Scenario& s) {
  absl::Status status =
      CompleteSweep("threads", 1, 1, kMaxThreads, *s.mutable_threads());
  if (status.ok()) {
    status = CompleteSweep("window", 32, 1, kMaxWindow, *s.mutable_window());
  }
  if (status.ok()) {
    status =
        CompleteSweep("bytes", 4096, 0, kMaxPayloadBytes, *s.mutable_bytes());
  }
  if (status.ok()) {
    status = CompleteSweep("reply_bytes", 0, 0, kMaxPayloadBytes,
                           *s.mutable_reply_bytes());
  }
  if (status.ok()) {
    status = CompleteSweep("client_think_us", 0, 0, kMaxThinkUs,
                           *s.mutable_client_think_us());
  }
  if (status.ok()) {
    status = CompleteSweep("server_think_us", 0, 0, kMaxThinkUs,
                           *s.mutable_server_think_us());
  }
  return status;
}

absl::StatusOr<absl::Duration> ParseTime(absl::string_view field,
                                         const std::string& text) {
  absl::Duration time;
  if (!absl::ParseDuration(text, &time) || time <= absl::ZeroDuration() ||
      time > kMaxTime) {
    return absl::InvalidArgumentError(
        absl::StrCat(field,
                     " must be a duration above 0 and up to 720h "
                     "such as \"3s\", got \"",
                     text, "\""));
  }
  return time;
}

bool IsCount(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

absl::Status CompleteWarmup(v1::Scenario& s) {
  if (s.warmup().empty()) s.set_warmup("0");
  if (IsCount(s.warmup())) {
    return ParseNumber("warmup", s.warmup(), 0, kMaxIos).status();
  }
  if (ParseTime("warmup", s.warmup()).ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "warmup must be a count of messages such as \"1000\" or a duration up to "
      "720h such as \"500ms\", got \"",
      s.warmup(), "\""));
}

absl::Status CompleteLength(v1::Scenario& s) {
  if (s.ios() > 0 && !s.duration().empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "duration must be left out where ios is given, got duration \"",
        s.duration(), "\" and ios ", s.ios(), ": one of them ends a run"));
  }
  if (s.ios() == 0 && s.duration().empty()) s.set_duration("2s");
  absl::Status status = s.ios() > 0
                            ? CheckRange("ios", s.ios(), 1, kMaxIos)
                            : ParseTime("duration", s.duration()).status();
  if (!status.ok()) return status;
  status = CompleteWarmup(s);
  if (!status.ok()) return status;
  if (s.stall_timeout().empty()) s.set_stall_timeout("10s");
  status = ParseTime("stall_timeout", s.stall_timeout()).status();
  if (!status.ok()) return status;
  if (s.repeats() == 0) s.set_repeats(5);
  status = CheckRange("repeats", s.repeats(), 1, kMaxRepeats);
  if (!status.ok()) return status;
  if (s.server_threads() == 0) s.set_server_threads(1);
  return CheckRange("server_threads", s.server_threads(), 1, kMaxServerThreads);
}

absl::Status CheckCpus(absl::string_view field, const std::string& text) {
  if (text == kNotPinned) return absl::OkStatus();
  CpuList list;
  std::string error;
  if (!AbslParseFlag(text, &list, &error)) {
    return absl::InvalidArgumentError(absl::StrCat(
        field, " must be a list of CPUs such as \"0,2-3\" or \"none\", got \"",
        text, "\": ", error));
  }
  absl::Status allowed = CheckAllowed(list);
  if (allowed.ok()) return allowed;
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": ", allowed.message()));
}

// Client and server on the same CPU halve each other's speed, so each gets its
// own where there are two. Servers on other hosts are in nobody's way.
absl::Status CompletePinning(v1::Scenario& s) {
  const bool starts_servers = std::any_of(
      s.targets().begin(), s.targets().end(),
      [](const v1::Target& target) { return target.address().empty(); });
  if (starts_servers && s.client_cpus().empty() && s.server_cpus().empty()) {
    const std::vector<uint32_t> allowed = AllowedCpus().cpus;
    if (allowed.size() >= 2) {
      const auto middle =
          allowed.begin() + static_cast<std::ptrdiff_t>(allowed.size() / 2);
      s.set_server_cpus(FormatCpuRanges({allowed.begin(), middle}));
      s.set_client_cpus(FormatCpuRanges({middle, allowed.end()}));
    }
  }
  if (s.client_cpus().empty()) s.set_client_cpus(kNotPinned);
  if (s.server_cpus().empty()) s.set_server_cpus(kNotPinned);
  absl::Status status = CheckCpus("client_cpus", s.client_cpus());
  if (!status.ok()) return status;
  return CheckCpus("server_cpus", s.server_cpus());
}

absl::Status CheckName(const std::string& name) {
  const bool printable = std::all_of(name.begin(), name.end(), [](char c) {
    return !absl::ascii_iscntrl(static_cast<unsigned char>(c));
  });
  if (printable && name.size() <= kMaxNameLength) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("name must be at most ", kMaxNameLength,
                   " printable characters, got ", name.size()));
}

absl::Status CompleteTargets(v1::Scenario& s) {
  if (s.targets().empty()) {
    return absl::InvalidArgumentError("targets must name one or more, got 0");
  }
  for (int i = 0; i < s.targets_size(); ++i) {
    absl::Status status =
        CompleteTarget(absl::StrCat("targets[", i, "]"), *s.mutable_targets(i));
    if (!status.ok()) return status;
    for (int j = 0; j < i; ++j) {
      if (s.targets(j).name() != s.targets(i).name()) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("targets[", i, "].name must be unique, got \"",
                       s.targets(i).name(), "\" again"));
    }
  }
  if (s.baseline().empty()) s.set_baseline(s.targets(0).name());
  if (std::none_of(
          s.targets().begin(), s.targets().end(),
          [&](const v1::Target& t) { return t.name() == s.baseline(); })) {
    return absl::InvalidArgumentError(absl::StrCat(
        "baseline must be the name of a target, got \"", s.baseline(), "\""));
  }
  return absl::OkStatus();
}

// A server that runs already thinks as it was told to.
absl::Status CheckServerThink(const v1::Scenario& s) {
  if (s.server_think_us_size() == 1 && s.server_think_us(0) == 0) {
    return absl::OkStatus();
  }
  for (const v1::Target& target : s.targets()) {
    if (target.address().empty()) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "server_think_us must be left out, or 0, where a target has an "
        "address, got target \"",
        target.name(),
        "\": only servers that the comparison starts think as it says"));
  }
  return absl::OkStatus();
}

absl::Status CheckRunCount(const v1::Scenario& s) {
  uint64_t runs = s.repeats();
  for (const int factor :
       {s.targets_size(), s.threads_size(), s.window_size(), s.bytes_size(),
        s.reply_bytes_size(), s.client_think_us_size(),
        s.server_think_us_size()}) {
    runs *= static_cast<uint64_t>(factor);
    if (runs > kMaxRuns) {
      return absl::InvalidArgumentError(
          absl::StrCat("targets x points x repeats must be at most ", kMaxRuns,
                       " runs, got more"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Scenario> ParseScenario(const std::string& json) {
  v1::Scenario scenario;
  absl::Status status = JsonToProto(json, UnknownFields::kRefuse, scenario);
  if (status.ok()) status = CompleteScenario(scenario);
  if (!status.ok()) return status;
  return scenario;
}

absl::Status CompleteScenario(v1::Scenario& scenario) {
  if (scenario.name().empty()) scenario.set_name("comparison");
  absl::Status status = CheckName(scenario.name());
  if (status.ok()) status = CompleteTargets(scenario);
  if (status.ok()) status = CompleteSweeps(scenario);
  if (status.ok()) status = CompleteLength(scenario);
  if (status.ok()) status = CompletePinning(scenario);
  if (status.ok()) status = CheckServerThink(scenario);
  if (status.ok()) status = CheckTargetsOf(scenario);
  if (status.ok()) status = CompleteFloorLength(scenario);
  if (status.ok()) status = CheckRunCount(scenario);
  return status;
}

std::vector<uint32_t> CpusOf(const std::string& cpus) {
  CpuList list;
  std::string error;
  if (cpus == kNotPinned || !AbslParseFlag(cpus, &list, &error)) return {};
  return list.cpus;
}

int64_t DurationNs(const v1::Scenario& scenario) {
  if (scenario.ios() > 0) return 0;
  const auto time = ParseTime("duration", scenario.duration());
  return time.ok() ? absl::ToInt64Nanoseconds(*time) : 0;
}

int64_t WarmupNs(const v1::Scenario& scenario) {
  if (IsCount(scenario.warmup())) return 0;
  const auto time = ParseTime("warmup", scenario.warmup());
  return time.ok() ? absl::ToInt64Nanoseconds(*time) : 0;
}

uint64_t WarmupMessages(const v1::Scenario& scenario) {
  return ParseNumber("warmup", scenario.warmup(), 0, kMaxIos).value_or(0);
}

int64_t StallTimeoutNs(const v1::Scenario& scenario) {
  const auto time = ParseTime("stall_timeout", scenario.stall_timeout());
  return time.ok() ? absl::ToInt64Nanoseconds(*time) : 0;
}

}  // namespace grpc_perf_msgr
