#include "client/load/workload.h"

namespace grpc_perf_msgr {

v1::Conditions ToConditions(const Workload& workload) {
  const WindowOptions& window = workload.window;
  v1::Conditions conditions;
  conditions.set_server(workload.server.ToString());
  conditions.set_transport(workload.server.scheme);
  conditions.set_codec(AbslUnparseFlag(workload.codec));
  conditions.set_busy_poll(workload.busy_poll);
  if (workload.server.transport().has_apis()) {
    conditions.set_api(AbslUnparseFlag(workload.api));
  }
  conditions.set_threads(workload.threads);
  conditions.set_window(window.window);
  conditions.set_ios(window.plan.ios);
  conditions.set_duration_ns(window.plan.duration_ns);
  conditions.set_warmup_messages(window.plan.warmup_messages);
  conditions.set_warmup_ns(window.plan.warmup_ns);
  conditions.set_bytes(window.bytes);
  conditions.set_reply_bytes(window.reply_bytes);
  conditions.set_think_ns(window.think_ns);
  conditions.set_think_mode(AbslUnparseFlag(window.think_mode));
  conditions.set_flush(AbslUnparseFlag(workload.flush));
  conditions.set_verify(window.verify);
  for (const uint32_t cpu : workload.cpus.cpus) conditions.add_cpus(cpu);
  for (const GrpcArg& arg : workload.grpc_args.args) {
    conditions.add_grpc_args(arg.ToString());
  }
  conditions.set_connect_timeout_ns(workload.connect_timeout_ns);
  conditions.set_stall_timeout_ns(window.stall_timeout_ns);
  return conditions;
}

}  // namespace grpc_perf_msgr
