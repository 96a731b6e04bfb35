// The CPU time of a thread, as other threads see it.
#ifndef GRPC_PERF_MSGR_COMMON_THREAD_CLOCK_H_
#define GRPC_PERF_MSGR_COMMON_THREAD_CLOCK_H_

#include <atomic>
#include <cstdint>
#include <ctime>

namespace grpc_perf_msgr {

// Belongs to one thread, which calls Start first and Stop last; any thread may
// read. Nothing is done between readings, so it costs the thread nothing.
class ThreadClock {
 public:
  void Start();
  void Stop();

  // User and system time in ns since the thread was created; 0 before Start,
  // from Stop on what it had used then.
  int64_t CpuNs() const;

 private:
  // Set before `running_`, which is stored with release.
  clockid_t clock_ = CLOCK_MONOTONIC;
  std::atomic<bool> running_{false};
  std::atomic<int64_t> used_ns_{0};
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_THREAD_CLOCK_H_
