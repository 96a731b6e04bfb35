// libFuzzer target: what clients of groups say to the server, in any order. An
// input is a script of two bytes a step: what happens, and to whom or how much.
#include <cstdint>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/group.h"
#include "common/mutex.h"
#include "server/group/group_meeting.h"
#include "test/fuzz/require.h"

namespace grpc_perf_msgr {
namespace {

constexpr size_t kMostTickets = 40;

class Script {
 public:
  void Step(uint8_t what, uint8_t who) {
    switch (what % 9) {
      case 0:
        return Join(who);
      case 1:
        return Tell(who, [](v1::GroupTell& tell) { tell.mutable_alive(); });
      case 2:
        return Tell(who, [](v1::GroupTell& tell) {
          tell.mutable_hand_in()->set_start_delay_ns(1);
        });
      case 3:
        return Part(who, what / 9 * size_t{4096}, true);
      case 4:
        // Up to the largest that may be held, so that limits are met.
        return Part(who, what / 9 * (size_t{64} << 10), false);
      case 5:
        return Leave(who);
      case 6:
        now_ns_ += who * kNanosPerSecond;
        return Look();
      case 7:
        return Tell(who, [](v1::GroupTell& tell) { tell.mutable_ping(); });
      default:
        if (who == 0) meeting_.Stop();
        return Tell(who, [](v1::GroupTell&) {});
    }
  }

  void End() {
    for (size_t i = 0; i < tickets_.size(); ++i) Leave(i);
    // Nothing is held for those who have left.
    const MutexLock lock(meeting_.mutex);
    Require(Held() == 0);
  }

 private:
  template <typename Fill>
  void Tell(size_t who, Fill fill) {
    if (tickets_.empty()) return;
    v1::GroupTell tell;
    tell.set_ticket(tickets_[who % tickets_.size()]);
    fill(tell);
    const absl::Status status = meeting_.Tell(tell, now_ns_);
    Require(status.ok() || !status.message().empty());
    Check();
  }
  void Part(size_t who, size_t size, bool last) {
    Tell(who, [&](v1::GroupTell& tell) {
      tell.mutable_part()->set_data(std::string(size, 'r'));
      tell.mutable_part()->set_last(last);
    });
  }
  void Join(uint8_t who) {
    if (tickets_.size() == kMostTickets) return;
    v1::GroupJoin join;
    join.set_group(absl::StrCat("g", who % 3));
    join.set_member(absl::StrCat("m", who / 64));
    join.set_size(who / 8 % 4);
    join.set_timeout_ns((who / 32 + 1) * kNanosPerSecond);
    join.mutable_conditions()->set_window(32);
    join.set_schema_version(1);
    const absl::StatusOr<uint64_t> ticket = meeting_.Join(join, now_ns_);
    if (ticket.ok()) tickets_.push_back(*ticket);
    Check();
  }
  void Leave(size_t who) {
    if (tickets_.empty()) return;
    meeting_.Leave(tickets_[who % tickets_.size()], "left", now_ns_);
    Check();
  }
  void Look();
  void Check();
  size_t Held() ABSL_EXCLUSIVE_LOCKS_REQUIRED(meeting_.mutex) {
    return meeting_.buffered_bytes + meeting_.board.held_bytes();
  }

  GroupMeeting meeting_;
  std::vector<uint64_t> tickets_;
  int64_t now_ns_ = kNanosPerSecond;
};

void Script::Look() {
  {
    const MutexLock lock(meeting_.mutex);
    for (auto& [number, ticket] : meeting_.tickets) {
      meeting_.board.Look(*ticket.place.group, now_ns_);
    }
  }
  Check();
}

void Script::Check() {
  const MutexLock lock(meeting_.mutex);
  size_t buffered = 0;
  for (const auto& [number, ticket] : meeting_.tickets) {
    buffered += ticket.bytes.size();
    Require(ticket.bytes.size() <= kMaxMergedBytes);
    const ClientGroup& group = *ticket.place.group;
    Require(ticket.place.index < group.seats.size());
    Require(group.seats.size() <= group.size);
    // One that is done tells how: a merged result, or why there is none.
    if (group.state == ClientGroup::State::kDone) {
      Require(group.merged != nullptr || !group.failure.ok());
    }
    // A seat has a result, or says why not, or may still hand one in.
    for (const GroupSeat& seat : group.seats) {
      Require(seat.state != GroupSeat::State::kLost || !seat.missing.empty());
    }
  }
  Require(buffered == meeting_.buffered_bytes);
  Require(Held() <= GroupBoard::kMaxHeldBytes);
}

}  // namespace
}  // namespace grpc_perf_msgr

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // Longer scripts only take longer.
  constexpr size_t kMostSteps = 200;
  grpc_perf_msgr::Script script;
  for (size_t i = 0; i + 1 < size && i / 2 < kMostSteps; i += 2) {
    script.Step(data[i], data[i + 1]);
  }
  script.End();
  return 0;
}
