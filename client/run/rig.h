// What a run is handed from outside, so that a test hands over its own.
#ifndef GRPC_PERF_MSGR_CLIENT_RUN_RIG_H_
#define GRPC_PERF_MSGR_CLIENT_RUN_RIG_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/load/recorder.h"
#include "client/load/workload.h"
#include "client/transport/transport.h"
#include "common/clock.h"

namespace grpc_perf_msgr {

// Makes the transport of one thread, as MakeTransport does; called on that
// thread.
using TransportFactory =
    std::function<absl::StatusOr<std::unique_ptr<Transport>>(
        const Workload& workload, absl::string_view payload)>;

// All must outlive the run.
struct Rig {
  TransportFactory make_transport;
  // When threads start, slices of the run end and think time is over. What the
  // transport hands to its window must be of the same clock.
  Clock& clock;
  // Empty at first. One for each run.
  Recorder& recorder;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_RUN_RIG_H_
