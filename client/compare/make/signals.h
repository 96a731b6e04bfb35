// The signals that a program which runs others lives by, waited for instead of
// caught: no handler, no race.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_SIGNALS_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_SIGNALS_H_

#include <csignal>
#include <cstdint>

namespace grpc_perf_msgr {

// While it lives, SIGCHLD, SIGINT and SIGTERM are blocked in the thread that
// made it, and wake it in Wait. Made while that is the program's only thread:
// those that start later (gRPC's) have them blocked, too.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // Returns once a child has changed, the user wants to end, or after
  // `timeout_ns`; at once when the first two happened since the last call.
  void Wait(int64_t timeout_ns);

  // Whether SIGINT or SIGTERM has come.
  bool end_wanted();

 private:
  sigset_t watched_;
  sigset_t before_;
  bool end_wanted_ = false;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_SIGNALS_H_
