// What the server knows of a group of clients, and says of it.
#ifndef GRPC_PERF_MSGR_SERVER_GROUP_CLIENT_GROUP_H_
#define GRPC_PERF_MSGR_SERVER_GROUP_CLIENT_GROUP_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "proto/control.pb.h"

namespace grpc_perf_msgr {

// One client of a group.
struct GroupSeat {
  enum class State {
    // Joined; before the start.
    kWaiting,
    // The group started.
    kRunning,
    kHandedIn,
    // Gone without a result; `missing` says why.
    kLost,
  };
  State state = State::kWaiting;
  std::string name;
  int64_t joined_ns = 0;
  int64_t timeout_ns = 0;
  int64_t round_trip_ns = 0;
  // When it was last heard of.
  int64_t heard_ns = 0;
  // When it was told to start.
  int64_t released_ns = 0;
  std::optional<int64_t> start_delay_ns;
  // Whether its stream is still there.
  bool present = true;
  std::string missing;
  // A serialized Result; opaque to the server.
  std::string result;
  // Ends its stream; called for one that fell silent.
  std::function<void()> cut;
};

struct ClientGroup : std::enable_shared_from_this<ClientGroup> {
  enum class State {
    kGathering,
    kRunning,
    // All have handed in or are lost: one merges.
    kMerging,
    // Merged, or given up with `failure`.
    kDone,
  };
  State state = State::kGathering;
  std::string name;
  uint32_t size = 0;
  v1::Conditions conditions;
  uint32_t schema_version = 0;
  std::vector<GroupSeat> seats;
  // Read when the group starts.
  std::optional<v1::ServerCounters> counters;
  // Why the group can't start; meaningful in kDone.
  absl::Status failure;
  // The seat that merges; the number of seats when there is none (yet).
  size_t merger = 0;
  std::shared_ptr<const std::string> merged;

  // Who is there, for people: `2 of 4 clients came (a:1, b:2)`.
  std::string Came() const;
  // `2 of 4 clients have not handed in yet (a:1, b:2)`.
  std::string NotHandedIn() const;
  // All of its clients: `(a:1, b:2)`; of very many some, and the number of the
  // others.
  std::string Names() const;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_GROUP_CLIENT_GROUP_H_
