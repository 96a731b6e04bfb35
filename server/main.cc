// grpc_perf_msgr_server: options, server, signals, totals.
#include <pthread.h>

#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "common/arguments.h"
#include "common/grpc/grpc_runtime.h"
#include "common/options/flags.h"
#include "server/options.h"
#include "server/server.h"

namespace grpc_perf_msgr {
namespace {

int Fail(const absl::Status& status, int exit_status) {
  std::cerr << "grpc_perf_msgr_server: "
            << absl::StatusCodeToString(status.code()) << ": "
            << status.message() << "\n";
  return exit_status;
}

// SIGTERM and SIGINT are waited for by the main thread; all others, gRPC's
// included, inherit that they are blocked.
sigset_t BlockEndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

int Main(int argc, char** argv) {
  PrepareGrpcRuntime();
  const std::vector<std::string> arguments =
      ParseFlags(argc, argv, "grpc_perf_msgr_server", ServerUsage(),
                 FlagsHelp(OptionEnd::kServer), "grpc_arg");
  const absl::StatusOr<ServerOptions> options = ParseServerOptions(arguments);
  if (!options.ok()) return Fail(options.status(), 2);
  const sigset_t signals = BlockEndSignals();
  std::signal(SIGPIPE, SIG_IGN);
  absl::Status status = PinToAll(options->cpus);
  if (!status.ok()) return Fail(status, 1);

  std::cerr << FormatServerEcho(*options);
  Server server(*options);
  status = server.Start();
  if (!status.ok()) return Fail(status, 1);
  std::cout << "listening on " << server.bound_addresses() << "\n";
  if (const std::string control = server.control_addresses();
      !control.empty()) {
    std::cout << "control on " << control << "\n";
  }
  std::cout << std::flush;
  int signal = 0;
  sigwait(&signals, &signal);
  // A second one ends the program as if it were not caught.
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  std::cout << "stopping: no new streams, waiting for open ones" << std::endl;
  status = server.Stop();
  if (!status.ok()) std::cout << status.message() << "\n";
  std::cout << FormatTotals(server.Counters()) << std::flush;
  return 0;
}

}  // namespace
}  // namespace grpc_perf_msgr

int main(int argc, char** argv) { return grpc_perf_msgr::Main(argc, argv); }
