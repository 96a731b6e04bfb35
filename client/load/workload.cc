#include "client/load/workload.h"

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {

bool AbslParseFlag(absl::string_view text, Codec* codec, std::string* error) {
  for (const Codec known : {Codec::kProtobuf, Codec::kBytes}) {
    if (text == AbslUnparseFlag(known)) {
      *codec = known;
      return true;
    }
  }
  *error = absl::StrCat("codec must be protobuf or bytes, got \"", text, "\"");
  return false;
}

bool AbslParseFlag(absl::string_view text, Api* api, std::string* error) {
  for (const Api known :
       {Api::kStream, Api::kCallback, Api::kUnary, Api::kStreams}) {
    if (text == AbslUnparseFlag(known)) {
      *api = known;
      return true;
    }
  }
  *error = absl::StrCat(
      "api must be stream, callback, unary or streams, got \"", text, "\"");
  return false;
}

std::string AbslUnparseFlag(Api api) {
  switch (api) {
    case Api::kStream:
      return "stream";
    case Api::kCallback:
      return "callback";
    case Api::kUnary:
      return "unary";
    case Api::kStreams:
      return "streams";
  }
  return "";
}

std::string AbslUnparseFlag(Codec codec) {
  return codec == Codec::kProtobuf ? "protobuf" : "bytes";
}

v1::Conditions ToConditions(const Workload& workload) {
  const WindowOptions& window = workload.window;
  v1::Conditions conditions;
  conditions.set_server(workload.server.ToString());
  conditions.set_transport(workload.server.scheme);
  conditions.set_codec(AbslUnparseFlag(workload.codec));
  conditions.set_busy_poll(workload.busy_poll);
  if (workload.server.scheme == "grpc") {
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
