// The control plane's own addresses: a listener beside those of the messages,
// for people, health checks and clients of any transport.
#ifndef GRPC_PERF_MSGR_SERVER_CONTROL_CONTROL_LISTENER_H_
#define GRPC_PERF_MSGR_SERVER_CONTROL_CONTROL_LISTENER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/endpoint.h"
#include "server/control/control_services.h"

namespace grpc_perf_msgr {

// A gRPC server that serves ControlServices and nothing else. It does not carry
// messages, so it is no Listener (server/listener.h), but is used like one:
// Start and Stop by one thread, once each; the rest by any thread between them.
class ControlListener {
 public:
  // `beside_grpc`: messages travel by gRPC in this process. The listener must
  // then not poll on threads of its own (see control_service.h) and relies on
  // those of the messages. `services` must outlive it.
  ControlListener(ControlServices& services, bool beside_grpc);
  ~ControlListener();

  // Binds all of `addresses` (grpc; at least one), serves and returns. Errors
  // name the address, as CheckListenAddress says.
  absl::Status Start(const std::vector<Endpoint>& addresses);

  // With their real ports, in the order of Start's; empty before it.
  const std::vector<Endpoint>& bound() const;

  // Takes no more calls, lets those that are under way end for
  // `drain_timeout_ns`, then cuts them. Returns when all threads ended.
  void Stop(int64_t drain_timeout_ns);

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_CONTROL_CONTROL_LISTENER_H_
