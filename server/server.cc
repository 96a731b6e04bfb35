#include "server/server.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/clock.h"
#include "common/environment.h"
#include "common/grpc/grpc_runtime.h"
#include "common/process_usage.h"
#include "server/grpc_listener.h"

namespace grpc_perf_msgr {

Server::Server(const ServerOptions& options)
    : options_(options),
      started_ns_(SteadyNowNs()),
      environment_(ReadEnvironment()),
      listener_(std::make_unique<GrpcListener>(options_, *this)) {
  *environment_.add_libraries() = GrpcLibrary();
}

absl::Status Server::Start() {
  absl::Status status = listener_->Start();
  if (status.ok()) status = WritePortFile();
  return status;
}

absl::Status Server::WritePortFile() const {
  if (options_.port_file.empty()) return absl::OkStatus();
  // Renamed into place: whoever waits for the file never reads half a port.
  const std::string temporary = options_.port_file + ".tmp";
  std::ofstream file(temporary);
  file << listener_->bound_port() << "\n";
  file.close();
  if (!file ||
      std::rename(temporary.c_str(), options_.port_file.c_str()) != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("--port_file: cannot write \"", options_.port_file, "\""));
  }
  return absl::OkStatus();
}

absl::Status Server::Stop() {
  return listener_->Stop(options_.drain_timeout_ns);
}

v1::GetInfoResponse Server::Info() {
  v1::GetInfoResponse info;
  info.set_version(ProgramVersion());
  *info.mutable_conditions() =
      ToServerConditions(options_, listener_->bound_address());
  *info.mutable_environment() = environment_;
  return info;
}

v1::ServerCounters Server::Counters() {
  v1::ServerCounters counters;
  counters.mutable_think()->set_asked_ns(options_.think_ns);
  listener_->AddCounters(counters);
  const ProcessUsage usage = ReadProcessUsage();
  counters.set_cpu_user_ns(usage.user_ns);
  counters.set_cpu_system_ns(usage.system_ns);
  counters.set_voluntary_context_switches(usage.voluntary_context_switches);
  counters.set_involuntary_context_switches(usage.involuntary_context_switches);
  counters.set_uptime_ns(SteadyNowNs() - started_ns_);
  if (usage.cgroup_periods) counters.set_cgroup_periods(*usage.cgroup_periods);
  if (usage.cgroup_throttled_periods) {
    counters.set_cgroup_throttled_periods(*usage.cgroup_throttled_periods);
  }
  return counters;
}

std::string FormatTotals(const v1::ServerCounters& counters) {
  std::string text = absl::StrFormat(
      "served %d messages, %d bytes in, %d bytes out, in %.3f s\n"
      "streams: %d in all, %d broken; ops refused: %d\n",
      counters.messages(), counters.bytes_received(), counters.bytes_sent(),
      static_cast<double>(counters.uptime_ns()) / kNanosPerSecond,
      counters.streams_total(), counters.streams_broken(), counters.errors());
  if (counters.messages() > 0) {
    const auto per_message = [&](int64_t ns) {
      return static_cast<double>(ns) / kNanosPerMicro /
             static_cast<double>(counters.messages());
    };
    absl::StrAppendFormat(&text,
                          "CPU: %.2f us user + %.2f us system per message\n",
                          per_message(counters.cpu_user_ns()),
                          per_message(counters.cpu_system_ns()));
  }
  if (counters.think().count() > 0) {
    absl::StrAppendFormat(
        &text, "think time: asked %.1f us, got %.1f us\n",
        static_cast<double>(counters.think().asked_ns()) / kNanosPerMicro,
        static_cast<double>(counters.think().achieved_total_ns()) /
            kNanosPerMicro / static_cast<double>(counters.think().count()));
  }
  return text;
}

}  // namespace grpc_perf_msgr
