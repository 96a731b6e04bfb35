#include "server/options.h"

#include <algorithm>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "common/arguments.h"
#include "common/clock.h"
#include "common/limits.h"

using grpc_perf_msgr::CpuList;
using grpc_perf_msgr::FlushPolicy;
using grpc_perf_msgr::GrpcArgs;
using grpc_perf_msgr::kDefaultMaxMessageBytes;
using grpc_perf_msgr::ThinkMode;

ABSL_FLAG(ThinkMode, think_mode, ThinkMode::kSleep,
          "how think time is spent: sleep (gives the core away) or spin (burns "
          "it; accurate to about a microsecond)");
ABSL_FLAG(FlushPolicy, flush, FlushPolicy::kDrain,
          "when replies go out: drain (buffered while more messages are ready) "
          "or message (each at once)");
ABSL_FLAG(
    std::string, api, "stream",
    "how the grpc address is served: stream (completion queues: streams, "
    "unary calls, codec bytes) or callback (gRPC's callback API on gRPC's "
    "own threads: streams only)");
ABSL_FLAG(bool, busy_poll, false,
          "spin on the transport instead of sleeping in the kernel");
ABSL_FLAG(CpuList, cpus, CpuList(),
          "CPUs to run on, e.g. 0,2-3; server threads are pinned to them in "
          "turn; default: not pinned");
ABSL_FLAG(uint64_t, max_message_bytes, kDefaultMaxMessageBytes,
          "largest payload of an op or a reply; more is refused with "
          "RESOURCE_EXHAUSTED");
ABSL_FLAG(uint32_t, max_streams, 0,
          "most streams open at a time, more are refused with "
          "RESOURCE_EXHAUSTED; 0: any number");
ABSL_FLAG(std::string, control_listen, "",
          "where the control plane listens besides: grpc address(es), or none; "
          "default: beside each address of LISTEN, its port + 1000 or its "
          "unix path with .control, where that is free");
ABSL_FLAG(std::string, port_file, "",
          "file to write the bound port to (for port 0), a line each; those of "
          "--control_listen come last");
ABSL_FLAG(absl::Duration, drain_timeout, absl::Seconds(10),
          "how long open streams may go on after SIGTERM or SIGINT");
ABSL_FLAG(GrpcArgs, grpc_arg, GrpcArgs(),
          "gRPC channel argument KEY=VALUE, e.g. grpc.http2.bdp_probe=0; "
          "may be given several times");

namespace grpc_perf_msgr {
namespace {

const std::vector<std::string>& ArgumentNames() {
  static const auto& names =
      *new std::vector<std::string>{"LISTEN", "THREADS", "THINK_US"};
  return names;
}

// Where --help tells of an argument.
constexpr size_t kHelpIndent = 12;

absl::StatusOr<std::vector<Endpoint>> ParseListen(const std::string& text) {
  absl::StatusOr<std::vector<Endpoint>> listen = ParseEndpoints(text);
  if (!listen.ok()) return listen;
  for (const Endpoint& endpoint : *listen) {
    const auto is_alike = [&](const Endpoint& other) {
      return other.scheme == endpoint.scheme;
    };
    if (endpoint.transport().one_listener &&
        std::count_if(listen->begin(), listen->end(), is_alike) > 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("LISTEN may name one ", endpoint.scheme,
                       " address, got \"", text, "\""));
    }
  }
  return listen;
}

absl::Status ParseControlListen(ServerOptions& options) {
  const std::string text = absl::GetFlag(FLAGS_control_listen);
  if (text.empty()) return absl::OkStatus();
  if (text == "none") {
    options.control_listen.emplace();
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<Endpoint>> listen = ParseEndpoints(text);
  if (!listen.ok()) return listen.status();
  for (const Endpoint& endpoint : *listen) {
    if (endpoint.transport().serves_control) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("--control_listen must be ", ControlTransport().word,
                     " addresses or none, got \"", text, "\""));
  }
  options.control_listen = *std::move(listen);
  return absl::OkStatus();
}

}  // namespace

std::string ServerUsage() {
  return absl::StrCat(
      "the server of grpc_perf_msgr.\n\n"
      "  grpc_perf_msgr_server LISTEN THREADS THINK_US [flags]\n\n"
      "  LISTEN    ",
      AddressHelp(kHelpIndent),
      ";\n"
      "            port 0: any; several are separated by commas\n"
      "  THREADS   threads of each listener, 1..1024\n"
      "  THINK_US  microseconds spent on each message before its reply, "
      "0..60000000\n\n"
      "The arguments are those of ceph_perf_msgr_server. SIGTERM or SIGINT "
      "ends it.");
}

absl::StatusOr<ServerOptions> ParseServerOptions(
    const std::vector<std::string>& arguments) {
  absl::Status status =
      CheckArgumentCount(arguments, ArgumentNames(), "grpc_perf_msgr_server");
  if (!status.ok()) return status;
  ServerOptions options;
  absl::StatusOr<std::vector<Endpoint>> listen = ParseListen(arguments[0]);
  if (!listen.ok()) return listen.status();
  options.listen = *std::move(listen);
  status = ParseControlListen(options);
  if (!status.ok()) return status;
  const auto threads =
      ParseNumber("THREADS", arguments[1], 1, kMaxServerThreads);
  if (!threads.ok()) return threads.status();
  options.threads = static_cast<uint32_t>(*threads);
  const auto think_us = ParseNumber("THINK_US", arguments[2], 0, kMaxThinkUs);
  if (!think_us.ok()) return think_us.status();
  options.think_ns = static_cast<int64_t>(*think_us) * kNanosPerMicro;

  options.think_mode = absl::GetFlag(FLAGS_think_mode);
  options.flush = absl::GetFlag(FLAGS_flush);
  options.busy_poll = absl::GetFlag(FLAGS_busy_poll);
  const std::string api = absl::GetFlag(FLAGS_api);
  if (api != "stream" && api != "callback") {
    return absl::InvalidArgumentError(
        absl::StrCat("--api must be stream or callback, got \"", api, "\""));
  }
  options.callback_api = api == "callback";
  if (options.callback_api && options.busy_poll) {
    return absl::InvalidArgumentError(
        "--busy_poll does not go with --api=callback: gRPC's own threads poll");
  }
  options.cpus = absl::GetFlag(FLAGS_cpus);
  status = CheckAllowed(options.cpus);
  if (!status.ok()) return status;
  options.max_message_bytes = absl::GetFlag(FLAGS_max_message_bytes);
  if (options.max_message_bytes > kMaxPayloadBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("--max_message_bytes must be 0..", kMaxPayloadBytes,
                     ", got ", options.max_message_bytes));
  }
  options.max_streams = absl::GetFlag(FLAGS_max_streams);
  options.grpc_args = absl::GetFlag(FLAGS_grpc_arg);
  options.port_file = absl::GetFlag(FLAGS_port_file);
  const auto drain = ToNanos(
      "drain_timeout", absl::GetFlag(FLAGS_drain_timeout), absl::Hours(24));
  if (!drain.ok()) return drain.status();
  options.drain_timeout_ns = *drain;
  return options;
}

v1::ServerConditions ToServerConditions(const ServerOptions& options,
                                        const std::string& bound) {
  v1::ServerConditions conditions;
  conditions.set_listen(bound);
  conditions.set_threads(options.threads);
  conditions.set_think_ns(options.think_ns);
  conditions.set_think_mode(AbslUnparseFlag(options.think_mode));
  conditions.set_flush(AbslUnparseFlag(options.flush));
  for (const uint32_t cpu : options.cpus.cpus) conditions.add_cpus(cpu);
  conditions.set_max_message_bytes(options.max_message_bytes);
  conditions.set_max_streams(options.max_streams);
  conditions.set_busy_poll(options.busy_poll);
  conditions.set_api(options.callback_api ? "callback" : "stream");
  for (const GrpcArg& arg : options.grpc_args.args) {
    conditions.add_grpc_args(arg.ToString());
  }
  return conditions;
}

std::string FormatServerEcho(const ServerOptions& options) {
  const auto scheme = [](std::string* out, const Endpoint& endpoint) {
    out->append(endpoint.scheme);
  };
  const auto address = [](std::string* out, const Endpoint& endpoint) {
    out->append(endpoint.ToString());
  };
  return absl::StrCat(
      " using ms-public-type ", absl::StrJoin(options.listen, ",", scheme),
      "\n       bind ip:port ", absl::StrJoin(options.listen, ",", address),
      "\n       worker threads ", options.threads, "\n       thinktime(us) ",
      options.think_ns / kNanosPerMicro, "\n");
}

}  // namespace grpc_perf_msgr
