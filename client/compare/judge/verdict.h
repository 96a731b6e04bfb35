// What limited a run, from what was measured of it.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_VERDICT_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_VERDICT_H_

#include "proto/comparison.pb.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// The first of these that holds, with the figures behind it:
//   LINK           a direction carried 90 % or more of what the network does
//                  (client/compare/judge/link.h) and no end's CPU was busier
//                  than that, which counts where threads spin on the transport,
//                  too
//   CPU_QUOTA      an end was throttled in 5 % or more of its CPU periods
//   THINK_TIME     an end spent 50 % or more of its threads' time thinking
//   CLIENT_THREAD, SERVER_THREAD
//                  a thread was on a CPU 90 % or more of the time, or the
//                  process on as much of all CPUs that it is pinned to; the
//                  busier end is named. Where threads spin on the transport
//                  they are always busy, which shows nothing
//   WINDOW         neither end was busy, so what was in flight was waited for
// UNKNOWN when nothing can be said: the run failed, an end spins, the server
// told nothing of its CPU time, or an end is Ceph's own program, of whose
// threads nothing is known, and not pinned or told to think. `floor`: of the
// network to the run's server; null where there is none.
v1::Verdict JudgeRun(const v1::Result& result,
                     const v1::NetworkFloor* floor = nullptr);

// For people: "client thread", "window", "?".
const char* LimitName(v1::Verdict::Limit limit);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_VERDICT_H_
