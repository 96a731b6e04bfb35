#include "client/merge/checks.h"

#include <google/protobuf/util/message_differencer.h>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/load/latency_histogram.h"
#include "client/merge/group_members.h"
#include "common/clock.h"
#include "common/group.h"
#include "proto/schema_version.h"

namespace grpc_perf_msgr {
namespace {

using google::protobuf::util::MessageDifferencer;

// Year 2096, or as long a run: no sum of two leaves the range of 64 bits.
constexpr int64_t kMaxTimeNs = 4'000'000'000'000'000'000;

absl::Status Refuse(const std::string& what) {
  return absl::InvalidArgumentError(what);
}

absl::Status CheckEach(const std::vector<MergeInput>& inputs) {
  bool any = false;
  for (const MergeInput& input : inputs) {
    if (!input.result.has_value()) continue;
    any = true;
    const absl::Status status = CheckMergeable(*input.result);
    if (status.ok()) continue;
    return Refuse(absl::StrCat(input.name, ": ", status.message()));
  }
  if (any) return absl::OkStatus();
  return Refuse("there is no result to merge: no client handed one in");
}

// Whether `one` and `other` may be parts of the same run.
absl::Status CheckPair(const MergeInput& one, const MergeInput& other) {
  const v1::Result& first = *one.result;
  const v1::Result& second = *other.result;
  const std::string difference =
      ConditionsDifference(first.conditions(), second.conditions());
  if (!difference.empty()) {
    return Refuse(
        absl::StrCat(one.name, " and ", other.name,
                     " were made under different conditions: ", difference));
  }
  if (first.has_server() && second.has_server() &&
      !MessageDifferencer::Equals(first.server(), second.server())) {
    const auto server_of = [](const v1::Result& result) {
      return absl::StrCat(result.server().environment().hostname(), " ",
                          result.server().conditions().listen());
    };
    return Refuse(absl::StrCat(one.name, " and ", other.name,
                               " did not load the same server, or it was "
                               "started anew between them: ",
                               server_of(first), " and ", server_of(second)));
  }
  return absl::OkStatus();
}

absl::Status CheckTogether(const std::vector<MergeInput>& inputs) {
  const MergeInput* first = nullptr;
  for (const MergeInput& input : inputs) {
    if (!input.result.has_value()) continue;
    if (first == nullptr) first = &input;
    absl::Status status = CheckPair(*first, input);
    if (!status.ok()) return status;
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    for (size_t j = i + 1; j < inputs.size(); ++j) {
      const auto& one = inputs[i].result;
      const auto& other = inputs[j].result;
      // Two runs never begin in the same nanosecond with the same latencies.
      // Clients of a group hand in once each.
      if (inputs[i].started_ns.has_value() || !one.has_value() ||
          !other.has_value()) {
        continue;
      }
      if (one->started_unix_ns() > 0 &&
          one->started_unix_ns() == other->started_unix_ns() &&
          MessageDifferencer::Equals(*one, *other)) {
        return Refuse(absl::StrCat(inputs[i].name, " and ", inputs[j].name,
                                   " are the same result"));
      }
    }
  }
  return absl::OkStatus();
}

// By the hosts' own clocks there must be a moment at which all were measuring.
absl::Status CheckSameTime(const std::vector<MergeInput>& inputs) {
  const std::vector<std::optional<Span>> spans = Spans(inputs);
  size_t last_to_start = spans.size();
  size_t first_to_end = spans.size();
  for (size_t i = 0; i < spans.size(); ++i) {
    if (!spans[i].has_value()) continue;
    if (inputs[i].started_ns.has_value()) return absl::OkStatus();
    if (last_to_start == spans.size() ||
        spans[i]->first_ns > spans[last_to_start]->first_ns) {
      last_to_start = i;
    }
    if (first_to_end == spans.size() ||
        spans[i]->last_ns < spans[first_to_end]->last_ns) {
      first_to_end = i;
    }
  }
  if (last_to_start == spans.size()) return absl::OkStatus();
  const int64_t gap_ns =
      spans[last_to_start]->first_ns - spans[first_to_end]->last_ns;
  if (gap_ns <= 0) return absl::OkStatus();
  return Refuse(absl::StrFormat(
      "%s began %.3f s after %s had ended, by their hosts' clocks: results of "
      "clients that did not load the server at the same time can't be added "
      "up; start the clients with --group, or set the clocks",
      inputs[last_to_start].name, static_cast<double>(gap_ns) / kNanosPerSecond,
      inputs[first_to_end].name));
}

}  // namespace

absl::Status CheckMergeable(const v1::Result& result) {
  if (result.schema_version() != kSchemaVersion) {
    return Refuse(absl::StrCat("schema_version must be ", kSchemaVersion,
                               ", got ", result.schema_version()));
  }
  if (result.has_group()) {
    return Refuse(absl::StrCat("it is the merged result of ",
                               result.group().members_size(),
                               " clients already; merge results of clients "
                               "that were not in a group"));
  }
  for (const auto& [field, value] :
       {std::pair{"run_time_ns", result.run_time_ns()},
        std::pair{"started_unix_ns", result.started_unix_ns()}}) {
    if (value >= 0 && value <= kMaxTimeNs) continue;
    return Refuse(
        absl::StrCat(field, " must be 0..", kMaxTimeNs, ", got ", value));
  }
  if (result.client_think().asked_ns() != result.conditions().think_ns()) {
    return Refuse(
        absl::StrCat("client_think.asked_ns must be the think time "
                     "of its conditions, ",
                     result.conditions().think_ns(), ", got ",
                     result.client_think().asked_ns()));
  }
  const auto latency = LatencyHistogram::FromProto(result.latency());
  if (!latency.ok()) return latency.status();
  return absl::OkStatus();
}

absl::Status CheckInputs(const std::vector<MergeInput>& inputs) {
  absl::Status status = CheckEach(inputs);
  if (status.ok()) status = CheckTogether(inputs);
  if (status.ok()) status = CheckSameTime(inputs);
  return status;
}

}  // namespace grpc_perf_msgr
