#include "client/options.h"

#include <algorithm>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "client/flags.h"
#include "client/group_options.h"
#include "common/arguments.h"
#include "common/clock.h"
#include "common/control_address.h"
#include "common/options/flags.h"
#include "common/options/record.h"
#include "common/options/table.h"

namespace grpc_perf_msgr {
namespace {

const std::vector<std::string>& ArgumentNames() {
  static const auto& names = *new std::vector<std::string>{
      "SERVER", "THREADS", "WINDOW", "IOS", "THINK_US", "BYTES"};
  return names;
}

// Where --help tells of an argument.
constexpr size_t kHelpIndent = 12;

absl::Status Reject(absl::string_view what) {
  return absl::InvalidArgumentError(what);
}

absl::StatusOr<uint64_t> Number(const char* name, const std::string& text) {
  const Option& option = OptionOf(OptionEnd::kClient, name);
  return ParseNumber(name, text, option.min, option.max);
}

// The numbers among the positional arguments, in their order.
absl::Status ParsePositional(const std::vector<std::string>& arguments,
                             Workload& workload) {
  absl::StatusOr<uint64_t> number = Number("THREADS", arguments[1]);
  if (!number.ok()) return number.status();
  workload.threads = static_cast<uint32_t>(*number);
  number = Number("WINDOW", arguments[2]);
  if (!number.ok()) return number.status();
  workload.window.window = static_cast<uint32_t>(*number);
  number = Number("IOS", arguments[3]);
  if (!number.ok()) return number.status();
  workload.window.plan.ios = *number;
  number = Number("THINK_US", arguments[4]);
  if (!number.ok()) return number.status();
  workload.window.think_ns = static_cast<int64_t>(*number) * kNanosPerMicro;
  number = Number("BYTES", arguments[5]);
  if (!number.ok()) return number.status();
  workload.window.bytes = *number;
  return absl::OkStatus();
}

// A time whose range has been checked.
int64_t Nanos(absl::Duration time) {
  return std::max<int64_t>(1, absl::ToInt64Nanoseconds(time));
}

// How much is sent: warm-up, and a count or a duration.
absl::Status ParsePlan(PhasePlan& plan) {
  const CountOrDuration warmup = absl::GetFlag(FLAGS_warmup);
  plan.warmup_messages = warmup.count;
  plan.warmup_ns = warmup.duration_ns;
  const absl::Duration duration = absl::GetFlag(FLAGS_duration);
  if (duration == absl::ZeroDuration()) {
    if (plan.ios > 0) return absl::OkStatus();
    return Reject(
        "IOS must be 1 or more, got \"0\"; or give --duration, e.g. "
        "--duration=30s");
  }
  if (plan.ios > 0) {
    return Reject(absl::StrCat("IOS must be 0 with --duration, got \"",
                               plan.ios, "\": one of them ends the run"));
  }
  plan.duration_ns = Nanos(duration);
  return absl::OkStatus();
}

void ParseTimes(Workload& workload) {
  workload.connect_timeout_ns = Nanos(absl::GetFlag(FLAGS_connect_timeout));
  workload.window.stall_timeout_ns = Nanos(absl::GetFlag(FLAGS_stall_timeout));
  workload.interval_ns = Nanos(absl::GetFlag(FLAGS_interval));
}

// What the transport leaves no room for.
absl::Status CheckTransport(const Workload& workload) {
  const TransportRow& transport = workload.server.transport();
  const std::string codec = AbslUnparseFlag(workload.codec);
  if (!transport.Has(workload.codec)) {
    return Reject(absl::StrCat(
        "--codec must be ", AbslUnparseFlag(transport.ways[0].codec),
        " or left out with a ", transport.word, " address, got --codec=", codec,
        ": ", transport.why_one_codec));
  }
  if (workload.window.reply_bytes > 0 &&
      !transport.why_no_reply_payload.empty()) {
    return Reject(absl::StrCat(
        "--reply_bytes must be 0 with a ", transport.word, " address, got ",
        workload.window.reply_bytes, ": ", transport.why_no_reply_payload));
  }
  if (workload.window.verify && !transport.why_no_verify.empty()) {
    return Reject(absl::StrCat("--verify does not go with a ", transport.word,
                               " address: ", transport.why_no_verify));
  }
  if (!transport.takes_grpc_args && !workload.grpc_args.args.empty()) {
    return Reject(absl::StrCat("--grpc_arg does not go with a ", transport.word,
                               " address: there is no gRPC in it"));
  }
  const std::string api = AbslUnparseFlag(workload.api);
  if (!transport.Has(workload.api)) {
    return Reject(absl::StrCat("--api=", api, " needs a ",
                               absl::StrJoin(SchemesWith(workload.api), " or "),
                               " address, got ", workload.server.ToString()));
  }
  if (!transport.Has({workload.codec, workload.api})) {
    return Reject(absl::StrCat("--codec=", codec, " goes with --api=",
                               transport.ApisWith(workload.codec),
                               ", got --api=", api));
  }
  return absl::OkStatus();
}

absl::Status CheckCombination(const Workload& workload) {
  absl::Status status = CheckTransport(workload);
  if (!status.ok()) return status;
  if (workload.busy_poll && workload.api == Api::kCallback) {
    return Reject(
        "--busy_poll does not go with --api=callback: gRPC's own threads poll");
  }
  return absl::OkStatus();
}

// Where the server's own figures come from.
absl::Status ParseControl(Workload& workload) {
  const std::string text = absl::GetFlag(FLAGS_control);
  if (text == "none") return absl::OkStatus();
  if (text.empty()) {
    workload.control_by_rule = !workload.server.transport().serves_control;
    workload.control = workload.control_by_rule ? ControlBeside(workload.server)
                                                : workload.server;
    return absl::OkStatus();
  }
  if (workload.server.is_in_process()) {
    return Reject(absl::StrCat("--control must be left out with ",
                               workload.server.ToString(),
                               ", which has no server, got \"", text, "\""));
  }
  absl::StatusOr<Endpoint> control = ParseEndpoint(text);
  if (!control.ok()) return control.status();
  if (!control->transport().serves_control) {
    return Reject(absl::StrCat("--control must be a ", ControlTransport().word,
                               " address or none, got \"", text, "\""));
  }
  workload.control = *std::move(control);
  return absl::OkStatus();
}

// What was asked, and what was made of it where that depends on the address.
void RecordConditions(const std::vector<std::string>& arguments,
                      Workload& workload) {
  v1::Conditions& conditions = workload.conditions;
  for (size_t i = 0; i < arguments.size(); ++i) {
    // Those have been read.
    Record(OptionOf(OptionEnd::kClient, ArgumentNames()[i]), arguments[i],
           conditions)
        .IgnoreError();
  }
  RecordFlags(OptionEnd::kClient, conditions);
  conditions.set_server(workload.server.ToString());
  conditions.set_transport(workload.server.scheme);
  conditions.set_codec(AbslUnparseFlag(workload.codec));
  if (!workload.server.transport().has_apis()) conditions.clear_api();
}

absl::Status ParseWorkload(const std::vector<std::string>& arguments,
                           Workload& workload) {
  absl::Status status = ParsePositional(arguments, workload);
  if (status.ok()) status = ParsePlan(workload.window.plan);
  if (!status.ok()) return status;
  workload.window.reply_bytes =
      static_cast<uint32_t>(absl::GetFlag(FLAGS_reply_bytes));
  workload.window.verify = absl::GetFlag(FLAGS_verify);
  workload.window.think_mode = absl::GetFlag(FLAGS_think_mode);
  workload.flush = absl::GetFlag(FLAGS_flush);
  workload.grpc_args = absl::GetFlag(FLAGS_grpc_arg);
  workload.codec = absl::GetFlag(FLAGS_codec)
                       .value_or(workload.server.transport().ways[0].codec);
  workload.busy_poll = absl::GetFlag(FLAGS_busy_poll);
  workload.api = absl::GetFlag(FLAGS_api);
  status = CheckCombination(workload);
  if (!status.ok()) return status;
  workload.cpus = absl::GetFlag(FLAGS_cpus);
  RecordConditions(arguments, workload);
  return CheckAllowed(workload.cpus);
}

}  // namespace

std::string ClientUsage() {
  return absl::StrCat(
      "the client of grpc_perf_msgr.\n\n"
      "  grpc_perf_msgr_client SERVER THREADS WINDOW IOS THINK_US BYTES "
      "[flags]\n"
      "  grpc_perf_msgr_client SERVER --check\n\n"
      "  SERVER    ",
      AddressHelp(kHelpIndent), ";\n            ", InProcessAddresses(),
      " for both ends within the client\n"
      "  THREADS   client threads, each with its connection, 1..10000\n"
      "  WINDOW    messages each thread keeps in flight, 1..65536\n"
      "  IOS       measured messages each thread sends; 0 with --duration\n"
      "  THINK_US  microseconds spent on each reply, 0..60000000\n"
      "  BYTES     payload of each message, 0..1073741824\n\n"
      "The arguments are those of ceph_perf_msgr_client. Exit status: 0 "
      "when every message was\nanswered, 1 when the run failed, 2 for a bad "
      "command line, 130 after Ctrl-C.");
}

absl::StatusOr<ClientOptions> ParseClientOptions(
    const std::vector<std::string>& arguments) {
  ClientOptions options;
  options.check = absl::GetFlag(FLAGS_check);
  const bool only_server = options.check && arguments.size() == 1;
  if (!only_server) {
    absl::Status status =
        CheckArgumentCount(arguments, ArgumentNames(), "grpc_perf_msgr_client");
    if (!status.ok()) return status;
  }
  absl::StatusOr<Endpoint> server = ParseEndpoint(arguments[0]);
  if (!server.ok()) return server.status();
  options.workload.server = *std::move(server);
  const Endpoint& to = options.workload.server;
  if (!to.is_unix() && !to.is_in_process() && to.port == 0) {
    return Reject(absl::StrCat("SERVER needs a port of 1..65535, got \"",
                               arguments[0], "\""));
  }
  options.workload.debug = absl::GetFlag(FLAGS_debug);
  absl::Status status = ParseControl(options.workload);
  if (!status.ok()) return status;
  if (options.check && !options.workload.control.has_value()) {
    return Reject(absl::StrCat(
        "--check asks the server's control plane: name it by --control, since "
        "SERVER is ",
        options.workload.server.ToString()));
  }
  status = CheckFlags(OptionEnd::kClient);
  if (status.ok() && !only_server) {
    status = ParseWorkload(arguments, options.workload);
  }
  if (!status.ok()) return status;
  ParseTimes(options.workload);
  if (!only_server) {
    absl::StatusOr<GroupOptions> group = ParseGroupOptions(options.workload);
    if (!group.ok()) return group.status();
    options.group = *std::move(group);
  }
  options.result_json = absl::GetFlag(FLAGS_result_json);
  options.result_csv = absl::GetFlag(FLAGS_result_csv);
  options.quiet = absl::GetFlag(FLAGS_quiet);
  return options;
}

}  // namespace grpc_perf_msgr
