// Whether a run's figures agree with each other.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_LITTLES_LAW_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_LITTLES_LAW_H_

#include <optional>

#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// Messages in flight by Little's law (L = lambda W: "A proof for the queuing
// formula", Operations Research 9, 1961), throughput x mean latency, over those
// asked for, threads x window. Summed thread by thread, each over its own run
// time, because threads may end at different times. Absent for a run that
// failed, that thinks (then the window is not always full) or measured nothing.
std::optional<double> LittlesLawRatio(const v1::Result& result);

// Whether the ratio is off by more than 5 %. The window fills at the start and
// empties at the end, which takes about half a latency each: that much is
// granted, so that short runs do not fail for being short.
bool ViolatesLittlesLaw(const v1::Result& result, double ratio);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_LITTLES_LAW_H_
