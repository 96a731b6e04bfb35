// The real client program, running or at its end.
#ifndef GRPC_PERF_MSGR_TEST_INTEGRATION_REAL_CLIENT_H_
#define GRPC_PERF_MSGR_TEST_INTEGRATION_REAL_CLIENT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "proto/result.pb.h"
#include "test/integration/process.h"

namespace grpc_perf_msgr {

// The client's positional arguments after the server's address.
struct Load {
  uint32_t threads = 1;
  uint32_t window = 1;
  uint64_t ios = 1;
  uint64_t think_us = 0;
  uint64_t bytes = 0;
};

// A load without end, and the flags that go with it: the run is in its measure
// phase once WaitUntilMeasuring returns.
inline constexpr Load kEndless = {1, 32, 0, 0, 64};
std::vector<std::string> EndlessFlags(
    const std::vector<std::string>& more_flags = {});

// Path of the program.
std::string ClientProgram();

class RealClient {
 public:
  // Starts it; it also writes its result as JSON.
  RealClient(const std::string& server, const Load& load,
             const std::vector<std::string>& flags = {});

  Process& process() { return process_; }
  // A client that does not end is a test failure.
  int ExitStatus() { return process_.ExitStatus(); }
  std::string Out() const { return process_.Out(); }
  std::string Err() const { return process_.Err(); }

  // Waits until it has said all of its settings; connecting is next, and a
  // signal is caught. One that ends before is a test failure.
  void WaitUntilConnecting();
  // Waits until it has reported a slice of its warm-up, or one of its measure
  // phase with replies; else a test failure. Its interval must be short.
  void WaitUntilWarmingUp();
  void WaitUntilMeasuring();

  // The result that it wrote; none is a test failure.
  v1::Result Result() const;

 private:
  // Waits until it has said `what` on standard error.
  void WaitUntilSaid(const std::string& what);
  // The same of what `is_said` knows it by.
  void WaitUntilSaid(const std::string& what,
                     const std::function<bool(const std::string&)>& is_said);
  std::vector<std::string> Arguments(
      const std::string& server, const Load& load,
      const std::vector<std::string>& flags) const;

  ScratchFolder folder_;
  Process process_;
};

// Runs it to its end, which must be a good one, and returns its result.
v1::Result RunClient(const std::string& server, const Load& load,
                     const std::vector<std::string>& flags = {});

// Every measured message of every thread was sent, answered and recorded once;
// and not more than the window was ever in flight.
void ExpectComplete(const v1::Result& result, const Load& load,
                    uint64_t reply_bytes = 0);

// What every result of a failed or stopped run must fulfil.
void ExpectHonest(const v1::Result& result);

// Standard error has one line with the status of a failed or stopped run; table
// and Ceph's total are printed when, and only when, anything was measured.
void ExpectReported(RealClient& client, const v1::Result& result);

// The run ended with exit status 1, this code, and one line on standard error
// that gives it and contains `says`; the result says the same.
v1::Result ExpectFailure(RealClient& client, const std::string& code,
                         const std::string& says);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_INTEGRATION_REAL_CLIENT_H_
