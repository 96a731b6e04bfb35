// One whole run with both ends: the load, the server's view of it, the hosts.
#ifndef GRPC_PERF_MSGR_CLIENT_RUN_BENCHMARK_H_
#define GRPC_PERF_MSGR_CLIENT_RUN_BENCHMARK_H_

#include <cstdint>
#include <functional>

#include "absl/status/statusor.h"
#include "client/control/control_connection.h"
#include "client/load/workload.h"
#include "client/run/rig.h"
#include "proto/control.pb.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// Lets a run begin at the same time as others. Called on the thread that called
// RunBenchmark.
class StartGate {
 public:
  virtual ~StartGate() = default;
  // All threads are connected, none has sent anything. Returns when the load is
  // to begin, with the server's counters of that moment; or why it must not.
  virtual absl::StatusOr<v1::ServerCounters> Await() = 0;
  // While the load runs: every few tens of milliseconds. Must not block
  // for long.
  virtual void OnLook(int64_t now_ns) = 0;
};

// Runs `workload` and returns its complete record, whatever its status. Blocks;
// `on_interval` is called on the calling thread while it runs. A server without
// Control service, or one that no longer answers, leaves the server's fields
// absent and a warning. `control` is that of workload.control; null: nobody is
// asked. With a `gate` the load begins when that says so.
v1::Result RunBenchmark(
    const Workload& workload, const Rig& rig, ControlConnection* control,
    const StopSignal& stop,
    const std::function<void(const v1::Interval&)>& on_interval,
    StartGate* gate = nullptr);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_RUN_BENCHMARK_H_
