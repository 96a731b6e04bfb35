// What one run is to do: the options, validated and in the units that the load
// works with.
#ifndef GRPC_PERF_MSGR_CLIENT_LOAD_WORKLOAD_H_
#define GRPC_PERF_MSGR_CLIENT_LOAD_WORKLOAD_H_

#include <cstdint>
#include <optional>
#include <string>

#include "client/load/message_window.h"
#include "common/cpu_list.h"
#include "common/debug.h"
#include "common/endpoint.h"
#include "common/flush_policy.h"
#include "common/grpc_args.h"
#include "common/transports.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

struct Workload {
  // What was asked, as it is recorded.
  v1::Conditions conditions;
  Endpoint server;
  // Where the server's Control service is, for its figures; absent: nowhere.
  std::optional<Endpoint> control;
  // Nobody said so: it is looked for where it is by default.
  bool control_by_rule = false;
  // What is told on standard error.
  DebugWords debug;
  Codec codec = Codec::kProtobuf;
  // Of transports that have a choice of them.
  Api api = Api::kStream;
  // Spin on the transport instead of sleeping in the kernel.
  bool busy_poll = false;
  uint32_t threads = 1;
  // The same for every thread.
  WindowOptions window;
  FlushPolicy flush = FlushPolicy::kDrain;
  CpuList cpus;
  GrpcArgs grpc_args;
  int64_t connect_timeout_ns = 5'000'000'000;
  // Length of the slices that a run is reported in; > 0.
  int64_t interval_ns = 1'000'000'000;
};

// The conditions of a run, for its record.
inline v1::Conditions ToConditions(const Workload& workload) {
  return workload.conditions;
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_LOAD_WORKLOAD_H_
