// A whole run under a seed: both ends of tcp or msgr2, a load with its window
// and phases, a network that may break; no socket, no thread, no real clock.
#ifndef GRPC_PERF_MSGR_TEST_SIMULATION_RUN_H_
#define GRPC_PERF_MSGR_TEST_SIMULATION_RUN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/load/workload.h"
#include "proto/result.pb.h"
#include "test/simulation/network.h"

namespace grpc_perf_msgr {

enum class Protocol { kTcp, kMsgr2 };

// All that a seed decides.
struct Scenario {
  Protocol protocol = Protocol::kTcp;
  Workload workload;
  FlushPolicy server_flush = FlushPolicy::kDrain;
  // The server has no room for this client.
  bool refused = false;
  // When the user stops the run, in made-up ns from its start; kNeverNs: not.
  int64_t stop_after_ns = kNeverNs;
  StopLevel stop = StopLevel::kDrain;
  DirectionPlan to_server;
  DirectionPlan to_client;
  // For what chance decides within the run.
  uint64_t seed = 0;

  bool IsFaulty() const {
    return to_server.fault != Fault::kNone || to_client.fault != Fault::kNone;
  }
};

Scenario MakeScenario(uint64_t seed);
// On one line, for a failure.
std::string Describe(const Scenario &scenario);

// What became of it.
struct Outcome {
  // It came to an end, and how.
  bool ended = false;
  absl::Status status;
  bool greeted = false;
  v1::Counts counts;
  uint32_t in_flight = 0;
  // Latencies that were recorded.
  uint64_t recorded = 0;
  // The server's end.
  bool server_ended = false;
  absl::Status server_status;
  uint64_t handled = 0;
  // What the network did.
  bool struck = false;
  bool stopped = false;
  bool to_server_froze = false;
};

Outcome Simulate(const Scenario &scenario);

// What the outcome must never be; empty: it is honest.
std::vector<std::string> Lies(const Scenario &scenario, const Outcome &outcome);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_SIMULATION_RUN_H_
