// Where the clients of all groups meet: one for the whole server, whichever of
// its listeners a client comes by.
#ifndef GRPC_PERF_MSGR_SERVER_GROUP_GROUP_MEETING_H_
#define GRPC_PERF_MSGR_SERVER_GROUP_GROUP_MEETING_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "common/mutex.h"
#include "proto/control.pb.h"
#include "server/group/group_board.h"

namespace grpc_perf_msgr {

// One for each client whose stream is open.
struct GroupTicket {
  GroupBoard::Place place;
  bool handing_in = false;
  v1::GroupHandIn hand_in;
  // The parts that have come.
  std::string bytes;
  // What the client was refused for; empty: for nothing.
  std::string refused;
};

struct GroupMeeting {
  // Guards also everything that the board hands out.
  Mutex mutex;
  // Notified when a group starts, is given up, has a new merger, or is done.
  ConditionVariable changed;
  GroupBoard board ABSL_GUARDED_BY(mutex);
  std::map<uint64_t, GroupTicket> tickets ABSL_GUARDED_BY(mutex);
  uint64_t last_ticket ABSL_GUARDED_BY(mutex) = 0;
  // Streams of clients, each of which holds a thread of the service.
  size_t streams ABSL_GUARDED_BY(mutex) = 0;
  // In all tickets.
  size_t buffered_bytes ABSL_GUARDED_BY(mutex) = 0;
  // No new clients.
  bool stopping ABSL_GUARDED_BY(mutex) = false;

  // Takes a seat (GroupBoard::Join) and a ticket for it; wakes the others when
  // the group is complete. `now_ns` is on the steady clock. Any thread, as all
  // that follow.
  absl::StatusOr<uint64_t> Join(const v1::GroupJoin& join, int64_t now_ns);

  // What a client says. NotFound for a ticket that there is not; what does not
  // belong here and now is InvalidArgument, more than may be held
  // ResourceExhausted.
  absl::Status Tell(const v1::GroupTell& tell, int64_t now_ns);

  // The client's stream is over, because of `why`.
  void Leave(uint64_t ticket, const std::string& why, int64_t now_ns);

  // Groups that wait are given up; running ones may end. Before the server is
  // shut down; may be called several times.
  void Stop();

 private:
  absl::Status TakePart(GroupTicket& ticket, const v1::GroupPart& part,
                        int64_t now_ns) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_GROUP_GROUP_MEETING_H_
