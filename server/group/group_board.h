// Which groups of clients there are and how far each has come. Pure: does no
// I/O, waits for nothing, and takes the time as an argument (ns on the steady
// clock). Not thread-safe: its user has a lock.
#ifndef GRPC_PERF_MSGR_SERVER_GROUP_GROUP_BOARD_H_
#define GRPC_PERF_MSGR_SERVER_GROUP_GROUP_BOARD_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/control.pb.h"
#include "server/group/client_group.h"

namespace grpc_perf_msgr {

class GroupBoard {
 public:
  // Groups that are gathering or running at a time, and the bytes of results
  // that they may hold together.
  static constexpr size_t kMaxGroups = 100;
  static constexpr size_t kMaxHeldBytes = size_t{512} * 1024 * 1024;

  // Tests take a smaller one.
  explicit GroupBoard(size_t max_held_bytes = kMaxHeldBytes)
      : max_held_bytes_(max_held_bytes) {}

  struct Place {
    std::shared_ptr<ClientGroup> group;
    size_t index = 0;
    GroupSeat& seat() const { return group->seats[index]; }
  };

  // Takes a seat in the group, which begins with its first client. When it is
  // the last seat, the group is kRunning. A name that is taken gets "#2".
  // Errors are for the user: InvalidArgument (names, numbers),
  // FailedPrecondition (the group waits for clients with another size or
  // conditions), AlreadyExists (the group is full and under way),
  // ResourceExhausted (too many groups).
  absl::StatusOr<Place> Join(const v1::GroupJoin& join, int64_t now_ns);

  // The client's stream is over. Before the start the group is given up; during
  // the run its seat is lost, `why` ends in the result of the others; later the
  // result that it handed in stays.
  void Leave(const Place& place, const std::string& why, int64_t now_ns);

  // A client of a running group is heard of.
  void Hear(const Place& place, int64_t now_ns) {
    place.seat().heard_ns = now_ns;
  }

  // ResourceExhausted when it is more than the board may hold; the seat is then
  // lost.
  absl::Status HandIn(const Place& place, const v1::GroupHandIn& hand_in,
                      std::string result, int64_t now_ns);

  // The seat that merges has done so: the group is done, its name free.
  void SetMerged(const Place& place, std::string merged);

  // Gives up a group whose first deadline is over, and cuts off clients that
  // should have been heard of. To be called now and then for a group by those
  // who wait.
  void Look(ClientGroup& group, int64_t now_ns);

  // Gives up every group that has not started: the server stops.
  void StopGathering();

  // When Look has something to do at the latest.
  static int64_t NextLookNs(const ClientGroup& group, int64_t now_ns);

  size_t held_bytes() const { return held_bytes_; }

 private:
  absl::Status CheckJoin(const v1::GroupJoin& join) const;
  static absl::Status CheckFits(const ClientGroup& group,
                                const v1::GroupJoin& join);
  void GiveUp(ClientGroup& group, absl::Status why);
  void Finish(ClientGroup& group);
  void Lose(GroupSeat& seat, const std::string& why);
  // After a seat was handed in or lost.
  void Advance(ClientGroup& group, int64_t now_ns);

  std::map<std::string, std::shared_ptr<ClientGroup>> groups_;
  const size_t max_held_bytes_;
  size_t held_bytes_ = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_GROUP_GROUP_BOARD_H_
