// What limited a stream of the network floor.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_FLOOR_STREAM_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_FLOOR_STREAM_H_

#include "proto/comparison.pb.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// What limited a stream of the probe: as JudgeRun, but LINK where neither end
// was busy and messages took more than twice the round trip that is in `floor`:
// they queued. Where they did not, more in flight would have carried more.
v1::Verdict JudgeFloorStream(const v1::Result& result,
                             const v1::NetworkFloor& floor);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_FLOOR_STREAM_H_
