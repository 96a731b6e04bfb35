// The seam between the server and what carries messages to it.
#ifndef GRPC_PERF_MSGR_SERVER_LISTENER_H_
#define GRPC_PERF_MSGR_SERVER_LISTENER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "proto/control.pb.h"

namespace grpc_perf_msgr {

// Turns bytes into ops, calls an OpHandler, sends the replies. Start and Stop
// are called by one thread, once each; the rest by any thread between them.
class Listener {
 public:
  virtual ~Listener() = default;

  // Binds, starts the threads and returns; messages are served from here on.
  // Errors name the address: ALREADY_EXISTS (in use), INVALID_ARGUMENT,
  // PERMISSION_DENIED, ...
  virtual absl::Status Start() = 0;

  // The address that is bound, with its real port; and the port, 0 for a unix
  // socket.
  virtual std::string bound_address() const = 0;
  virtual uint16_t bound_port() const = 0;

  // Accepts nothing more, lets open streams go on until they end or
  // `drain_timeout_ns` is over, then cuts them. Returns when all threads ended.
  // An error says how many streams were cut.
  virtual absl::Status Stop(int64_t drain_timeout_ns) = 0;

  // Adds what was served so far.
  virtual void AddCounters(v1::ServerCounters& counters) const = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_LISTENER_H_
