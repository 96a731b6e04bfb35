// Ceph's own server, for one run.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_CEPH_CEPH_SERVER_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_CEPH_CEPH_SERVER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "client/compare/ceph/ceph_programs.h"
#include "client/compare/make/servers.h"
#include "common/process_usage.h"
#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

// A ceph_perf_msgr_server on a free port of 127.0.0.1, pinned to the scenario's
// server CPUs, with its threads and the point's think time. Ends with this
// object, by SIGTERM, after 5 s by SIGKILL.
class CephServer {
 public:
  // Returns once it answers a connection; an error says why it does not, with
  // the last line that it printed. `folder` is for its log. All must outlive
  // it.
  static absl::StatusOr<CephServer> Start(const CephProgram& program,
                                          const v1::Scenario& scenario,
                                          const v1::Target& target,
                                          const v1::Point& point,
                                          const std::string& folder,
                                          Signals& signals);

  CephServer(CephServer&&) noexcept = default;
  CephServer& operator=(CephServer&&) = delete;
  ~CephServer();

  const ServerAddress& address() const { return address_; }

  // To be called before the first message of a run.
  void ReadBefore();
  // To be called after its last: adds what the server was told and where it
  // ran, and its CPU time over `messages` that travelled in `elapsed_ns`. The
  // latter is left out, with a warning, when the process that was started only
  // runs the program elsewhere.
  void AddTo(uint64_t messages, int64_t elapsed_ns, v1::Result& result);

 private:
  CephServer(const CephProgram& program, const v1::Scenario& scenario,
             const v1::Point& point, Signals& signals, ChildProcess process);
  // Whether it answers by now.
  bool Answers() const;

  const CephProgram& program_;
  const v1::Scenario& scenario_;
  const v1::Point point_;
  Signals* signals_;
  ChildProcess process_;
  ServerAddress address_;
  std::optional<ProcessUsage> before_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_CEPH_CEPH_SERVER_H_
