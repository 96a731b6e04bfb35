#include "client/compare/make/servers.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/compare/plan/asked.h"
#include "client/compare/plan/scenario.h"
#include "common/clock.h"
#include "common/endpoint.h"
#include "common/limits.h"
#include "common/transports.h"
#include "common/warnings.h"

namespace grpc_perf_msgr {
namespace {

constexpr char kHost[] = "127.0.0.1";
constexpr int64_t kStartTimeoutNs = 30 * kNanosPerSecond;
// How often to look for the port file.
constexpr int64_t kLookIntervalNs = 5 * kNanosPerMilli;

std::string AddressOf(absl::string_view scheme, uint16_t port) {
  Endpoint endpoint;
  endpoint.scheme = std::string(scheme);
  endpoint.host = kHost;
  endpoint.port = port;
  return endpoint.ToString();
}

uint64_t LargestPayload(const v1::Scenario& scenario) {
  uint64_t largest = 0;
  for (const uint64_t bytes : scenario.bytes()) {
    largest = std::max(largest, bytes);
  }
  for (const uint32_t bytes : scenario.reply_bytes()) {
    largest = std::max<uint64_t>(largest, bytes);
  }
  return largest;
}

}  // namespace

ServerSettings SettingsFor(const v1::Scenario& scenario,
                           const v1::Target& target, const v1::Point& point) {
  ServerSettings settings;
  settings.scheme = std::string(TransportOf(target.transport()).scheme);
  settings.busy_poll = target.busy_poll();
  settings.think_us = point.server_think_us();
  settings.flags = AskedFlags({scenario, target, point}, OptionEnd::kServer);
  return settings;
}

std::vector<std::string> ServerArguments(const v1::Scenario& scenario,
                                         const ServerSettings& settings,
                                         const std::string& port_file) {
  std::vector<std::string> arguments = {
      absl::StrCat(settings.scheme, "://", kHost, ":0"),
      absl::StrCat(scenario.server_threads()), absl::StrCat(settings.think_us),
      absl::StrCat("--port_file=", port_file),
      absl::StrCat("--control_listen=",
                   TransportOf(settings.scheme).serves_control
                       ? "none"
                       : absl::StrCat(kHost, ":0"))};
  arguments.insert(arguments.end(), settings.flags.begin(),
                   settings.flags.end());
  const uint64_t largest = LargestPayload(scenario);
  if (largest > kDefaultMaxMessageBytes) {
    arguments.push_back(absl::StrCat("--max_message_bytes=", largest));
  }
  return arguments;
}

Servers::Servers(const std::string& program, const v1::Scenario& scenario,
                 const std::string& folder, Signals& signals)
    : program_(program),
      scenario_(scenario),
      folder_(folder),
      signals_(signals) {}

absl::StatusOr<ServerAddress> Servers::Prepare(const v1::Target& target,
                                               const v1::Point& point) {
  if (!target.address().empty()) {
    return ServerAddress{target.address(), target.control()};
  }
  const ServerSettings settings = SettingsFor(scenario_, target, point);
  const auto found = std::find_if(
      running_.begin(), running_.end(),
      [&](const Running& server) { return server.settings == settings; });
  if (found != running_.end()) {
    const std::optional<int> ended = found->process.Poll();
    if (!ended.has_value()) return found->address;
    warnings_.push_back(
        MakeWarning(v1::Warning::SERVER_ENDED, v1::Warning::NEITHER,
                    absl::StrCat("the server of target \"", target.name(),
                                 "\" ended by itself (status ", *ended,
                                 ") and was started again; it had said: ",
                                 LastLine(found->log_file))));
    running_.erase(found);
  }
  absl::StatusOr<Running> started = Start(settings);
  if (!started.ok()) return started.status();
  running_.push_back(*std::move(started));
  return running_.back().address;
}

void Servers::StopSpinning() {
  running_.erase(std::remove_if(running_.begin(), running_.end(),
                                [](const Running& server) {
                                  return server.settings.busy_poll;
                                }),
                 running_.end());
}

std::vector<v1::Warning> Servers::TakeWarnings() {
  return std::exchange(warnings_, {});
}

absl::StatusOr<Servers::Running> Servers::Start(
    const ServerSettings& settings) {
  const std::string stem = absl::StrCat(folder_, "/server", ++started_);
  const std::string port_file = stem + ".port";
  const std::string log_file = stem + ".log";
  absl::StatusOr<ChildProcess> process = ChildProcess::Start(
      program_, ServerArguments(scenario_, settings, port_file), log_file);
  if (!process.ok()) return process.status();
  absl::StatusOr<ServerAddress> address =
      AwaitPorts(settings, port_file, log_file, *process);
  if (!address.ok()) return address.status();
  return Running{settings, *std::move(address), *std::move(process), log_file};
}

absl::StatusOr<ServerAddress> Servers::AwaitPorts(
    const ServerSettings& settings, const std::string& port_file,
    const std::string& log_file, ChildProcess& process) {
  const int64_t deadline_ns = SteadyNowNs() + kStartTimeoutNs;
  while (!signals_.end_wanted()) {
    // Looked at first: whoever ended may have listened before.
    const std::optional<int> ended = process.Poll();
    // It is renamed into place: once it is there, it is whole.
    std::ifstream file(port_file);
    uint16_t port = 0;
    if (file >> port) {
      if (TransportOf(settings.scheme).serves_control) {
        return ServerAddress{AddressOf(settings.scheme, port), ""};
      }
      uint16_t control_port = 0;
      if (file >> control_port) {
        return ServerAddress{AddressOf(settings.scheme, port),
                             AddressOf(ControlTransport().word, control_port)};
      }
      return absl::InternalError("the server's port file lacks a port");
    }
    if (ended.has_value()) {
      return absl::UnavailableError(
          absl::StrCat("the server did not start (exit status ", *ended,
                       "): ", LastLine(log_file)));
    }
    if (SteadyNowNs() > deadline_ns) {
      return absl::DeadlineExceededError(
          "the server did not listen within 30 s");
    }
    signals_.Wait(kLookIntervalNs);
  }
  return absl::CancelledError("stopped by the user");
}

std::string LastLine(const std::string& log_file) {
  std::ifstream file(log_file);
  std::string last;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) last = line;
  }
  return last;
}

}  // namespace grpc_perf_msgr
