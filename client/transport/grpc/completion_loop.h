// The loop over a completion queue that all APIs with one share.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_COMPLETION_LOOP_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_COMPLETION_LOOP_H_

#include <grpc/support/time.h>

#include <concepts>
#include <cstdint>

#include "absl/status/status.h"
#include "client/load/message_window.h"
#include "client/transport/grpc/tag_queue.h"
#include "common/clock.h"
#include "common/grpc/grpc_runtime.h"

namespace grpc_perf_msgr {

// What an API must have to be driven by RunCompletions.
template <typename T>
concept CompletionApi = requires(T api, typename T::Tag& tag, bool ok,
                                 int64_t now_ns) {
  // One of its operations is complete.
  { api.OnCompletion(tag, ok) } -> std::same_as<absl::Status>;
  // It holds an op back until no completion is ready; OnIdle says that none
  // is, after which it holds nothing that could be written.
  { api.Holds() } -> std::same_as<bool>;
  { api.OnIdle() } -> std::same_as<void>;
  // The window was checked at `now_ns` and may let more ops go.
  { api.OnCheck(now_ns) } -> std::same_as<void>;
  // Nothing more is to be waited for here.
  { api.Over() } -> std::same_as<bool>;
};

// Carries `window` until the API is over, or to the first error of it or of the
// window. `spins`: asks the queue again and again instead of sleeping in it.
template <CompletionApi Api>
absl::Status RunCompletions(Api& api, TagQueue& tags, MessageWindow& window,
                            bool spins) {
  const gpr_timespec at_once = gpr_time_0(GPR_CLOCK_MONOTONIC);
  // gRPC's form of the time costs a look at the clock, so it is kept.
  int64_t wake_at_ns = window.WakeAtNs();
  gpr_timespec wake_at = GrpcDeadline(wake_at_ns - SteadyNowNs());
  absl::Status status;
  while (status.ok() && !api.Over()) {
    const bool holds = api.Holds();
    bool ok = false;
    typename Api::Tag* const tag =
        tags.Next<typename Api::Tag>(holds || spins ? at_once : wake_at, ok);
    if (tag != nullptr) {
      status = api.OnCompletion(*tag, ok);
    } else if (holds) {
      api.OnIdle();
    } else if (const int64_t now_ns = SteadyNowNs();
               now_ns >= window.WakeAtNs()) {
      status = window.Check(now_ns);
      if (status.ok()) api.OnCheck(now_ns);
    }
    if (window.WakeAtNs() != wake_at_ns) {
      wake_at_ns = window.WakeAtNs();
      wake_at = GrpcDeadline(wake_at_ns - SteadyNowNs());
    }
  }
  return status;
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_COMPLETION_LOOP_H_
