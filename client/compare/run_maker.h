// Makes the runs of a comparison: each with its server, its client, whosever
// they are.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_RUN_MAKER_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_RUN_MAKER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/compare/ceph/ceph_perf_msgr.h"
#include "client/compare/ceph/ceph_programs.h"
#include "client/compare/ceph/ceph_server.h"
#include "client/compare/make/servers.h"
#include "client/compare/make/signals.h"
#include "client/compare/plan/plan.h"
#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

struct Programs {
  std::string client;
  std::string server;
  CephProgramsByTarget ceph;
};

class RunMaker {
 public:
  // All must outlive it. `scratch` is a folder for records and logs.
  RunMaker(const Programs& programs, const v1::Scenario& scenario,
           const std::string& scratch, Signals& signals);

  // One run with its verdict. A run that failed has a result with that status;
  // one of Ceph's client that timed out is made again, once, and its warnings
  // say so. The only error is CANCELLED: the user wants to end.
  absl::StatusOr<v1::Run> Make(const PlannedRun& planned);

  // What a reader of the report should know of the servers, once.
  std::vector<v1::Warning> TakeWarnings() { return servers_.TakeWarnings(); }

 private:
  absl::StatusOr<v1::Result> MakeResult(const v1::Target& target,
                                        const v1::Point& point);
  // One attempt; an error is that of a run of which nothing was recorded.
  absl::StatusOr<v1::Result> Attempt(const v1::Target& target,
                                     const v1::Point& point,
                                     ServerAddress& address);
  absl::StatusOr<v1::Result> RunAnyClient(const v1::Target& target,
                                          const v1::Point& point,
                                          const ServerAddress& address,
                                          CephServer* ceph_server);

  const Programs& programs_;
  const v1::Scenario& scenario_;
  const std::string scratch_;
  Signals& signals_;
  Servers servers_;
  CephClient ceph_client_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_RUN_MAKER_H_
