// The real server program, running.
#ifndef GRPC_PERF_MSGR_TEST_INTEGRATION_REAL_SERVER_H_
#define GRPC_PERF_MSGR_TEST_INTEGRATION_REAL_SERVER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "test/integration/process.h"

namespace grpc_perf_msgr {

struct ServerSetup {
  // A port of 0 is replaced by the real one in address().
  std::string listen = "127.0.0.1:0";
  uint32_t threads = 1;
  uint64_t think_us = 0;
  std::vector<std::string> flags;
};

// The server's command line for `setup`.
std::vector<std::string> ServerArguments(const ServerSetup& setup);

// Path of the program.
std::string ServerProgram();

class RealServer {
 public:
  // Returns when it serves; a server that does not come up is a test failure.
  explicit RealServer(const ServerSetup& setup = ServerSetup());

  // For clients: "127.0.0.1:10001".
  const std::string& address() const { return address_; }
  // "10001"; "0" for a unix socket.
  const std::string& port() const { return port_; }
  Process& process() { return process_; }

  // Sends SIGTERM and returns everything that it printed on standard output;
  // an exit status other than 0 is a test failure.
  std::string Stop();

 private:
  std::vector<std::string> Arguments(const ServerSetup& setup) const;

  ScratchFolder folder_;
  Process process_;
  std::string port_;
  std::string address_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_INTEGRATION_REAL_SERVER_H_
