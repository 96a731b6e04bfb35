// A client's part in Control's JoinGroup and TellGroup, by which it meets the
// others of its group.
#ifndef GRPC_PERF_MSGR_CLIENT_CONTROL_GROUP_MEMBERSHIP_H_
#define GRPC_PERF_MSGR_CLIENT_CONTROL_GROUP_MEMBERSHIP_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/control/control_connection.h"
#include "client/load/group.h"
#include "client/load/message_window.h"
#include "proto/control.pb.h"

namespace grpc_perf_msgr {

// What the server tells of one client of the group.
struct HandedIn {
  v1::GroupMemberReport about;
  // The serialized Result; empty when there is none.
  std::string result;
};

// Merges what all clients handed in; gives a serialized Result.
using GroupMerger =
    std::function<absl::StatusOr<std::string>(const std::vector<HandedIn>&)>;

// Uses the control connection. Between Join and HandIn nothing of it waits: a
// pending read that a thread waits for would take
// the load's I/O. One thread. Waiting ends soon after `stop` is raised
// (CANCELLED), when the stream breaks (UNAVAILABLE), and when the server is
// silent for kGroupSilenceNs (UNAVAILABLE); what the server refuses has its
// status.
class GroupMembership {
 public:
  // All references must outlive it.
  GroupMembership(ControlConnection& control, const GroupOptions& options,
                  const StopSignal& stop);
  // Leaves the group.
  ~GroupMembership();
  GroupMembership(const GroupMembership&) = delete;
  GroupMembership& operator=(const GroupMembership&) = delete;

  // Connects, joins, and waits for all others; the load is to start now. Calls
  // `on_waiting` with what is waited for whenever that is new. Returns the
  // server's counters, the same reading for all.
  absl::StatusOr<v1::ServerCounters> Join(
      const v1::Conditions& conditions, uint32_t schema_version,
      int64_t connect_timeout_ns,
      const std::function<void(absl::string_view)>& on_waiting);

  // On the steady clock: when Join returned.
  int64_t started_ns() const;

  // To be called often while the load runs: lets the server know that this
  // client lives, every kGroupAliveNs. Blocks for a round trip then, and for a
  // second at most when the server does not answer.
  void StayAlive(int64_t now_ns);

  // Hands in this client's result, serialized; `stop` does not end this.
  // `first_send_ns`: the first measured one, on the steady clock; 0 when
  // nothing was measured.
  absl::Status HandIn(const std::string& result, int64_t first_send_ns);

  struct Merged {
    // Serialized.
    std::string result;
    // The client that merged; `here` when it was this one.
    std::string by;
    bool here = false;
  };
  // Waits until all others have handed in or are lost, and for the merged
  // result; merges if it is this client's turn.
  absl::StatusOr<Merged> AwaitMerged(
      const GroupMerger& merge,
      const std::function<void(absl::string_view)>& on_waiting);

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_CONTROL_GROUP_MEMBERSHIP_H_
