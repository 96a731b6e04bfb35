#include "server/group/group_stream.h"

#include <algorithm>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/group.h"
#include "common/grpc/status.h"

namespace grpc_perf_msgr {
namespace {

using State = ClientGroup::State;

// How often one who waits looks around: bounds how late a client that is gone,
// or a server that stops, is noticed.
constexpr int64_t kLookNs = 500 * kNanosPerMilli;
// What a client waits for is told no more often.
constexpr int64_t kTellNs = kNanosPerSecond;

grpc::Status Gone() {
  return grpc::Status(grpc::StatusCode::CANCELLED,
                      "its stream to the server broke");
}

}  // namespace

grpc::Status GroupStream::Run(const v1::GroupJoin& join) {
  {
    const MutexLock lock(meeting_.mutex);
    if (meeting_.streams >= kMaxStreams) {
      return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                          absl::StrCat("there are ", kMaxStreams,
                                       " clients of groups already"));
    }
    ++meeting_.streams;
  }
  const absl::Cleanup count = [this] {
    const MutexLock lock(meeting_.mutex);
    --meeting_.streams;
  };
  grpc::Status status = TakeSeat(join);
  if (!status.ok()) return status;
  status = WaitForStart();
  if (status.ok()) status = WaitForMerge();
  meeting_.Leave(ticket_, status.error_message(), SteadyNowNs());
  return status;
}

grpc::Status GroupStream::TakeSeat(const v1::GroupJoin& join) {
  const absl::StatusOr<uint64_t> ticket = meeting_.Join(join, SteadyNowNs());
  if (!ticket.ok()) return ToGrpcStatus(ticket.status());
  ticket_ = *ticket;
  const MutexLock lock(meeting_.mutex);
  place_ = meeting_.tickets.at(ticket_).place;
  place_.seat().cut = [this] { context_.TryCancel(); };
  return grpc::Status::OK;
}

void GroupStream::Look() {
  const State state = group().state;
  const size_t merger = group().merger;
  meeting_.board.Look(group(), SteadyNowNs());
  if (group().state != state || group().merger != merger) {
    meeting_.changed.NotifyAll();
  }
}

grpc::Status GroupStream::Wait(const std::string& text) {
  if (context_.IsCancelled()) return Gone();
  const int64_t now_ns = SteadyNowNs();
  const int64_t silent_ns = now_ns - told_ns_;
  if (!text.empty() &&
      (silent_ns >= kGroupAliveNs || (text != told_ && silent_ns >= kTellNs))) {
    told_ = text;
    told_ns_ = now_ns;
    v1::GroupReply reply;
    reply.mutable_waiting()->set_text(text);
    // A client that does not read must not keep the others waiting.
    meeting_.mutex.Unlock();
    const bool written = Write(reply);
    meeting_.mutex.Lock();
    return written ? grpc::Status::OK : Gone();
  }
  const int64_t look_ns = GroupBoard::NextLookNs(group(), now_ns);
  meeting_.changed.WaitUntil(meeting_.mutex,
                             std::clamp(look_ns, now_ns, now_ns + kLookNs));
  return grpc::Status::OK;
}

grpc::Status GroupStream::WaitForStart() {
  v1::GroupReply reply;
  reply.mutable_seated()->set_ticket(ticket_);
  if (!Write(reply)) return Gone();
  MutexLock lock(meeting_.mutex);
  for (Look(); group().state == State::kGathering; Look()) {
    grpc::Status status = Wait(group().Came());
    if (!status.ok()) return status;
  }
  if (!group().failure.ok()) return ToGrpcStatus(group().failure);
  // The first to wake up reads for all.
  if (!group().counters.has_value()) group().counters = counters_();
  *reply.mutable_start()->mutable_counters() = *group().counters;
  reply.mutable_start()->set_index(static_cast<uint32_t>(place_.index));
  place_.seat().released_ns = SteadyNowNs();
  lock.Unlock();
  return Write(reply) ? grpc::Status::OK : Gone();
}

grpc::Status GroupStream::WaitForMerge() {
  MutexLock lock(meeting_.mutex);
  for (Look(); group().state != State::kDone; Look()) {
    const bool merging = group().state == State::kMerging;
    if (merging && group().merger == place_.index) {
      lock.Unlock();
      return LetMerge();
    }
    std::string text;
    // One that still runs does not read.
    if (merging) {
      text = absl::StrCat("all handed in; ", group().seats[group().merger].name,
                          " merges");
    } else if (place_.seat().state == GroupSeat::State::kHandedIn) {
      text = group().NotHandedIn();
    }
    grpc::Status status = Wait(text);
    if (!status.ok()) return status;
  }
  if (group().merged == nullptr) return ToGrpcStatus(group().failure);
  lock.Unlock();
  return SendMerged();
}

grpc::Status GroupStream::SendMerged() {
  // Nothing changes in a group that is done.
  v1::GroupReply reply;
  reply.mutable_merged()->set_by(group().seats[group().merger].name);
  const bool written = Write(reply) && WriteParts(*group().merged);
  return written ? grpc::Status::OK : Gone();
}

grpc::Status GroupStream::LetMerge() {
  grpc::Status status = SendReports();
  if (!status.ok()) return status;
  v1::GroupReply reply;
  reply.mutable_merge();
  if (!Write(reply)) return Gone();
  MutexLock lock(meeting_.mutex);
  for (Look(); group().state == State::kMerging; Look()) {
    if (group().merger != place_.index) return Gone();
    status = Wait("");
    if (!status.ok()) return status;
  }
  return group().merged != nullptr ? grpc::Status::OK
                                   : ToGrpcStatus(group().failure);
}

grpc::Status GroupStream::SendReports() {
  for (size_t i = 0; i < group().size; ++i) {
    v1::GroupReply reply;
    v1::GroupMemberReport& report = *reply.mutable_member();
    std::string result;
    {
      // A merger that was taken for lost must not read what is freed.
      const MutexLock lock(meeting_.mutex);
      if (group().state != State::kMerging || group().merger != place_.index) {
        return Gone();
      }
      meeting_.board.Hear(place_, SteadyNowNs());
      const GroupSeat& seat = group().seats[i];
      report.set_name(seat.name);
      report.set_missing(seat.missing);
      report.set_round_trip_ns(seat.round_trip_ns);
      if (seat.start_delay_ns.has_value()) {
        report.set_started_ns(seat.released_ns + seat.round_trip_ns / 2 +
                              *seat.start_delay_ns);
      }
      result = seat.result;
    }
    if (!Write(reply)) return Gone();
    if (!report.missing().empty()) continue;
    if (!WriteParts(result)) return Gone();
  }
  return grpc::Status::OK;
}

bool GroupStream::WriteParts(const std::string& bytes) {
  const std::vector<absl::string_view> parts = GroupParts(bytes);
  for (const absl::string_view& part : parts) {
    v1::GroupReply reply;
    reply.mutable_part()->set_data(std::string(part));
    reply.mutable_part()->set_last(&part == &parts.back());
    if (!Write(reply)) return false;
  }
  return true;
}

}  // namespace grpc_perf_msgr
