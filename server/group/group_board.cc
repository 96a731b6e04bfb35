#include "server/group/group_board.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/clock.h"
#include "common/group.h"
#include "common/limits.h"

namespace grpc_perf_msgr {
namespace {

using State = ClientGroup::State;
using SeatState = GroupSeat::State;

// A century: sums of times stay in range, whatever a client says.
constexpr int64_t kMaxStartDelayNs = 3'000'000'000'000'000'000;

std::string Quoted(const std::string& name) {
  return absl::StrCat("group \"", name, "\"");
}

std::string UniqueName(const ClientGroup& group, const std::string& name) {
  std::string unique = name;
  const auto taken = [&](const GroupSeat& seat) { return seat.name == unique; };
  for (int i = 2; std::any_of(group.seats.begin(), group.seats.end(), taken);
       ++i) {
    unique = absl::StrCat(name, "#", i);
  }
  return unique;
}

}  // namespace

absl::Status GroupBoard::CheckJoin(const v1::GroupJoin& join) const {
  absl::Status status = CheckGroupName("the name of a group", join.group());
  if (status.ok()) {
    status = CheckGroupName("the name of a client", join.member());
  }
  if (!status.ok()) return status;
  if (join.size() < 1 || join.size() > kMaxGroupSize) {
    return absl::InvalidArgumentError(
        absl::StrCat("the size of a group must be 1..", kMaxGroupSize, ", got ",
                     join.size()));
  }
  if (join.timeout_ns() < 1 || join.timeout_ns() > kMaxGroupTimeoutNs) {
    return absl::InvalidArgumentError(
        absl::StrCat("the timeout of a group must be 1..", kMaxGroupTimeoutNs,
                     " ns, got ", join.timeout_ns()));
  }
  if (join.round_trip_ns() < 0 || join.round_trip_ns() > kMaxGroupTimeoutNs) {
    return absl::InvalidArgumentError(
        absl::StrCat("a round trip must be 0..", kMaxGroupTimeoutNs,
                     " ns, got ", join.round_trip_ns()));
  }
  return absl::OkStatus();
}

absl::Status GroupBoard::CheckFits(const ClientGroup& group,
                                   const v1::GroupJoin& join) {
  if (group.state != State::kGathering) {
    return absl::AlreadyExistsError(
        absl::StrCat(Quoted(group.name), " is full and under way: its ",
                     group.size, " clients are ", group.Names(),
                     "; wait for its end, or take another name"));
  }
  // The first client says what all must be like.
  if (group.seats.empty()) return absl::OkStatus();
  const std::string& first = group.seats[0].name;
  if (join.size() != group.size) {
    return absl::FailedPreconditionError(
        absl::StrCat(Quoted(group.name), " is to have ", group.size,
                     " clients, as its first, ", first, ", said; ",
                     join.member(), " came with --group_size=", join.size()));
  }
  if (join.schema_version() != group.schema_version) {
    return absl::FailedPreconditionError(absl::StrCat(
        Quoted(group.name), " has results of schema version ",
        group.schema_version, ", as its first client, ", first, ", writes; ",
        join.member(), " writes version ", join.schema_version(),
        ": run the same version everywhere"));
  }
  const std::string difference =
      ConditionsDifference(group.conditions, join.conditions());
  if (difference.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "the clients of ", Quoted(group.name), " must be alike; its first, ",
      first, ", and ", join.member(), " differ in ", difference));
}

absl::StatusOr<GroupBoard::Place> GroupBoard::Join(const v1::GroupJoin& join,
                                                   int64_t now_ns) {
  absl::Status status = CheckJoin(join);
  if (!status.ok()) return status;
  // A group whose deadline is over makes way.
  const auto old_one = groups_.find(join.group());
  if (old_one != groups_.end()) {
    // Look may erase it.
    const std::shared_ptr<ClientGroup> kept = old_one->second;
    Look(*kept, now_ns);
  }
  if (groups_.count(join.group()) == 0) {
    if (groups_.size() >= kMaxGroups) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "there are ", groups_.size(), " groups already, as many as may be"));
    }
    auto group = std::make_shared<ClientGroup>();
    group->name = join.group();
    group->size = join.size();
    group->conditions = join.conditions();
    group->schema_version = join.schema_version();
    group->merger = join.size();
    groups_[join.group()] = std::move(group);
  }
  const std::shared_ptr<ClientGroup> group = groups_[join.group()];
  status = CheckFits(*group, join);
  if (!status.ok()) return status;
  GroupSeat seat;
  seat.name = UniqueName(*group, join.member());
  seat.joined_ns = now_ns;
  seat.timeout_ns = join.timeout_ns();
  seat.round_trip_ns = join.round_trip_ns();
  group->seats.push_back(std::move(seat));
  if (group->seats.size() == group->size) {
    group->state = State::kRunning;
    for (GroupSeat& each : group->seats) {
      each.state = SeatState::kRunning;
      each.heard_ns = now_ns;
      each.released_ns = now_ns;
    }
  }
  return Place{group, group->seats.size() - 1};
}

void GroupBoard::Leave(const Place& place, const std::string& why,
                       int64_t now_ns) {
  ClientGroup& group = *place.group;
  GroupSeat& seat = place.seat();
  seat.present = false;
  seat.cut = nullptr;
  switch (group.state) {
    case State::kGathering:
      GiveUp(group, absl::UnavailableError(absl::StrCat(
                        "client ", place.index + 1, " (", seat.name, ") of ",
                        Quoted(group.name), " left before the start: ", why)));
      return;
    case State::kRunning:
      if (seat.state == SeatState::kRunning) Lose(seat, why);
      Advance(group, now_ns);
      return;
    case State::kMerging:
      Advance(group, now_ns);
      return;
    case State::kDone:
      return;
  }
}

absl::Status GroupBoard::HandIn(const Place& place,
                                const v1::GroupHandIn& hand_in,
                                std::string result, int64_t now_ns) {
  GroupSeat& seat = place.seat();
  // One that was cut off in this very moment stays lost.
  if (seat.state != SeatState::kRunning) {
    return absl::DeadlineExceededError(
        absl::StrCat("too late: the group took ", seat.name, " for lost"));
  }
  if (result.size() > max_held_bytes_ - held_bytes_) {
    const std::string why = absl::StrCat(
        "the server may hold ", max_held_bytes_,
        " bytes of results, which those of its groups would exceed");
    Lose(seat, why);
    Advance(*place.group, now_ns);
    return absl::ResourceExhaustedError(why);
  }
  held_bytes_ += result.size();
  seat.result = std::move(result);
  if (hand_in.start_delay_ns() >= 0 &&
      hand_in.start_delay_ns() <= kMaxStartDelayNs &&
      hand_in.has_start_delay_ns()) {
    seat.start_delay_ns = hand_in.start_delay_ns();
  }
  seat.state = SeatState::kHandedIn;
  seat.heard_ns = now_ns;
  Advance(*place.group, now_ns);
  return absl::OkStatus();
}

void GroupBoard::SetMerged(const Place& place, std::string merged) {
  ClientGroup& group = *place.group;
  if (group.state != State::kMerging || group.merger != place.index) return;
  group.merged = std::make_shared<const std::string>(std::move(merged));
  Finish(group);
}

void GroupBoard::Look(ClientGroup& group, int64_t now_ns) {
  if (group.state == State::kGathering) {
    for (const GroupSeat& seat : group.seats) {
      if (now_ns - seat.joined_ns < seat.timeout_ns) continue;
      GiveUp(group,
             absl::DeadlineExceededError(absl::StrFormat(
                 "%s is not complete: within %.3g s, %s; %d missing. Start all "
                 "clients within that time, raise --group_timeout, or lower "
                 "--group_size",
                 Quoted(group.name),
                 static_cast<double>(seat.timeout_ns) / kNanosPerSecond,
                 group.Came(), group.size - group.seats.size())));
      return;
    }
    return;
  }
  for (size_t i = 0; i < group.seats.size(); ++i) {
    GroupSeat& seat = group.seats[i];
    const bool should_be_heard =
        seat.present && ((group.state == State::kRunning &&
                          seat.state == SeatState::kRunning) ||
                         (group.state == State::kMerging && i == group.merger));
    if (!should_be_heard || now_ns - seat.heard_ns < kGroupSilenceNs) continue;
    // Its stream may be long in noticing; the group does not wait for that.
    const std::function<void()> cut = std::exchange(seat.cut, nullptr);
    if (cut) cut();
    Leave(Place{group.shared_from_this(), i},
          absl::StrFormat("nothing was heard of it for %d s",
                          kGroupSilenceNs / kNanosPerSecond),
          now_ns);
  }
}

int64_t GroupBoard::NextLookNs(const ClientGroup& group, int64_t now_ns) {
  int64_t next_ns = now_ns + kGroupAliveNs;
  if (group.state != State::kGathering) return next_ns;
  for (const GroupSeat& seat : group.seats) {
    next_ns = std::min(next_ns, seat.joined_ns + seat.timeout_ns);
  }
  return next_ns;
}

void GroupBoard::StopGathering() {
  // Giving one up takes it off the board.
  const auto groups = groups_;
  for (const auto& [name, group] : groups) {
    if (group->state != State::kGathering) continue;
    GiveUp(*group,
           absl::UnavailableError(absl::StrCat(
               "the server is stopping; ", Quoted(name), ": ", group->Came())));
  }
}

void GroupBoard::GiveUp(ClientGroup& group, absl::Status why) {
  group.failure = std::move(why);
  Finish(group);
}

void GroupBoard::Finish(ClientGroup& group) {
  group.state = State::kDone;
  for (GroupSeat& seat : group.seats) {
    held_bytes_ -= seat.result.size();
    std::string().swap(seat.result);
  }
  // Another generation may have the name by now only if this one was taken off
  // the board before.
  const auto found = groups_.find(group.name);
  if (found != groups_.end() && found->second.get() == &group) {
    groups_.erase(found);
  }
}

void GroupBoard::Lose(GroupSeat& seat, const std::string& why) {
  seat.state = SeatState::kLost;
  seat.missing = why;
}

void GroupBoard::Advance(ClientGroup& group, int64_t now_ns) {
  const bool someone_runs = std::any_of(
      group.seats.begin(), group.seats.end(),
      [](const auto& seat) { return seat.state == SeatState::kRunning; });
  if (someone_runs) return;
  group.state = State::kMerging;
  if (group.merger < group.seats.size() && group.seats[group.merger].present) {
    return;
  }
  for (group.merger = 0; group.merger < group.seats.size(); ++group.merger) {
    GroupSeat& seat = group.seats[group.merger];
    if (seat.present && seat.state == SeatState::kHandedIn) {
      seat.heard_ns = now_ns;
      return;
    }
  }
  // Nobody is left to merge, or to be told.
  GiveUp(group, absl::UnavailableError("no client of the group is left"));
}

}  // namespace grpc_perf_msgr
