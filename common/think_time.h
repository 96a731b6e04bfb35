// Think time: what a receiver spends inline on each message that it received.
#ifndef GRPC_PERF_MSGR_COMMON_THINK_TIME_H_
#define GRPC_PERF_MSGR_COMMON_THINK_TIME_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "common/clock.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

enum class ThinkMode {
  // Gives the core away, as Ceph's usleep does.
  kSleep,
  // Burns the core; accurate to about a microsecond.
  kSpin,
};

// For absl flags: "sleep" or "spin".
bool AbslParseFlag(absl::string_view text, ThinkMode* mode, std::string* error);
std::string AbslUnparseFlag(ThinkMode mode);

// Takes the kernel's timer slack (50 us by default) off the sleeps of the
// calling thread and of threads that it starts later: prctl(2)
// PR_SET_TIMERSLACK. Call first thing in main.
void RemoveTimerSlack();

// Think time of one thread. Think() is called by that thread alone; the
// readings may be taken by any thread at any time.
class ThinkTime {
 public:
  // `asked_ns` >= 0, for each message. `clock` must outlive it; it is asked
  // only when there is think time to spend.
  ThinkTime(int64_t asked_ns, ThinkMode mode, Clock& clock = SteadyClock())
      : asked_ns_(asked_ns), mode_(mode), clock_(clock) {}

  bool enabled() const { return asked_ns_ > 0; }

  // Spends the think time of one message. Costs one comparison when none was
  // asked for.
  void Think() {
    if (enabled()) Spend();
  }

  // The same for one that was received at `now_ns` on the clock; returns when
  // its think time was over, which is `now_ns` when none was asked for.
  int64_t ThinkAt(int64_t now_ns) { return enabled() ? Spend() : now_ns; }

  // What was asked for and what it took so far.
  v1::ThinkTimeUse Use() const;

 private:
  int64_t Spend();

  const int64_t asked_ns_;
  const ThinkMode mode_;
  Clock& clock_;
  // Written by the owning thread only, hence no read-modify-write is needed.
  std::atomic<uint64_t> count_{0};
  std::atomic<int64_t> achieved_total_ns_{0};
};

// Sums `from` into `into`; both must have been asked for the same.
void MergeThinkTimeUse(const v1::ThinkTimeUse& from, v1::ThinkTimeUse& into);

// What was spent between two readings.
v1::ThinkTimeUse ThinkTimeUseBetween(const v1::ThinkTimeUse& before,
                                     const v1::ThinkTimeUse& after);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_THINK_TIME_H_
