// The seam between the load and what carries it: one object a client thread,
// one call for a whole run, none for a single message.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_TRANSPORT_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_TRANSPORT_H_

#include <cstdint>

#include "absl/status/status.h"
#include "client/load/message_window.h"

namespace grpc_perf_msgr {

// A connection of its own to the server. Connect, Run and the destructor are
// called on one and the same thread.
class Transport {
 public:
  virtual ~Transport() = default;

  // Called once, first. Returns when messages could be sent, or with why not
  // (UNAVAILABLE, ...) no later than `timeout_ns` from now. A server that is
  // not there yet is tried again until then. CANCELLED soon after `stop` is
  // raised.
  virtual absl::Status Connect(int64_t timeout_ns, const StopSignal& stop) = 0;

  // Called once after Connect succeeded: carries `window`, which was started,
  // to its end. Sends whenever window.Sendable() > 0, hands every reply to
  // window.Receive(), calls window.Check() at window.WakeAtNs() while no reply
  // arrives, and returns when window.Done() and the server has ended what was
  // half-closed. Returns early with the first error of the window, or with the
  // transport's own: UNAVAILABLE when the server went away, what the server
  // ended the stream with, DEADLINE_EXCEEDED when it did not end it at all.
  //
  // Only this thread touches the window, without a lock. The exception is API
  // `callback`, whose replies come on threads of gRPC's: there each call of the
  // window is made with one and the same mutex held, by whichever thread, and
  // none after Run has returned. Beside that any thread may call what the
  // window offers to any.
  virtual absl::Status Run(MessageWindow& window) = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_TRANSPORT_H_
