// How many messages Ceph's client is asked for, which knows no duration, and
// how long it may take, because it can hang.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_CEPH_CEPH_RUN_LENGTH_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_CEPH_CEPH_RUN_LENGTH_H_

#include <cstdint>

#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

// Messages for each thread of a short run that finds the rate at `point`: about
// a tenth of a second on loopback, more where think time or size demand it.
uint64_t CephTrialIos(const v1::Point& point);

// Messages for each thread so that a run at `point` takes `duration_ns` at
// `messages_per_second` (of all threads). Never fewer than 2,000 and 100
// windows, so that the last window, which may never be sent, and the start do
// not show; never more than Ceph's client can count.
uint64_t CephIos(const v1::Point& point, double messages_per_second,
                 int64_t duration_ns);

// A cautious guess of how long a message takes when nothing was measured, in
// ns, over all threads: think times, 2 ms, and its bytes at a gigabit per
// second.
double CephGuessedMessageNs(const v1::Point& point);

// After how long a run of `messages` (of all threads) that should take
// `message_ns` each is given up: five times that, 5 s for start and end, and
// the stall timeout.
int64_t CephTimeoutNs(double messages, double message_ns,
                      int64_t stall_timeout_ns);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_CEPH_CEPH_RUN_LENGTH_H_
