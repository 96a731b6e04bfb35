// What a run's threads measure goes here.
#ifndef GRPC_PERF_MSGR_CLIENT_LOAD_RECORDER_H_
#define GRPC_PERF_MSGR_CLIENT_LOAD_RECORDER_H_

#include <cstdint>
#include <deque>

#include "client/load/latency_histogram.h"

namespace grpc_perf_msgr {

// One histogram a thread: recording takes no lock and no call of a virtual
// function. Handed to a run from outside, and read after it.
class Recorder {
 public:
  // The histogram of one more thread, empty; it stays where it is. Called by
  // one thread at a time, before its own thread records.
  LatencyHistogram& Add() { return threads_.emplace_back(); }

  // In the order in which they were added.
  const std::deque<LatencyHistogram>& threads() const { return threads_; }

  // All threads' together; nobody may be recording.
  LatencyHistogram Merged() const {
    LatencyHistogram merged;
    for (const LatencyHistogram& thread : threads_) merged.Merge(thread);
    return merged;
  }

 private:
  std::deque<LatencyHistogram> threads_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_LOAD_RECORDER_H_
