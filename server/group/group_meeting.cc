#include "server/group/group_meeting.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/group.h"

namespace grpc_perf_msgr {

using State = ClientGroup::State;

absl::StatusOr<uint64_t> GroupMeeting::Join(const v1::GroupJoin& join,
                                            int64_t now_ns) {
  const MutexLock lock(mutex);
  if (stopping) return absl::UnavailableError("the server is stopping");
  absl::StatusOr<GroupBoard::Place> place = board.Join(join, now_ns);
  if (!place.ok()) return place.status();
  const bool complete = place->group->state == State::kRunning;
  tickets[++last_ticket].place = *std::move(place);
  if (complete) changed.NotifyAll();
  return last_ticket;
}

absl::Status GroupMeeting::Tell(const v1::GroupTell& tell, int64_t now_ns) {
  if (tell.has_ping()) return absl::OkStatus();
  const MutexLock lock(mutex);
  const auto found = tickets.find(tell.ticket());
  if (found == tickets.end()) {
    return absl::NotFoundError(
        "no client of a group has this ticket: its stream has ended");
  }
  GroupTicket& ticket = found->second;
  board.Hear(ticket.place, now_ns);
  if (tell.has_alive()) return absl::OkStatus();
  absl::Status status;
  if (tell.has_part()) {
    status = TakePart(ticket, tell.part(), now_ns);
  } else if (tell.has_hand_in() && !ticket.handing_in &&
             ticket.place.seat().state == GroupSeat::State::kRunning) {
    ticket.handing_in = true;
    ticket.hand_in = tell.hand_in();
  } else {
    status = absl::InvalidArgumentError(
        "the protocol of groups is broken: this has no place here");
  }
  if (!status.ok()) ticket.refused = std::string(status.message());
  return status;
}

absl::Status GroupMeeting::TakePart(GroupTicket& ticket,
                                    const v1::GroupPart& part, int64_t now_ns) {
  const ClientGroup& group = *ticket.place.group;
  const bool handing_in = ticket.handing_in && ticket.place.seat().state ==
                                                   GroupSeat::State::kRunning;
  const bool merging =
      group.state == State::kMerging && group.merger == ticket.place.index;
  if (!handing_in && !merging) {
    return absl::InvalidArgumentError(
        "the protocol of groups is broken: no result is awaited here");
  }
  const size_t most = handing_in ? kMaxHandInBytes : kMaxMergedBytes;
  const size_t size = part.data().size();
  if (ticket.bytes.size() + size > most) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a result must have ", most, " bytes or less"));
  }
  if (buffered_bytes + board.held_bytes() + size > GroupBoard::kMaxHeldBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the server may hold ", GroupBoard::kMaxHeldBytes,
                     " bytes of results, which those of its groups exceed"));
  }
  ticket.bytes += part.data();
  buffered_bytes += size;
  if (!part.last()) return absl::OkStatus();
  buffered_bytes -= ticket.bytes.size();
  std::string bytes;
  bytes.swap(ticket.bytes);
  absl::Status status;
  if (handing_in) {
    status =
        board.HandIn(ticket.place, ticket.hand_in, std::move(bytes), now_ns);
  } else {
    board.SetMerged(ticket.place, std::move(bytes));
  }
  changed.NotifyAll();
  return status;
}

void GroupMeeting::Leave(uint64_t ticket, const std::string& why,
                         int64_t now_ns) {
  const MutexLock lock(mutex);
  const auto found = tickets.find(ticket);
  if (found == tickets.end()) return;
  const GroupTicket left = std::move(found->second);
  tickets.erase(found);
  buffered_bytes -= left.bytes.size();
  board.Leave(left.place, left.refused.empty() ? why : left.refused, now_ns);
  changed.NotifyAll();
}

void GroupMeeting::Stop() {
  const MutexLock lock(mutex);
  stopping = true;
  board.StopGathering();
  changed.NotifyAll();
}

}  // namespace grpc_perf_msgr
