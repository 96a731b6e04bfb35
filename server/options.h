// The server's command line.
#ifndef GRPC_PERF_MSGR_SERVER_OPTIONS_H_
#define GRPC_PERF_MSGR_SERVER_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/cpu_list.h"
#include "common/debug.h"
#include "common/endpoint.h"
#include "common/flush_policy.h"
#include "common/grpc_args.h"
#include "common/limits.h"
#include "common/think_time.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

struct ServerOptions {
  // What was asked, as it is recorded; `listen` as it was given.
  v1::ServerConditions conditions;
  // At least one. Each has a listener with threads of its own; at most one is
  // gRPC's.
  std::vector<Endpoint> listen;
  // Where the control plane listens besides: beside each of `listen`, as far as
  // that is free, when absent; nowhere when empty. gRPC's address serves it in
  // any case.
  std::optional<std::vector<Endpoint>> control_listen;
  // Threads of each listener that serve messages; 1..1024.
  uint32_t threads = 1;
  // Spent inline on each message before its reply.
  int64_t think_ns = 0;
  ThinkMode think_mode = ThinkMode::kSleep;
  FlushPolicy flush = FlushPolicy::kDrain;
  // Serve gRPC by its callback API instead of completion queues: Messenger
  // only, on gRPC's own threads.
  bool callback_api = false;
  // Spin on the transport instead of sleeping in the kernel.
  bool busy_poll = false;
  CpuList cpus;
  // The most payload bytes of an op and of a reply.
  uint64_t max_message_bytes = kDefaultMaxMessageBytes;
  // The most streams open at a time; 0: any number.
  uint32_t max_streams = 0;
  GrpcArgs grpc_args;
  // What is told on standard error.
  DebugWords debug;
  // Where to write the bound port; empty: nowhere.
  std::string port_file;
  // How long open streams may go on after SIGTERM.
  int64_t drain_timeout_ns = 10'000'000'000;
};

// What --help prints above the flags.
std::string ServerUsage();

// Builds options from the positional arguments LISTEN THREADS THINK_US and the
// flags (already parsed). InvalidArgument names the value and what was
// expected.
absl::StatusOr<ServerOptions> ParseServerOptions(
    const std::vector<std::string>& arguments);

// The conditions as clients report them; `bound` are the real addresses.
v1::ServerConditions ToServerConditions(const ServerOptions& options,
                                        const std::string& bound);

// The settings as ceph_perf_msgr_server echoes them.
std::string FormatServerEcho(const ServerOptions& options);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_OPTIONS_H_
