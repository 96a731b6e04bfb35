#include "client/control/group_membership.h"

#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/transport/grpc/grpc_channel.h"
#include "common/clock.h"
#include "common/group.h"
#include "common/grpc/grpc_runtime.h"
#include "common/grpc/status.h"
#include "proto/control.grpc.pb.h"

namespace grpc_perf_msgr {
namespace {

constexpr int kPings = 5;
// How often waiting looks at the stop signal.
constexpr int64_t kStopCheckIntervalNs = 100 * kNanosPerMilli;
constexpr int64_t kTellTimeoutNs = 10 * kNanosPerSecond;
constexpr int64_t kAliveTimeoutNs = kNanosPerSecond;

using WaitingFunction = std::function<void(absl::string_view)>;

}  // namespace

struct GroupMembership::Impl {
  // One operation on the stream; its address is its tag.
  struct Operation {
    bool pending = false;
    bool ok = false;
  };

  Impl(ControlConnection& control, const GroupOptions& options,
       const StopSignal& stop)
      : control(control), options(options), stop(stop) {}

  absl::Status Error(const absl::Status& status) const;
  absl::Status Unexpected(const char* expected) const;
  // Waits for `operation`; OK when it is done, well or badly.
  absl::Status Await(Operation& operation);
  absl::Status Open(const v1::GroupJoin& join);
  // Reads one reply; an error when the stream has ended.
  absl::Status Read();
  // Why the stream ended, once a read has failed.
  absl::Status End();
  // Reads what a server says that waits, up to something else.
  absl::Status ReadPastWaiting(const WaitingFunction& on_waiting);
  // Reads a Result's parts.
  absl::StatusOr<std::string> ReadParts();
  absl::Status Tell(v1::GroupTell tell, int64_t timeout_ns) const;
  absl::Status TellParts(const std::string& bytes) const;
  absl::StatusOr<int64_t> MeasureRoundTrip() const;

  ControlConnection& control;
  const GroupOptions& options;
  const StopSignal& stop;
  // In this order: what is above outlives what is below.
  grpc::CompletionQueue queue;
  std::unique_ptr<v1::Control::Stub> stub;
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientAsyncReader<v1::GroupReply>> stream;
  Operation start, read, finish;
  v1::GroupReply reply;
  grpc::Status end;
  uint64_t ticket = 0;
  std::string told;
  int64_t started_ns = 0;
  int64_t alive_ns = 0;
};

absl::Status GroupMembership::Impl::Error(const absl::Status& status) const {
  // The server's own words name the group.
  const std::string group = absl::StrCat("group \"", options.name, "\"");
  const bool named = absl::StrContains(status.message(), group);
  return absl::Status(
      status.code(),
      absl::StrCat(named ? "" : group, named ? "" : " at ",
                   control.address().ToString(), ": ", status.message()));
}

absl::Status GroupMembership::Impl::Unexpected(const char* expected) const {
  return Error(absl::InternalError(
      absl::StrCat("the server broke the protocol: expected ", expected)));
}

absl::Status GroupMembership::Impl::Await(Operation& operation) {
  const int64_t deadline_ns = SteadyNowNs() + kGroupSilenceNs;
  while (operation.pending) {
    if (stop.load() != StopLevel::kNone) {
      return absl::CancelledError("stopped by the user");
    }
    const int64_t left_ns = deadline_ns - SteadyNowNs();
    if (left_ns <= 0) {
      return Error(absl::UnavailableError(
          absl::StrCat("nothing was heard of the server for ",
                       kGroupSilenceNs / kNanosPerSecond, " s")));
    }
    void* tag = nullptr;
    bool ok = false;
    if (queue.AsyncNext(
            &tag, &ok, GrpcDeadline(std::min(left_ns, kStopCheckIntervalNs))) ==
        grpc::CompletionQueue::GOT_EVENT) {
      auto& done = *static_cast<Operation*>(tag);
      done.pending = false;
      done.ok = ok;
    }
  }
  return absl::OkStatus();
}

absl::Status GroupMembership::Impl::Open(const v1::GroupJoin& join) {
  stream = stub->PrepareAsyncJoinGroup(&context, join, &queue);
  start.pending = true;
  stream->StartCall(&start);
  return Await(start);
}

absl::Status GroupMembership::Impl::Read() {
  if (!read.pending) {
    read.pending = true;
    stream->Read(&reply, &read);
  }
  absl::Status status = Await(read);
  if (!status.ok() || read.ok) return status;
  status = End();
  if (!status.ok()) return status;
  return Error(absl::UnavailableError("the server ended the stream too early"));
}

absl::Status GroupMembership::Impl::End() {
  finish.pending = true;
  stream->Finish(&end, &finish);
  absl::Status status = Await(finish);
  if (!status.ok() || end.ok()) return status;
  return Error(ToAbslStatus(end));
}

absl::Status GroupMembership::Impl::ReadPastWaiting(
    const WaitingFunction& on_waiting) {
  for (;;) {
    absl::Status status = Read();
    if (!status.ok() || !reply.has_waiting()) return status;
    if (reply.waiting().text() == told) continue;
    told = reply.waiting().text();
    control.debug().Say("group ", options.name, ": waiting, ", told);
    on_waiting(told);
  }
}

absl::StatusOr<std::string> GroupMembership::Impl::ReadParts() {
  std::string bytes;
  do {
    const absl::Status status = Read();
    if (!status.ok()) return status;
    if (!reply.has_part()) return Unexpected("part");
    if (bytes.size() + reply.part().data().size() > kMaxMergedBytes) {
      return Error(absl::ResourceExhaustedError(absl::StrCat(
          "a result must have ", kMaxMergedBytes, " bytes or less")));
    }
    bytes += reply.part().data();
  } while (!reply.part().last());
  return bytes;
}

absl::Status GroupMembership::Impl::Tell(v1::GroupTell tell,
                                         int64_t timeout_ns) const {
  tell.set_ticket(ticket);
  absl::Status status = control.TellGroup(tell, timeout_ns);
  if (status.ok()) return status;
  if (absl::IsUnimplemented(status)) {
    return Error(absl::UnimplementedError(
        "the server does not know groups (Control.TellGroup): it is of another "
        "version"));
  }
  return Error(status);
}

absl::Status GroupMembership::Impl::TellParts(const std::string& bytes) const {
  const std::vector<absl::string_view> parts = GroupParts(bytes);
  for (const absl::string_view& part : parts) {
    v1::GroupTell tell;
    tell.mutable_part()->set_data(std::string(part));
    tell.mutable_part()->set_last(&part == &parts.back());
    absl::Status status = Tell(std::move(tell), kTellTimeoutNs);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> GroupMembership::Impl::MeasureRoundTrip() const {
  int64_t least_ns = std::numeric_limits<int64_t>::max();
  for (int i = 0; i < kPings; ++i) {
    v1::GroupTell tell;
    tell.mutable_ping();
    const int64_t begin_ns = SteadyNowNs();
    const absl::Status status = Tell(std::move(tell), kTellTimeoutNs);
    if (!status.ok()) return status;
    least_ns = std::min(least_ns, SteadyNowNs() - begin_ns);
  }
  return least_ns;
}

GroupMembership::GroupMembership(ControlConnection& control,
                                 const GroupOptions& options,
                                 const StopSignal& stop)
    : impl_(std::make_unique<Impl>(control, options, stop)) {}

GroupMembership::~GroupMembership() {
  impl_->context.TryCancel();
  impl_->queue.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (impl_->queue.Next(&tag, &ok)) {
  }
}

int64_t GroupMembership::started_ns() const { return impl_->started_ns; }

absl::StatusOr<v1::ServerCounters> GroupMembership::Join(
    const v1::Conditions& conditions, uint32_t schema_version,
    int64_t connect_timeout_ns, const WaitingFunction& on_waiting) {
  Impl& impl = *impl_;
  absl::Status status = impl.control.Connect(connect_timeout_ns, impl.stop);
  if (!status.ok()) return impl.Error(status);
  const absl::StatusOr<int64_t> round_trip_ns = impl.MeasureRoundTrip();
  if (!round_trip_ns.ok()) return round_trip_ns.status();
  v1::GroupJoin join;
  join.set_group(impl.options.name);
  join.set_size(impl.options.size);
  join.set_member(impl.options.member);
  join.set_timeout_ns(impl.options.timeout_ns);
  *join.mutable_conditions() = conditions;
  join.set_schema_version(schema_version);
  join.set_round_trip_ns(*round_trip_ns);
  impl.stub = v1::Control::NewStub(impl.control.channel());
  status = impl.Open(join);
  if (status.ok()) status = impl.Read();
  if (!status.ok()) return status;
  if (!impl.reply.has_seated()) return impl.Unexpected("seated");
  impl.ticket = impl.reply.seated().ticket();
  impl.control.debug().Say("group ", impl.options.name, ": seated as ",
                           impl.options.member, ", ticket ", impl.ticket,
                           ", round trip ", *round_trip_ns, " ns");
  status = impl.ReadPastWaiting(on_waiting);
  if (!status.ok()) return status;
  if (!impl.reply.has_start()) return impl.Unexpected("start");
  impl.started_ns = impl.alive_ns = SteadyNowNs();
  impl.control.debug().Say("group ", impl.options.name, ": start, as client ",
                           impl.reply.start().index());
  return impl.reply.start().counters();
}

void GroupMembership::StayAlive(int64_t now_ns) {
  if (now_ns - impl_->alive_ns < kGroupAliveNs) return;
  impl_->alive_ns = now_ns;
  v1::GroupTell tell;
  tell.mutable_alive();
  // A server that does not answer is told of by HandIn.
  impl_->Tell(std::move(tell), kAliveTimeoutNs).IgnoreError();
}

absl::Status GroupMembership::HandIn(const std::string& result,
                                     int64_t first_send_ns) {
  v1::GroupTell tell;
  tell.mutable_hand_in();
  if (first_send_ns > 0) {
    tell.mutable_hand_in()->set_start_delay_ns(first_send_ns -
                                               impl_->started_ns);
  }
  const absl::Status status = impl_->Tell(std::move(tell), kTellTimeoutNs);
  return status.ok() ? impl_->TellParts(result) : status;
}

absl::StatusOr<GroupMembership::Merged> GroupMembership::AwaitMerged(
    const GroupMerger& merge, const WaitingFunction& on_waiting) {
  Impl& impl = *impl_;
  std::vector<HandedIn> reports;
  for (;;) {
    const absl::Status status = impl.ReadPastWaiting(on_waiting);
    if (!status.ok()) return status;
    if (impl.reply.has_merged()) {
      const std::string by = impl.reply.merged().by();
      impl.control.debug().Say("group ", impl.options.name, ": merged by ", by);
      absl::StatusOr<std::string> result = impl.ReadParts();
      if (!result.ok()) return result.status();
      return Merged{*std::move(result), by, false};
    }
    if (impl.reply.has_merge()) break;
    if (!impl.reply.has_member()) return impl.Unexpected("member");
    HandedIn& report = reports.emplace_back();
    report.about = std::move(*impl.reply.mutable_member());
    impl.control.debug().Say("group ", impl.options.name,
                             ": to merge: ", report.about.name(), " ",
                             report.about.missing());
    if (!report.about.missing().empty()) continue;
    absl::StatusOr<std::string> result = impl.ReadParts();
    if (!result.ok()) return result.status();
    report.result = *std::move(result);
  }
  absl::StatusOr<std::string> merged = merge(reports);
  if (!merged.ok()) return merged.status();
  const absl::Status status = impl.TellParts(*merged);
  if (!status.ok()) return status;
  return Merged{*std::move(merged), impl.options.member, true};
}

}  // namespace grpc_perf_msgr
