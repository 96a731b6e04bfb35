#include "client/merge/group_members.h"

#include <algorithm>
#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/load/summary.h"

namespace grpc_perf_msgr {
namespace {

// Members whose misfortune a status message tells in full.
constexpr size_t kToldInFull = 5;

v1::GroupMember MakeMember(const MergeInput& input) {
  v1::GroupMember member;
  member.set_name(input.name);
  if (input.round_trip_ns.has_value()) {
    member.set_round_trip_ns(*input.round_trip_ns);
  }
  if (!input.result.has_value()) {
    member.mutable_status()->set_code("UNAVAILABLE");
    member.mutable_status()->set_message(
        absl::StrCat("did not hand in its result: ", input.missing));
    return member;
  }
  const v1::Result& result = *input.result;
  *member.mutable_status() = result.status();
  *member.mutable_conditions() = result.conditions();
  *member.mutable_environment() = result.client_environment();
  *member.mutable_counts() = result.counts();
  member.set_run_time_ns(result.run_time_ns());
  if (result.has_client_cpu()) *member.mutable_cpu() = result.client_cpu();
  // Never taken from the record. It was checked, so this succeeds.
  *member.mutable_summary() = Summarize(result).value_or(v1::Summary());
  return member;
}

void SetSlowestAndFastest(v1::Group& group) {
  for (int i = 0; i < group.members_size(); ++i) {
    const v1::Summary& summary = group.members(i).summary();
    if (!summary.has_messages_per_second()) continue;
    const auto rate = [&group](uint32_t index) {
      return group.members(static_cast<int>(index))
          .summary()
          .messages_per_second();
    };
    const auto index = static_cast<uint32_t>(i);
    if (!group.has_fastest() || rate(index) > rate(group.fastest())) {
      group.set_fastest(index);
    }
    if (!group.has_slowest() || rate(index) < rate(group.slowest())) {
      group.set_slowest(index);
    }
  }
}

}  // namespace

std::vector<std::optional<Span>> Spans(const std::vector<MergeInput>& inputs) {
  std::vector<std::optional<Span>> spans;
  for (const MergeInput& input : inputs) {
    std::optional<Span>& span = spans.emplace_back();
    // A run in which nothing was measured has no start.
    if (!input.result.has_value() || input.result->started_unix_ns() <= 0) {
      continue;
    }
    const int64_t first_ns =
        input.started_ns.value_or(input.result->started_unix_ns());
    span = Span{first_ns, first_ns + input.result->run_time_ns()};
  }
  return spans;
}

v1::Group MakeGroup(const std::string& name,
                    const std::vector<MergeInput>& inputs,
                    const std::vector<std::optional<Span>>& spans) {
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  int64_t first_start = kMax, last_start = kMin, first_end = kMax;
  for (const auto& span : spans) {
    if (!span.has_value()) continue;
    first_start = std::min(first_start, span->first_ns);
    last_start = std::max(last_start, span->first_ns);
    first_end = std::min(first_end, span->last_ns);
  }
  v1::Group group;
  group.set_name(name);
  group.set_size(static_cast<uint32_t>(inputs.size()));
  const bool by_server = std::any_of(
      inputs.begin(), inputs.end(),
      [](const MergeInput& input) { return input.round_trip_ns.has_value(); });
  group.set_clock(by_server ? "server" : "unix");
  if (first_start != kMax) {
    group.set_start_skew_ns(last_start - first_start);
    group.set_overlap_ns(std::max<int64_t>(0, first_end - last_start));
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    v1::GroupMember& member = *group.add_members();
    member = MakeMember(inputs[i]);
    if (spans[i].has_value()) {
      member.set_started_after_ns(spans[i]->first_ns - first_start);
    }
  }
  SetSlowestAndFastest(group);
  return group;
}

v1::RunStatus GroupStatus(const v1::Group& group) {
  v1::RunStatus status;
  std::vector<std::string> told;
  size_t bad = 0;
  for (int i = 0; i < group.members_size(); ++i) {
    const v1::GroupMember& member = group.members(i);
    if (member.status().code() == "OK") continue;
    if (bad == 0) status.set_code(member.status().code());
    if (++bad > kToldInFull) continue;
    told.push_back(absl::StrCat(
        "client ", i + 1, " (", member.name(), ")",
        absl::StartsWith(member.status().message(), "did not ") ? " " : ": ",
        member.status().message()));
  }
  if (bad == 0) {
    status.set_code("OK");
    return status;
  }
  // A status without a code is no success.
  if (status.code().empty()) status.set_code("UNKNOWN");
  status.set_message(absl::StrCat(
      bad, " of ", group.members_size(),
      " clients: ", absl::StrJoin(told, "; "),
      bad > told.size() ? absl::StrCat("; and ", bad - told.size(), " more")
                        : ""));
  return status;
}

}  // namespace grpc_perf_msgr
