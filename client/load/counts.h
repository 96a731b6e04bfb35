// What was sent and answered, added up over threads and over clients.
#ifndef GRPC_PERF_MSGR_CLIENT_LOAD_COUNTS_H_
#define GRPC_PERF_MSGR_CLIENT_LOAD_COUNTS_H_

#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// Adds `from` to `into`. In flight counts for each thread by itself: the
// highest of all stays.
void AddCounts(const v1::Counts& from, v1::Counts& into);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_LOAD_COUNTS_H_
