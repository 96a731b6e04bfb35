// What both ends of a group of clients must agree on.
#ifndef GRPC_PERF_MSGR_COMMON_GROUP_H_
#define GRPC_PERF_MSGR_COMMON_GROUP_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/clock.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// Characters of a group's or client's name.
inline constexpr size_t kMaxGroupNameLength = 100;
// A serialized Result travels in pieces of this size, so that it passes
// whatever the server's --max_message_bytes.
inline constexpr size_t kGroupPartBytes = size_t{64} << 10;
// The largest Result that one client may hand in.
inline constexpr size_t kMaxHandInBytes = size_t{4} << 20;
// The largest merged Result.
inline constexpr size_t kMaxMergedBytes = size_t{64} << 20;
// `bytes` in pieces of kGroupPartBytes, the last of which may be shorter; one
// empty piece when there are none. They point into `bytes`.
std::vector<absl::string_view> GroupParts(absl::string_view bytes);

// How often each end lets the other know that it is there, and how long it must
// be silent to be taken for lost.
inline constexpr int64_t kGroupAliveNs = 5 * kNanosPerSecond;
inline constexpr int64_t kGroupSilenceNs = 20 * kNanosPerSecond;

// Whether `name` is 1..kMaxGroupNameLength visible ASCII characters;
// InvalidArgument says what it is instead, `what` ("--group") first.
absl::Status CheckGroupName(absl::string_view what, absl::string_view name);

// In which fields two clients' conditions differ that must be alike for their
// results to be merged: `window 32 and 64; bytes 4096 and 64`, the first's
// value first; "" when in none. What belongs to a client's own host may differ:
// the server's address, CPUs, and timeouts.
std::string ConditionsDifference(const v1::Conditions& first,
                                 const v1::Conditions& second);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_GROUP_H_
