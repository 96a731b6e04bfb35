#include "client/merge/merge.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "client/load/counts.h"
#include "client/load/latency_histogram.h"
#include "client/load/summary.h"
#include "client/merge/checks.h"
#include "client/merge/group_members.h"
#include "common/clock.h"
#include "common/think_time.h"
#include "common/warnings.h"
#include "proto/schema_version.h"

namespace grpc_perf_msgr {
namespace {

using google::protobuf::util::MessageDifferencer;

// Below this share of the run time, a warning says that clients did not measure
// together.
constexpr double kGoodOverlap = 0.9;

// Without overflow that is undefined: records are read from files.
int64_t Sum(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) +
                              static_cast<uint64_t>(b));
}

// CPU time of several processes, each between readings of its own.
void AddCpu(const v1::CpuUsage& from, v1::CpuUsage& into) {
  into.set_user_ns(Sum(into.user_ns(), from.user_ns()));
  into.set_system_ns(Sum(into.system_ns(), from.system_ns()));
  into.set_voluntary_context_switches(into.voluntary_context_switches() +
                                      from.voluntary_context_switches());
  into.set_involuntary_context_switches(into.involuntary_context_switches() +
                                        from.involuntary_context_switches());
  into.set_messages(into.messages() + from.messages());
  into.set_elapsed_ns(std::max(into.elapsed_ns(), from.elapsed_ns()));
  if (from.has_cgroup_periods()) {
    into.set_cgroup_periods(into.cgroup_periods() + from.cgroup_periods());
  }
  if (from.has_cgroup_throttled_periods()) {
    into.set_cgroup_throttled_periods(into.cgroup_throttled_periods() +
                                      from.cgroup_throttled_periods());
  }
}

// Every reading of the server covers the messages of all clients: one of them
// is enough, the longest.
void TakeServer(const v1::Result& from, v1::Result& into) {
  if (from.has_server() && !into.has_server()) {
    *into.mutable_server() = from.server();
  }
  if (!from.has_server_cpu() ||
      (into.has_server_cpu() &&
       into.server_cpu().elapsed_ns() >= from.server_cpu().elapsed_ns())) {
    return;
  }
  *into.mutable_server_cpu() = from.server_cpu();
  into.clear_server_think();
  if (from.has_server_think()) {
    *into.mutable_server_think() = from.server_think();
  }
}

void AddThreads(const MergeInput& input, int64_t started_after_ns,
                v1::Result& into) {
  for (const v1::ThreadResult& from : input.result->threads()) {
    v1::ThreadResult& thread = *into.add_threads();
    thread = from;
    thread.set_member(input.name);
    thread.set_started_after_ns(Sum(from.started_after_ns(), started_after_ns));
  }
}

// "a, b, c and 4 more"
std::string Who(const std::vector<std::string>& names) {
  constexpr size_t kNames = 3;
  const size_t shown = std::min(names.size(), kNames);
  std::string who = absl::StrJoin(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", ");
  if (names.size() > shown) {
    absl::StrAppend(&who, " and ", names.size() - shown, " more");
  }
  return who;
}

// A warning of all clients is given once; one of some, with their names.
void AddWarnings(const std::vector<MergeInput>& inputs, v1::Result& into) {
  size_t results = 0;
  std::vector<std::pair<v1::Warning, std::vector<std::string>>> warnings;
  for (const MergeInput& input : inputs) {
    if (!input.result.has_value()) continue;
    ++results;
    for (const v1::Warning& warning : input.result->warnings()) {
      auto known = std::find_if(
          warnings.begin(), warnings.end(), [&](const auto& entry) {
            return MessageDifferencer::Equals(entry.first, warning);
          });
      if (known == warnings.end()) {
        known = warnings.insert(known, {warning, {}});
      }
      known->second.push_back(input.name);
    }
  }
  for (auto& [warning, names] : warnings) {
    if (names.size() < results) {
      warning.set_text(absl::StrCat(warning.text(), " (", Who(names), ")"));
    }
    AddWarning(warning, *into.mutable_warnings());
  }
}

// Run time and start, from the first send of any client to the last reply of
// any.
void SetTimes(const std::vector<MergeInput>& inputs,
              const std::vector<std::optional<Span>>& spans,
              v1::Result& merged) {
  size_t first = spans.size();
  int64_t last_ns = 0;
  for (size_t i = 0; i < spans.size(); ++i) {
    if (!spans[i].has_value()) continue;
    if (first == spans.size() || spans[i]->first_ns < spans[first]->first_ns) {
      first = i;
    }
    last_ns = std::max(last_ns, spans[i]->last_ns);
  }
  if (first == spans.size()) return;
  merged.set_started_unix_ns(inputs[first].result->started_unix_ns());
  merged.set_run_time_ns(last_ns - spans[first]->first_ns);
  const v1::Group& group = merged.group();
  const auto run_ns = static_cast<double>(merged.run_time_ns());
  if (static_cast<double>(group.overlap_ns()) >= kGoodOverlap * run_ns) return;
  AddWarning(
      MakeWarning(v1::Warning::LITTLE_OVERLAP, v1::Warning::NEITHER,
                  absl::StrFormat(
                      "all clients measured together for only %.3f s of "
                      "%.3f s: the figures are of a load that changed; "
                      "measure by --duration, or longer",
                      static_cast<double>(group.overlap_ns()) / kNanosPerSecond,
                      run_ns / kNanosPerSecond)),
      *merged.mutable_warnings());
}

}  // namespace

absl::StatusOr<v1::Result> MergeResults(const std::string& name,
                                        const std::vector<MergeInput>& inputs) {
  const absl::Status status = CheckInputs(inputs);
  if (!status.ok()) return status;
  const std::vector<std::optional<Span>> spans = Spans(inputs);
  v1::Result merged;
  merged.set_schema_version(kSchemaVersion);
  *merged.mutable_group() = MakeGroup(name, inputs, spans);
  *merged.mutable_status() = GroupStatus(merged.group());
  LatencyHistogram latency;
  bool first = true;
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i].result.has_value()) continue;
    const v1::Result& result = *inputs[i].result;
    if (std::exchange(first, false)) {
      *merged.mutable_conditions() = result.conditions();
      *merged.mutable_client_environment() = result.client_environment();
      merged.mutable_client_think()->set_asked_ns(
          result.client_think().asked_ns());
    }
    AddCounts(result.counts(), *merged.mutable_counts());
    latency.Merge(*LatencyHistogram::FromProto(result.latency()));
    if (result.has_client_cpu()) {
      AddCpu(result.client_cpu(), *merged.mutable_client_cpu());
    }
    MergeThinkTimeUse(result.client_think(), *merged.mutable_client_think());
    TakeServer(result, merged);
    AddThreads(inputs[i],
               merged.group().members(static_cast<int>(i)).started_after_ns(),
               merged);
  }
  *merged.mutable_latency() = latency.ToProto();
  AddWarnings(inputs, merged);
  SetTimes(inputs, spans, merged);
  absl::StatusOr<v1::Summary> summary = Summarize(merged);
  if (!summary.ok()) return summary.status();
  *merged.mutable_summary() = *std::move(summary);
  return merged;
}

v1::Result WithoutBulk(v1::Result result, size_t max_bytes) {
  result.clear_intervals();
  if (result.ByteSizeLong() <= max_bytes || result.threads().empty()) {
    return result;
  }
  AddWarning(
      MakeWarning(v1::Warning::THREADS_LEFT_OUT, v1::Warning::NEITHER,
                  absl::StrCat("the record of each of ", result.threads_size(),
                               " threads was left out: it is too large")),
      *result.mutable_warnings());
  result.clear_threads();
  return result;
}

}  // namespace grpc_perf_msgr
