// The one clock that everything measured is measured with.
#ifndef GRPC_PERF_MSGR_COMMON_CLOCK_H_
#define GRPC_PERF_MSGR_COMMON_CLOCK_H_

#include <cstdint>
#include <ctime>

namespace grpc_perf_msgr {

inline constexpr int64_t kNanosPerMicro = 1'000;
inline constexpr int64_t kNanosPerMilli = 1'000'000;
inline constexpr int64_t kNanosPerSecond = 1'000'000'000;

// Reads a clock of the system in nanoseconds. Any thread; never fails for the
// two clocks used here.
inline int64_t ReadClockNs(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return static_cast<int64_t>(now.tv_sec) * kNanosPerSecond + now.tv_nsec;
}

// Nanoseconds on the steady clock: only differences mean something, and they
// are never negative. About 20 ns a call.
inline int64_t SteadyNowNs() { return ReadClockNs(CLOCK_MONOTONIC); }

// Nanoseconds since 1970 (UTC). For time stamps in reports, never for
// differences: this clock is set and slewed.
inline int64_t UnixNowNs() { return ReadClockNs(CLOCK_REALTIME); }

// The steady clock as something that can be handed over, so that a test hands
// over one that it sets itself. Not for the path of a message: whoever stands
// there takes the time as an argument or reads SteadyNowNs(). Any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  // In ns; never goes back.
  virtual int64_t NowNs() = 0;
  // Both return at `deadline_ns` or a little later: the first gives the core
  // away meanwhile, and no signal shortens it; the second burns it.
  virtual void SleepUntil(int64_t deadline_ns) = 0;
  virtual void SpinUntil(int64_t deadline_ns) = 0;
};

// The real one: SteadyNowNs().
Clock& SteadyClock();

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_CLOCK_H_
