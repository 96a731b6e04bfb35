// The results of several clients that loaded one server together, as one. Pure.
#ifndef GRPC_PERF_MSGR_CLIENT_MERGE_MERGE_H_
#define GRPC_PERF_MSGR_CLIENT_MERGE_MERGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// One client's part.
struct MergeInput {
  // Its name in a group, or the file that its result was read from.
  std::string name;
  // Absent when it handed in none; then `missing` says why.
  std::optional<v1::Result> result;
  std::string missing;
  // Its first measured send, in ns on a clock that all inputs share; absent
  // when it measured nothing. Must be absent for all or for none of those that
  // measured something: without it the hosts' own clocks (started_unix_ns) do.
  std::optional<int64_t> started_ns;
  // How well that is known, in ns; absent with the hosts' own clocks.
  std::optional<int64_t> round_trip_ns;
};

// Whether a single result can be part of a merge: this schema version, a sound
// histogram, not itself merged. InvalidArgument does not name the result.
absl::Status CheckMergeable(const v1::Result& result);

// Merges the results of the clients of group `name`, 1 or more of `inputs`, as
// result.proto's `group` describes it.
//
// Throughput is that of all messages over the time from the first measured send
// of any client to the last measured reply of any. That is what the server
// really did, if less than the sum of the clients' own figures when they did
// not start and end together; both are in the result, and a warning says so
// when all clients measured together for less than 90 % of that time.
//
// The status is OK when every client handed in a result whose status is OK;
// else that of the first that did not, and its message names all of them.
//
// InvalidArgument, naming the clients and what differs:
// - no result at all, or one that CheckMergeable refuses;
// - conditions that ConditionsDifference (common/group.h) tells apart;
// - results of two different servers;
// - the same result twice;
// - by the hosts' own clocks, two that did not run at the same time: adding up
//   their figures would tell of a load that there never was.
absl::StatusOr<v1::Result> MergeResults(const std::string& name,
                                        const std::vector<MergeInput>& inputs);

// The same result without what is not merged and may be large: to be handed in.
// Its intervals are left out, and, when the rest is still more than `max_bytes`
// serialized, its threads, with a warning.
v1::Result WithoutBulk(v1::Result result, size_t max_bytes);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_MERGE_MERGE_H_
