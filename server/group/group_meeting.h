// Where the clients of all groups meet: one for the whole server, whichever of
// its listeners a client comes by.
#ifndef GRPC_PERF_MSGR_SERVER_GROUP_GROUP_MEETING_H_
#define GRPC_PERF_MSGR_SERVER_GROUP_GROUP_MEETING_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "absl/status/status.h"
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
  // Guards all below, and everything that the board hands out.
  std::mutex mutex;
  // Notified when a group starts, is given up, has a new merger, or is done.
  std::condition_variable changed;
  GroupBoard board;
  std::map<uint64_t, GroupTicket> tickets;
  uint64_t last_ticket = 0;
  // Streams of clients, each of which holds a thread of the service.
  size_t streams = 0;
  // In all tickets.
  size_t buffered_bytes = 0;
  // No new clients.
  bool stopping = false;

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
                        int64_t now_ns);
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_GROUP_GROUP_MEETING_H_
