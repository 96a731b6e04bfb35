// Ceph's own client, ceph_perf_msgr_client, as the client of a run.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_CEPH_CEPH_PERF_MSGR_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_CEPH_CEPH_PERF_MSGR_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/compare/ceph/ceph_programs.h"
#include "client/compare/make/servers.h"
#include "client/compare/make/signals.h"
#include "common/process_usage.h"
#include "proto/comparison.pb.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// The command line of a ceph_perf_msgr_client of `ios` messages a thread:
// ADDRESS THREADS CONCURRENCY IOS THINK_US BYTES. It keeps one message more in
// flight than its concurrency, which is therefore the window - 1.
std::vector<std::string> CephClientArguments(const v1::Point& point,
                                             const std::string& server,
                                             uint64_t ios);

// What such a client is known to have done.
struct CephRun {
  uint64_t ios = 0;
  int64_t run_time_ns = 0;
  int64_t started_unix_ns = 0;
  // Of its whole life; absent when the process that was started only ran the
  // program elsewhere.
  std::optional<ProcessUsage> usage;
};

// The result of a run that ended well, without what the server knows of it.
// What Ceph's client does not measure is absent; counts are threads x ios, as
// it tells them. Adds warnings that name what a reader must know.
v1::Result CephResult(const v1::Scenario& scenario, const v1::Target& target,
                      const v1::Point& point, const std::string& server,
                      const CephProgram& program, const CephRun& run);

// Corrects counts by what the server answered. More than the last windows
// missing is a failure: the figures would be wrong.
void SetAnswered(uint64_t answered, v1::Result& result);

// Runs it, one run at a time. It knows no duration: where the scenario has one,
// a short run finds the rate first, once for each target and point.
class CephClient {
 public:
  // All must outlive it. `folder` is for logs.
  CephClient(const v1::Scenario& scenario, const std::string& folder,
             Signals& signals);

  // How many messages each thread is to send. DEADLINE_EXCEEDED: the short run
  // hung and was killed; CANCELLED: the user wants to end; other errors say why
  // it failed.
  absl::StatusOr<uint64_t> Ios(const CephProgram& program,
                               const v1::Target& target, const v1::Point& point,
                               const ServerAddress& server);

  // One run. Where `server` has a Control service, counts and the server's
  // figures are its own. Errors as Ios.
  absl::StatusOr<v1::Result> Run(const CephProgram& program,
                                 const v1::Target& target,
                                 const v1::Point& point,
                                 const ServerAddress& server, uint64_t ios);

 private:
  absl::StatusOr<CephRun> RunProgram(const CephProgram& program,
                                     const v1::Point& point,
                                     const std::string& server, uint64_t ios,
                                     double message_ns);
  // How long a message takes over all threads, measured or guessed.
  double MessageNs(const v1::Target& target, const v1::Point& point) const;

  const v1::Scenario& scenario_;
  const std::string folder_;
  Signals& signals_;
  // Measured by short runs: messages per second, by target and point.
  std::map<std::string, double> rates_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_CEPH_CEPH_PERF_MSGR_H_
