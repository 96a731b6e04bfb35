#include "client/compare/ceph/ceph_server.h"

#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/compare/make/other_process.h"
#include "client/compare/plan/ceph_target.h"
#include "client/compare/plan/scenario.h"
#include "common/clock.h"
#include "common/session/socket.h"
#include "common/warnings.h"

namespace grpc_perf_msgr {
namespace {

constexpr int64_t kStartTimeoutNs = 30 * kNanosPerSecond;
constexpr int64_t kStopTimeoutNs = 5 * kNanosPerSecond;
constexpr int64_t kBannerTimeoutNs = kNanosPerSecond;
// What a server of Ceph's messenger says first (doc/dev/msgr2.rst).
constexpr absl::string_view kBanner = "ceph v2\n";
constexpr char kHost[] = "127.0.0.1";

absl::StatusOr<uint16_t> FreePort() {
  Endpoint any;
  any.host = kHost;
  const absl::StatusOr<Descriptor> socket = ListenSocket(any);
  if (!socket.ok()) return socket.status();
  return BoundPort(*socket);
}

}  // namespace

CephServer::CephServer(const CephProgram& program, const v1::Scenario& scenario,
                       const v1::Point& point, Signals& signals,
                       ChildProcess process)
    : program_(program),
      scenario_(scenario),
      point_(point),
      signals_(&signals),
      process_(std::move(process)) {}

CephServer::~CephServer() {
  process_.Stop(SteadyNowNs() + kStopTimeoutNs, *signals_);
}

absl::StatusOr<CephServer> CephServer::Start(const CephProgram& program,
                                             const v1::Scenario& scenario,
                                             const v1::Target& target,
                                             const v1::Point& point,
                                             const std::string& folder,
                                             Signals& signals) {
  const absl::StatusOr<uint16_t> port = FreePort();
  if (!port.ok()) return port.status();
  Endpoint endpoint;
  endpoint.scheme = std::string(TransportOf(target.transport()).scheme);
  endpoint.host = kHost;
  endpoint.port = *port;
  const std::string log_file = folder + "/ceph_server.log";
  absl::StatusOr<ChildProcess> process = StartCephProgram(
      program,
      {endpoint.ToCephString(), absl::StrCat(scenario.server_threads()),
       absl::StrCat(point.server_think_us())},
      CpusOf(scenario.server_cpus()), log_file);
  if (!process.ok()) return process.status();
  CephServer server(program, scenario, point, signals, *std::move(process));
  server.address_.server = endpoint.ToString();
  const int64_t deadline_ns = SteadyNowNs() + kStartTimeoutNs;
  while (!signals.end_wanted()) {
    if (server.Answers()) return server;
    if (const auto ended = server.process_.Poll(); ended.has_value()) {
      return absl::UnavailableError(
          absl::StrCat(kCephServer, " did not start (exit status ", *ended,
                       "): ", LastLine(log_file)));
    }
    if (SteadyNowNs() > deadline_ns) {
      return absl::UnavailableError(absl::StrCat(
          kCephServer, " did not answer at ", endpoint.ToCephString(),
          " within 30 s; it had said: ", LastLine(log_file)));
    }
    signals.Wait(kLookIntervalNs);
  }
  return absl::CancelledError("stopped by the user");
}

bool CephServer::Answers() const {
  const auto endpoint = ParseEndpoint(address_.server);
  if (!endpoint.ok()) return false;
  const auto socket = ConnectSocket(*endpoint, kBannerTimeoutNs);
  if (!socket.ok() || !MakeBlocking(*socket, kBannerTimeoutNs).ok()) {
    return false;
  }
  std::string said(kBanner.size(), '\0');
  size_t got = 0;
  while (got < said.size()) {
    const ssize_t more =
        read(socket->get(), said.data() + got, said.size() - got);
    if (more <= 0) return false;
    got += static_cast<size_t>(more);
  }
  return said == kBanner;
}

void CephServer::ReadBefore() {
  before_ = Executes(process_.pid(), kCephServer) ? ReadUsageOf(process_.pid())
                                                  : std::nullopt;
}

void CephServer::AddTo(uint64_t messages, int64_t elapsed_ns,
                       v1::Result& result) {
  const std::optional<ProcessUsage> after =
      before_.has_value() ? ReadUsageOf(process_.pid()) : std::nullopt;
  v1::ServerInfo& server = *result.mutable_server();
  *server.mutable_environment() = CephEnvironment(program_, after.has_value());
  v1::ServerConditions& conditions = *server.mutable_conditions();
  conditions.set_listen(address_.server);
  conditions.set_threads(scenario_.server_threads());
  conditions.set_think_ns(int64_t{point_.server_think_us()} * kNanosPerMicro);
  conditions.set_think_mode("sleep");
  if (!after.has_value()) {
    AddWarning(
        MakeWarning(v1::Warning::RUNS_ELSEWHERE, v1::Warning::SERVER,
                    absl::StrCat("the process started for ", kCephServer,
                                 " does not execute it itself: its CPU time, "
                                 "its CPUs and its timer slack are not known")),
        *result.mutable_warnings());
    return;
  }
  for (const uint32_t cpu : CpusOf(scenario_.server_cpus())) {
    conditions.add_cpus(cpu);
  }
  if (messages == 0) return;
  v1::CpuUsage& usage = *result.mutable_server_cpu();
  usage = CpuUsageBetween(*before_, *after, messages);
  usage.set_elapsed_ns(elapsed_ns);
}

}  // namespace grpc_perf_msgr
