#include "client/run/group_run.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/control/group_membership.h"
#include "client/merge/merge.h"
#include "client/run/benchmark.h"
#include "common/clock.h"
#include "common/group.h"
#include "common/warnings.h"
#include "proto/schema_version.h"

namespace grpc_perf_msgr {
namespace {

using WaitingFunction = std::function<void(absl::string_view)>;

// Between connecting and the first message: waits for the others.
class GroupGate final : public StartGate {
 public:
  GroupGate(GroupMembership& client, const Workload& workload,
            const WaitingFunction& on_waiting)
      : client_(client), workload_(workload), on_waiting_(on_waiting) {}

  absl::StatusOr<v1::ServerCounters> Await() override {
    auto counters = client_.Join(ToConditions(workload_), kSchemaVersion,
                                 workload_.connect_timeout_ns, on_waiting_);
    started_ = counters.ok();
    return counters;
  }
  void OnLook(int64_t now_ns) override { client_.StayAlive(now_ns); }

  bool started() const { return started_; }

 private:
  GroupMembership& client_;
  const Workload& workload_;
  const WaitingFunction& on_waiting_;
  bool started_ = false;
};

// One client's part in the merge. A result that can't be used is no reason to
// lose those of the others.
MergeInput ToInput(const HandedIn& report) {
  MergeInput input;
  input.name = report.about.name();
  input.round_trip_ns = report.about.round_trip_ns();
  input.missing = report.about.missing();
  if (!input.missing.empty()) return input;
  v1::Result result;
  if (!result.ParseFromString(report.result)) {
    input.missing = "what it handed in is not a result";
    return input;
  }
  const absl::Status status = CheckMergeable(result);
  if (!status.ok()) {
    input.missing = std::string(status.message());
    return input;
  }
  if (result.started_unix_ns() > 0) {
    if (!report.about.has_started_ns()) {
      input.missing = "it did not say when it started";
      return input;
    }
    input.started_ns = report.about.started_ns();
  }
  input.result = std::move(result);
  return input;
}

absl::StatusOr<std::string> Merge(const std::string& group,
                                  const std::vector<HandedIn>& reports) {
  std::vector<MergeInput> inputs;
  for (const HandedIn& report : reports) inputs.push_back(ToInput(report));
  absl::StatusOr<v1::Result> merged = MergeResults(group, inputs);
  if (!merged.ok()) return merged.status();
  return WithoutBulk(*std::move(merged), kMaxMergedBytes).SerializeAsString();
}

// When the first measured message was sent, on the steady clock; 0 when none
// was. The record has Unix time, which was taken from the steady clock just
// now.
int64_t FirstSendNs(const v1::Result& result, Clock& clock) {
  if (result.started_unix_ns() <= 0) return 0;
  return clock.NowNs() - (UnixNowNs() - result.started_unix_ns());
}

// What is left when the group's result could not be had.
GroupOutcome Alone(v1::Result own, const absl::Status& why) {
  const std::string text =
      absl::StrCat("the result of the whole group could not be had (",
                   why.message(), "): the figures are this client's alone");
  if (own.status().code() == "OK") {
    own.mutable_status()->set_code(absl::StatusCodeToString(why.code()));
    own.mutable_status()->set_message(text);
  } else {
    AddWarning(
        MakeWarning(v1::Warning::NO_GROUP_RESULT, v1::Warning::NEITHER, text),
        *own.mutable_warnings());
  }
  return {std::move(own), ""};
}

}  // namespace

GroupOutcome RunInGroup(
    const Workload& workload, ControlConnection& control,
    const GroupOptions& options, const Rig& rig, const StopSignal& stop,
    const std::function<void(const v1::Interval&)>& on_interval,
    const WaitingFunction& on_waiting) {
  GroupMembership client(control, options, stop);
  GroupGate gate(client, workload, on_waiting);
  v1::Result own =
      RunBenchmark(workload, rig, &control, stop, on_interval, &gate);
  // Of a group that did not start there is nothing to merge.
  if (!gate.started()) return {std::move(own), ""};
  const absl::Status handed_in =
      client.HandIn(WithoutBulk(own, kMaxHandInBytes).SerializeAsString(),
                    FirstSendNs(own, rig.clock));
  if (!handed_in.ok()) return Alone(std::move(own), handed_in);
  absl::StatusOr<GroupMembership::Merged> merged = client.AwaitMerged(
      [&](const std::vector<HandedIn>& reports) {
        return Merge(options.name, reports);
      },
      on_waiting);
  if (!merged.ok()) return Alone(std::move(own), merged.status());
  GroupOutcome outcome;
  if (!outcome.result.ParseFromString(merged->result)) {
    return Alone(std::move(own),
                 absl::InternalError("what the server sent is not a result"));
  }
  if (!merged->here) outcome.printed_by = merged->by;
  return outcome;
}

}  // namespace grpc_perf_msgr
