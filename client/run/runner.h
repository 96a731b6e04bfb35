// Runs one workload: starts the threads together, watches them, gathers what
// they measured.
#ifndef GRPC_PERF_MSGR_CLIENT_RUN_RUNNER_H_
#define GRPC_PERF_MSGR_CLIENT_RUN_RUNNER_H_

#include <cstdint>

#include "absl/status/status.h"
#include "client/load/workload.h"
#include "client/run/rig.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// Told of what happens, on the thread that called RunLoad.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  // All threads are connected, none has sent anything. They send when this
  // returns; an error ends the run with that status.
  virtual absl::Status OnConnected() { return absl::OkStatus(); }
  // The first thread is about to send its first measured message, or just has.
  // `answered` messages of all threads were answered so far.
  virtual void OnMeasureStarted(uint64_t answered) { (void)answered; }
  // While the threads run: every few tens of milliseconds. Must not block
  // for long.
  virtual void OnLook(int64_t now_ns) { (void)now_ns; }
  // A slice of the run is over.
  virtual void OnInterval(const v1::Interval& interval) { (void)interval; }
  // All threads have come to their end; `well`: none failed, and nobody wanted
  // to stop.
  virtual void OnFinished(uint64_t answered, bool well) {
    (void)answered;
    (void)well;
  }
};

// Blocks until the workload is done, has failed or was stopped through
// `user_stop`. Fills in status, conditions, start, run time, counts, latency,
// client think time, threads and intervals of the result. Whatever happens,
// what was measured is in it. Transports, clock and recorder are the rig's.
v1::Result RunLoad(const Workload& workload, const Rig& rig,
                   const StopSignal& user_stop, RunObserver& observer);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_RUN_RUNNER_H_
