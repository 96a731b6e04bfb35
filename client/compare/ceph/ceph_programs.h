// Ceph's own programs on this machine: where they are and which version.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_CEPH_CEPH_PROGRAMS_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_CEPH_CEPH_PROGRAMS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/compare/make/process.h"
#include "client/compare/make/signals.h"
#include "common/clock.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// How often a process of Ceph's is looked at that tells nothing by itself.
inline constexpr int64_t kLookIntervalNs = 20 * kNanosPerMilli;

// One of them, as a scenario says to run it.
struct CephProgram {
  // What stands before its arguments; the first word is a path.
  std::vector<std::string> command;
  // "18.2.7"; empty when it does not say.
  std::string version;
};

// What a target runs; without command where it does not.
struct CephPrograms {
  CephProgram client;
  CephProgram server;
};
// By the target's name.
using CephProgramsByTarget = std::map<std::string, CephPrograms>;

// Finds the programs that the targets of a completed scenario run, and asks
// each for its version. FailedPrecondition names the first that can't be run,
// the reason, and the package that has it.
absl::StatusOr<CephProgramsByTarget> FindCephPrograms(
    const v1::Scenario& scenario, Signals& signals);

// Starts `program` with `arguments`, with a timer slack of 1 ns (it sleeps for
// each message, also for think time 0) and on `cpus` (empty: any).
absl::StatusOr<ChildProcess> StartCephProgram(
    const CephProgram& program, const std::vector<std::string>& arguments,
    const std::vector<uint32_t>& cpus, const std::string& log_file);

// A host on which such a program runs, if it is `here`, and its build.
v1::Environment CephEnvironment(const CephProgram& program, bool here);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_CEPH_CEPH_PROGRAMS_H_
