// How full the network between client and server was during a run.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_LINK_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_LINK_H_

#include <string>

#include "proto/comparison.pb.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// What a run that had `bytes_per_second` by its run time carried while it was
// at full speed: window over mean latency, by Little's law. The run time counts
// the wait for the last replies as well, when nothing is sent, which matters
// where what is in flight takes long to travel. The argument itself for a run
// that thinks, and for one whose window was not kept full.
double SteadyBytesPerSecond(const v1::Result& result, double bytes_per_second);

struct LinkUse {
  // 0..1.1; 0: not known to be used at all.
  double share = 0;
  // "to the server 11.6 MB/s of payload, 97 % of the 12.0 MB/s of a bare TCP
  // stream"
  std::string what;
};

// The fuller of the two directions, by payload: messages of a few bytes fill a
// link with headers that this does not see. Held against
// - the bare stream of `floor` (which may be null), where the network is what
//   limited that: neither the CPU of an end, nor loopback. A run that carried
//   more than 1.1 times as much has shown that one stream does not fill the
//   link, and is not judged by it;
// - the slower of the link speeds that the ends told of.
LinkUse FullestDirection(const v1::Result& result,
                         const v1::NetworkFloor* floor);

// "; 1.5 x the 95.0 us of bare TCP", how a mean latency compares with the
// floor's round trip; "" where there is none.
std::string AgainstRoundTrip(double latency_ns, const v1::NetworkFloor* floor);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_LINK_H_
