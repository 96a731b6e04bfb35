#include "server/options.h"

#include <algorithm>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "common/arguments.h"
#include "common/clock.h"
#include "common/options/flags.h"
#include "common/options/record.h"
#include "common/options/table.h"

#define SERVER_FLAG(type, name, ...) DEFINE_OPTION_FLAG(kServer, type, name)
#define BOTH_FLAG(type, name, ...) DEFINE_OPTION_FLAG(kServer, type, name)
#include "common/options/options.inc"

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
    if (endpoint.is_in_process()) {
      return absl::InvalidArgumentError(
          absl::StrCat("LISTEN must name addresses to listen on, got \"", text,
                       "\": that is within the client"));
    }
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

absl::StatusOr<uint64_t> Number(const char* name, const std::string& text) {
  const Option& option = OptionOf(OptionEnd::kServer, name);
  return ParseNumber(name, text, option.min, option.max);
}

void RecordConditions(const std::vector<std::string>& arguments,
                      v1::ServerConditions& conditions) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    // Those have been read.
    Record(OptionOf(OptionEnd::kServer, ArgumentNames()[i]), arguments[i],
           conditions)
        .IgnoreError();
  }
  RecordFlags(OptionEnd::kServer, conditions);
}

}  // namespace

std::string ServerUsage() {
  return absl::StrCat(
      "the server of grpc_perf_msgr.\n\n"
      "  grpc_perf_msgr_server LISTEN THREADS THINK_US [flags]\n\n"
      "  LISTEN    ",
      AddressHelp(kHelpIndent),
      ";\n"
      "            all://host:port: each of them, from that port on;\n"
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
  const auto threads = Number("THREADS", arguments[1]);
  if (!threads.ok()) return threads.status();
  options.threads = static_cast<uint32_t>(*threads);
  const auto think_us = Number("THINK_US", arguments[2]);
  if (!think_us.ok()) return think_us.status();
  options.think_ns = static_cast<int64_t>(*think_us) * kNanosPerMicro;

  status = CheckFlags(OptionEnd::kServer);
  if (!status.ok()) return status;
  options.think_mode = absl::GetFlag(FLAGS_think_mode);
  options.flush = absl::GetFlag(FLAGS_flush);
  options.busy_poll = absl::GetFlag(FLAGS_busy_poll);
  options.callback_api = absl::GetFlag(FLAGS_api) == "callback";
  if (options.callback_api && options.busy_poll) {
    return absl::InvalidArgumentError(
        "--busy_poll does not go with --api=callback: gRPC's own threads poll");
  }
  options.cpus = absl::GetFlag(FLAGS_cpus);
  status = CheckAllowed(options.cpus);
  if (!status.ok()) return status;
  options.max_message_bytes = absl::GetFlag(FLAGS_max_message_bytes);
  options.max_streams = absl::GetFlag(FLAGS_max_streams);
  options.grpc_args = absl::GetFlag(FLAGS_grpc_arg);
  options.debug = absl::GetFlag(FLAGS_debug);
  options.port_file = absl::GetFlag(FLAGS_port_file);
  options.drain_timeout_ns = std::max<int64_t>(
      1, absl::ToInt64Nanoseconds(absl::GetFlag(FLAGS_drain_timeout)));
  RecordConditions(arguments, options.conditions);
  return options;
}

v1::ServerConditions ToServerConditions(const ServerOptions& options,
                                        const std::string& bound) {
  v1::ServerConditions conditions = options.conditions;
  conditions.set_listen(bound);
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
