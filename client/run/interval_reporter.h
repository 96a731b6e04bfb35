// Cuts a run into slices of time and says what happened in each.
#ifndef GRPC_PERF_MSGR_CLIENT_RUN_INTERVAL_REPORTER_H_
#define GRPC_PERF_MSGR_CLIENT_RUN_INTERVAL_REPORTER_H_

#include <cstdint>
#include <vector>

#include "client/load/latency_histogram.h"
#include "client/load/message_window.h"
#include "client/load/workload.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// Reads the windows of running threads without disturbing them. One thread.
class IntervalReporter {
 public:
  // The windows must outlive this. `start_ns`: when the threads began, on the
  // steady clock.
  IntervalReporter(const Workload& workload,
                   std::vector<const MessageWindow*> windows, int64_t start_ns);

  // Closes the slice that began at the last call (or the start).
  v1::Interval Next(int64_t now_ns);

 private:
  const Workload& workload_;
  const std::vector<const MessageWindow*> windows_;
  const int64_t start_ns_;
  int64_t last_ns_;
  uint64_t last_answered_ = 0;
  // What each window had recorded at the last call.
  std::vector<LatencyHistogram> earlier_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_RUN_INTERVAL_REPORTER_H_
