// The servers that a comparison starts for its targets.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_SERVERS_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_SERVERS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/compare/make/process.h"
#include "client/compare/make/signals.h"
#include "proto/comparison.pb.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// All that makes one server differ from another.
struct ServerSettings {
  // Of its address. One that does not serve Control has a control address
  // beside.
  std::string scheme;
  bool busy_poll = false;
  uint32_t think_us = 0;
  // What else it is told that is not its default, busy_poll included.
  std::vector<std::string> flags;

  bool operator==(const ServerSettings& other) const = default;
};
ServerSettings SettingsFor(const v1::Scenario& scenario,
                           const v1::Target& target, const v1::Point& point);

// The command line of such a server.
std::vector<std::string> ServerArguments(const v1::Scenario& scenario,
                                         const ServerSettings& settings,
                                         const std::string& port_file);

// Where a client finds a server.
struct ServerAddress {
  std::string server;
  // Of its Control service; empty: the same, or none.
  std::string control;
};

// Starts a server when it is first asked for and keeps it to the end: an idle
// one costs nothing. Only one that spins is stopped after each run. All end
// with this object.
class Servers {
 public:
  // `program` is the server's path; `folder` is for port files and logs. All
  // must outlive it.
  Servers(const std::string& program, const v1::Scenario& scenario,
          const std::string& folder, Signals& signals);

  // The address of the target's server at `point`, started if need be. An error
  // says why it could not be.
  absl::StatusOr<ServerAddress> Prepare(const v1::Target& target,
                                        const v1::Point& point);
  // To be called after each run.
  void StopSpinning();

  // What a reader of the report should know of them, once.
  std::vector<v1::Warning> TakeWarnings();

 private:
  struct Running {
    ServerSettings settings;
    ServerAddress address;
    ChildProcess process;
    std::string log_file;
  };

  absl::StatusOr<Running> Start(const ServerSettings& settings);
  absl::StatusOr<ServerAddress> AwaitPorts(const ServerSettings& settings,
                                           const std::string& port_file,
                                           const std::string& log_file,
                                           ChildProcess& process);

  const std::string program_;
  const v1::Scenario& scenario_;
  const std::string folder_;
  Signals& signals_;
  // Number of servers started so far: names their files.
  int started_ = 0;
  std::vector<Running> running_;
  std::vector<v1::Warning> warnings_;
};

// The last line of a log that is not empty, for error messages; "" when there
// is none.
std::string LastLine(const std::string& log_file);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_SERVERS_H_
