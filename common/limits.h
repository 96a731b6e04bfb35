// The range of each number that users give, once: options, scenarios and what
// is read from outside are held to the same.
#ifndef GRPC_PERF_MSGR_COMMON_LIMITS_H_
#define GRPC_PERF_MSGR_COMMON_LIMITS_H_

#include <cstdint>

namespace grpc_perf_msgr {

// Client threads, each with a connection.
inline constexpr uint32_t kMaxThreads = 10'000;
// Threads of each listener of a server.
inline constexpr uint32_t kMaxServerThreads = 1024;
// Messages in flight on one thread.
inline constexpr uint32_t kMaxWindow = 65536;
// Measured messages of one thread, and unmeasured ones before them.
inline constexpr uint64_t kMaxIos = 1'000'000'000'000;
// Think time of either end, in us.
inline constexpr uint64_t kMaxThinkUs = 60'000'000;
// The largest payload that any option accepts, in bytes. Protobuf can't
// serialize 2 GiB; this leaves room for copies.
inline constexpr uint64_t kMaxPayloadBytes = 1024ull * 1024 * 1024;
// The largest payload that a server takes unless it is told otherwise.
inline constexpr uint64_t kDefaultMaxMessageBytes = 64ull * 1024 * 1024;
// Any length of time but those below: 30 days.
inline constexpr int64_t kLongestTimeNs =
    int64_t{30} * 24 * 3600 * 1'000'000'000;
// How long open streams may go on after a server was told to end.
inline constexpr int64_t kMaxDrainNs = int64_t{24} * 3600 * 1'000'000'000;
// How often a client reports at most.
inline constexpr int64_t kMinIntervalNs = 10'000'000;
// Clients in a group.
inline constexpr uint32_t kMaxGroupSize = 1000;
// The longest that the clients of a group may wait for each other.
inline constexpr int64_t kMaxGroupTimeoutNs =
    int64_t{24} * 3600 * 1'000'000'000;

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_LIMITS_H_
