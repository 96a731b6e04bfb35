// One whole run with both ends: the load, the server's view of it, the hosts.
#ifndef GRPC_PERF_MSGR_CLIENT_RUN_BENCHMARK_H_
#define GRPC_PERF_MSGR_CLIENT_RUN_BENCHMARK_H_

#include <functional>

#include "client/load/workload.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// Runs `workload` and returns its complete record, whatever its status. Blocks;
// `on_interval` is called on the calling thread while it runs. A server without
// Control service, or one that no longer answers, leaves the server's fields
// absent and a warning.
v1::Result RunBenchmark(
    const Workload& workload, const StopSignal& stop,
    const std::function<void(const v1::Interval&)>& on_interval);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_RUN_BENCHMARK_H_
