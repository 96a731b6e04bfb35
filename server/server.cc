#include "server/server.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <optional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/clock.h"
#include "common/control_address.h"
#include "common/environment.h"
#include "common/grpc/grpc_runtime.h"
#include "common/process_usage.h"
#include "server/address_check.h"
#include "server/control/control_listener.h"
#include "server/control/control_services.h"
#include "server/listener_factory.h"

namespace grpc_perf_msgr {
namespace {

bool ServesControlBesideMessages(const ServerOptions& options) {
  return std::any_of(
      options.listen.begin(), options.listen.end(),
      [](const Endpoint& listen) { return listen.transport().serves_control; });
}

}  // namespace

Server::Server(const ServerOptions& options)
    : options_(options),
      started_ns_(SteadyNowNs()),
      environment_(ReadEnvironment()),
      limit_(options.max_streams),
      control_(std::make_unique<ControlServices>(
          *this, DebugLog(options_.debug.control, "control", "server"))),
      control_listener_(std::make_unique<ControlListener>(
          *control_, ServesControlBesideMessages(options_))) {
  *environment_.add_libraries() = GrpcLibrary();
  for (const Endpoint& listen : options_.listen) {
    listeners_.push_back(MakeListener(listen, options_, limit_, *control_));
  }
}

Server::~Server() = default;

absl::Status Server::StartListeners(bool with_control) {
  for (size_t i = 0; i < listeners_.size(); ++i) {
    if (options_.listen[i].transport().serves_control != with_control) continue;
    absl::Status status = listeners_[i]->Start();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Server::Start() {
  // Who serves Control tells of all others from then on.
  for (const bool with_control : {false, true}) {
    absl::Status status = StartListeners(with_control);
    if (!status.ok()) return status;
  }
  absl::Status status = StartControl();
  if (!status.ok()) return status;
  return WritePortFile();
}

std::vector<Endpoint> Server::FreeControlAddresses() const {
  std::vector<Endpoint> free;
  for (size_t i = 0; i < listeners_.size(); ++i) {
    Endpoint data = options_.listen[i];
    data.port = listeners_[i]->bound_port();
    const std::optional<Endpoint> control = ControlBeside(data);
    const absl::Status status =
        control.has_value() ? CheckListenAddress(*control)
                            : absl::OutOfRangeError(absl::StrCat(
                                  "there is none ", kControlPortOffset,
                                  " above the port of ", data.ToString()));
    if (status.ok()) {
      free.push_back(*control);
    } else {
      std::cerr << absl::StrCat("no control address beside ", data.ToString(),
                                ": ", status.message(),
                                " (--control_listen names another)\n");
    }
  }
  return free;
}

absl::Status Server::StartControl() {
  if (options_.control_listen.has_value()) {
    if (options_.control_listen->empty()) return absl::OkStatus();
    return control_listener_->Start(*options_.control_listen);
  }
  const std::vector<Endpoint> free = FreeControlAddresses();
  if (free.empty()) return absl::OkStatus();
  const absl::Status status = control_listener_->Start(free);
  // Somebody may have been faster.
  if (!status.ok()) std::cerr << absl::StrCat(status.message(), "\n");
  return absl::OkStatus();
}

std::string Server::control_addresses() const {
  return absl::StrJoin(control_listener_->bound(), ",",
                       [](std::string* out, const Endpoint& endpoint) {
                         out->append(endpoint.ToString());
                       });
}

std::string Server::bound_addresses() const {
  return absl::StrJoin(listeners_, ",",
                       [](std::string* out, const auto& listener) {
                         out->append(listener->bound_address());
                       });
}

absl::Status Server::WritePortFile() const {
  if (options_.port_file.empty()) return absl::OkStatus();
  // Renamed into place: whoever waits for the file never reads half a port.
  const std::string temporary = options_.port_file + ".tmp";
  std::ofstream file(temporary);
  for (const auto& listener : listeners_) {
    file << listener->bound_port() << "\n";
  }
  // Whoever reads one port of a server with one address still does.
  if (options_.control_listen.has_value()) {
    for (const Endpoint& control : control_listener_->bound()) {
      file << control.port << "\n";
    }
  }
  file.close();
  if (!file ||
      std::rename(temporary.c_str(), options_.port_file.c_str()) != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("--port_file: cannot write \"", options_.port_file, "\""));
  }
  return absl::OkStatus();
}

absl::Status Server::Stop() {
  const int64_t deadline_ns = SteadyNowNs() + options_.drain_timeout_ns;
  control_->Shutdown();
  std::vector<absl::Status> statuses(listeners_.size());
  std::vector<std::thread> threads;
  for (size_t i = 0; i < listeners_.size(); ++i) {
    threads.emplace_back([this, i, &statuses] {
      statuses[i] = listeners_[i]->Stop(options_.drain_timeout_ns);
    });
  }
  for (std::thread& thread : threads) thread.join();
  control_listener_->Stop(std::max<int64_t>(0, deadline_ns - SteadyNowNs()));
  for (const absl::Status& status : statuses) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

v1::GetInfoResponse Server::Info() {
  v1::GetInfoResponse info;
  info.set_version(ProgramVersion());
  *info.mutable_conditions() = ToServerConditions(options_, bound_addresses());
  *info.mutable_environment() = environment_;
  return info;
}

v1::ServerCounters Server::Counters() {
  v1::ServerCounters counters;
  counters.mutable_think()->set_asked_ns(options_.think_ns);
  for (const auto& listener : listeners_) listener->AddCounters(counters);
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
