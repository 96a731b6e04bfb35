// The real server program, running.
#ifndef GRPC_PERF_MSGR_TEST_INTEGRATION_REAL_SERVER_H_
#define GRPC_PERF_MSGR_TEST_INTEGRATION_REAL_SERVER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "test/integration/process.h"

namespace grpc_perf_msgr {

struct ServerSetup {
  // One address or several, separated by commas; a port of 0 is replaced by the
  // real one in address().
  std::string listen = "127.0.0.1:0";
  uint32_t threads = 1;
  uint64_t think_us = 0;
  std::vector<std::string> flags;
};

// A server of both transports: address(0) is gRPC's, with the Control service,
// address(1) the raw messenger's.
inline constexpr char kBothTransports[] = "127.0.0.1:0,tcp://127.0.0.1:0";

// The server's command line for `setup`.
std::vector<std::string> ServerArguments(const ServerSetup& setup);

// Path of the program.
std::string ServerProgram();

class RealServer {
 public:
  // Returns when it serves; a server that does not come up is a test failure.
  explicit RealServer(const ServerSetup& setup = ServerSetup());

  // For clients: "127.0.0.1:10001"; that of the listener with this index.
  const std::string& address(size_t listener = 0) const {
    return addresses_.at(listener);
  }
  // "10001"; "0" for a unix socket. That of the first listener.
  const std::string& port() const { return ports_.at(0); }
  Process& process() { return process_; }

  // Sends SIGTERM and returns everything that it printed on standard output;
  // an exit status other than 0 is a test failure.
  std::string Stop();

 private:
  std::vector<std::string> Arguments(const ServerSetup& setup) const;

  ScratchFolder folder_;
  Process process_;
  std::vector<std::string> ports_;
  std::vector<std::string> addresses_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_INTEGRATION_REAL_SERVER_H_
