#include "client/options.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "client/group_options.h"
#include "common/arguments.h"
#include "common/clock.h"
#include "common/limits.h"

using grpc_perf_msgr::Api;
using grpc_perf_msgr::Codec;
using grpc_perf_msgr::CountOrDuration;
using grpc_perf_msgr::CpuList;
using grpc_perf_msgr::FlushPolicy;
using grpc_perf_msgr::GrpcArgs;
using grpc_perf_msgr::ThinkMode;

ABSL_FLAG(CountOrDuration, warmup, CountOrDuration(),
          "messages each thread sends before the measured ones: a count (1000) "
          "or for how long (500ms)");
ABSL_FLAG(absl::Duration, duration, absl::ZeroDuration(),
          "measure for so long instead of a number of messages; IOS must be 0");
ABSL_FLAG(uint64_t, reply_bytes, 0, "payload of each reply");
ABSL_FLAG(bool, verify, false,
          "put a crc32c on payloads both ways and check it at both ends");
ABSL_FLAG(ThinkMode, think_mode, ThinkMode::kSleep,
          "how think time is spent: sleep (gives the core away) or spin (burns "
          "it; accurate to about a microsecond)");
ABSL_FLAG(FlushPolicy, flush, FlushPolicy::kDrain,
          "when ops go out: drain (buffered while more replies are ready) or "
          "message (each at once)");
ABSL_FLAG(absl::optional<Codec>, codec, absl::nullopt,
          "what is in a frame: protobuf (Op and OpReply; the default) or bytes "
          "(the payload behind a small header; always with msgr2)");
ABSL_FLAG(
    Api, api, Api::kStream,
    "which of gRPC's interfaces carries the messages: stream (completion "
    "queue), callback (the same by a reactor), unary (a call a message) or "
    "streams (one message a stream)");
ABSL_FLAG(bool, busy_poll, false,
          "spin on the transport instead of sleeping in the kernel");
ABSL_FLAG(std::string, control, "",
          "grpc address of the server's Control service, for its figures; "
          "default: SERVER when that is a grpc address");
ABSL_FLAG(CpuList, cpus, CpuList(),
          "CPUs to run on, e.g. 0,2-3; client threads are pinned to them in "
          "turn; default: not pinned");
ABSL_FLAG(absl::Duration, connect_timeout, absl::Seconds(5),
          "how long to try to connect");
ABSL_FLAG(absl::Duration, stall_timeout, absl::Seconds(10),
          "no reply for so long, with messages in flight, is a failure");
ABSL_FLAG(GrpcArgs, grpc_arg, GrpcArgs(),
          "gRPC channel argument KEY=VALUE, e.g. grpc.http2.bdp_probe=0; may "
          "be given several times");
ABSL_FLAG(absl::Duration, interval, absl::Seconds(1),
          "how often to report while the run is under way");
ABSL_FLAG(std::string, result_json, "", "file to write the result to");
ABSL_FLAG(std::string, result_csv, "",
          "file to add a line with the result to; a new one gets a header");
ABSL_FLAG(bool, quiet, false, "say nothing while the run is under way");
ABSL_FLAG(bool, check, false,
          "only ask whether the server is healthy: exit status 0 when it is");

namespace grpc_perf_msgr {
namespace {

const std::vector<std::string>& ArgumentNames() {
  static const auto& names = *new std::vector<std::string>{
      "SERVER", "THREADS", "WINDOW", "IOS", "THINK_US", "BYTES"};
  return names;
}

// Where --help tells of an argument.
constexpr size_t kHelpIndent = 12;
constexpr absl::Duration kMaxTime = absl::Nanoseconds(kLongestTimeNs);

absl::Status Reject(absl::string_view what) {
  return absl::InvalidArgumentError(what);
}

// The numbers among the positional arguments, in their order.
absl::Status ParsePositional(const std::vector<std::string>& arguments,
                             Workload& workload) {
  absl::StatusOr<uint64_t> number =
      ParseNumber("THREADS", arguments[1], 1, kMaxThreads);
  if (!number.ok()) return number.status();
  workload.threads = static_cast<uint32_t>(*number);
  number = ParseNumber("WINDOW", arguments[2], 1, kMaxWindow);
  if (!number.ok()) return number.status();
  workload.window.window = static_cast<uint32_t>(*number);
  number = ParseNumber("IOS", arguments[3], 0, kMaxIos);
  if (!number.ok()) return number.status();
  workload.window.plan.ios = *number;
  number = ParseNumber("THINK_US", arguments[4], 0, kMaxThinkUs);
  if (!number.ok()) return number.status();
  workload.window.think_ns = static_cast<int64_t>(*number) * kNanosPerMicro;
  number = ParseNumber("BYTES", arguments[5], 0, kMaxPayloadBytes);
  if (!number.ok()) return number.status();
  workload.window.bytes = *number;
  return absl::OkStatus();
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
  const auto nanos = ToNanos("duration", duration, kMaxTime);
  if (!nanos.ok()) return nanos.status();
  plan.duration_ns = *nanos;
  return absl::OkStatus();
}

absl::Status ParseTimes(Workload& workload) {
  const auto connect = ToNanos("connect_timeout",
                               absl::GetFlag(FLAGS_connect_timeout), kMaxTime);
  if (!connect.ok()) return connect.status();
  workload.connect_timeout_ns = *connect;
  const auto stall =
      ToNanos("stall_timeout", absl::GetFlag(FLAGS_stall_timeout), kMaxTime);
  if (!stall.ok()) return stall.status();
  workload.window.stall_timeout_ns = *stall;
  const absl::Duration interval = absl::GetFlag(FLAGS_interval);
  if (interval < absl::Milliseconds(10)) {
    return Reject(absl::StrCat("--interval must be 10ms or more, got ",
                               absl::FormatDuration(interval)));
  }
  const auto nanos = ToNanos("interval", interval, kMaxTime);
  if (!nanos.ok()) return nanos.status();
  workload.interval_ns = *nanos;
  return absl::OkStatus();
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
  if (text.empty()) {
    if (workload.server.transport().serves_control) {
      workload.control = workload.server;
    }
    return absl::OkStatus();
  }
  absl::StatusOr<Endpoint> control = ParseEndpoint(text);
  if (!control.ok()) return control.status();
  if (!control->transport().serves_control) {
    return Reject(absl::StrCat("--control must be a ", ControlTransport().word,
                               " address, got \"", text, "\""));
  }
  workload.control = *std::move(control);
  return absl::OkStatus();
}

absl::Status ParseWorkload(const std::vector<std::string>& arguments,
                           Workload& workload) {
  absl::Status status = ParsePositional(arguments, workload);
  if (status.ok()) status = ParsePlan(workload.window.plan);
  if (status.ok()) status = ParseTimes(workload);
  if (!status.ok()) return status;
  const uint64_t reply_bytes = absl::GetFlag(FLAGS_reply_bytes);
  if (reply_bytes > kMaxPayloadBytes) {
    return Reject(absl::StrCat("--reply_bytes must be 0..", kMaxPayloadBytes,
                               ", got ", reply_bytes));
  }
  workload.window.reply_bytes = static_cast<uint32_t>(reply_bytes);
  workload.window.verify = absl::GetFlag(FLAGS_verify);
  workload.window.think_mode = absl::GetFlag(FLAGS_think_mode);
  workload.flush = absl::GetFlag(FLAGS_flush);
  workload.grpc_args = absl::GetFlag(FLAGS_grpc_arg);
  workload.codec = absl::GetFlag(FLAGS_codec)
                       .value_or(workload.server.transport().ways[0].codec);
  workload.busy_poll = absl::GetFlag(FLAGS_busy_poll);
  workload.api = absl::GetFlag(FLAGS_api);
  status = CheckCombination(workload);
  if (status.ok()) status = ParseControl(workload);
  if (!status.ok()) return status;
  workload.cpus = absl::GetFlag(FLAGS_cpus);
  return CheckAllowed(workload.cpus);
}

}  // namespace

bool AbslParseFlag(absl::string_view text, CountOrDuration* value,
                   std::string* error) {
  *value = CountOrDuration();
  const bool digits =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return std::isdigit(static_cast<unsigned char>(c)) != 0;
      });
  absl::Duration duration;
  if (digits) {
    if (absl::SimpleAtoi(text, &value->count) && value->count <= kMaxIos) {
      return true;
    }
  } else if (absl::ParseDuration(text, &duration) &&
             duration >= absl::ZeroDuration() && duration <= kMaxTime) {
    value->duration_ns = absl::ToInt64Nanoseconds(duration);
    return true;
  }
  *error = absl::StrCat("must be a count of 0..", kMaxIos,
                        " messages or a duration up to ",
                        absl::FormatDuration(kMaxTime), " such as 500ms");
  return false;
}

std::string AbslUnparseFlag(const CountOrDuration& value) {
  if (value.duration_ns > 0) {
    return absl::FormatDuration(absl::Nanoseconds(value.duration_ns));
  }
  return absl::StrCat(value.count);
}

std::string ClientUsage() {
  return absl::StrCat(
      "the client of grpc_perf_msgr.\n\n"
      "  grpc_perf_msgr_client SERVER THREADS WINDOW IOS THINK_US BYTES "
      "[flags]\n"
      "  grpc_perf_msgr_client SERVER --check\n\n"
      "  SERVER    ",
      AddressHelp(kHelpIndent),
      "\n"
      "  THREADS   client threads, each with its connection, 1..10000\n"
      "  WINDOW    messages each thread keeps in flight, 1..65536\n"
      "  IOS       measured messages each thread sends; 0 with --duration\n"
      "  THINK_US  microseconds spent on each reply, 0..60000000\n"
      "  BYTES     payload of each message, 0..1073741824\n\n"
      "The arguments are those of ceph_perf_msgr_client. Exit status: 0 "
      "when "
      "every message was\nanswered, 1 when the run failed, 2 for a bad "
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
  if (!options.workload.server.is_unix() && options.workload.server.port == 0) {
    return Reject(absl::StrCat("SERVER needs a port of 1..65535, got \"",
                               arguments[0], "\""));
  }
  if (options.check && !options.workload.server.transport().serves_control) {
    return Reject(absl::StrCat("--check needs a ", ControlTransport().word,
                               " address, got \"", arguments[0], "\""));
  }
  absl::Status status = only_server
                            ? ParseTimes(options.workload)
                            : ParseWorkload(arguments, options.workload);
  if (!status.ok()) return status;
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
