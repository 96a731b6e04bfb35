// The server as a whole: what carries messages and the control plane, side by
// side, and its totals.
#ifndef GRPC_PERF_MSGR_SERVER_SERVER_H_
#define GRPC_PERF_MSGR_SERVER_SERVER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "proto/control.pb.h"
#include "server/control_source.h"
#include "server/listener.h"
#include "server/options.h"
#include "server/stream_limit.h"

namespace grpc_perf_msgr {

class ControlListener;
class ControlServices;

class Server final : public ControlSource {
 public:
  explicit Server(const ServerOptions& options);
  ~Server() override;

  // Listens and serves; writes the port file. Errors are for the user. A
  // default address of the control plane that is not free is left out, with a
  // line on standard error.
  absl::Status Start();
  // The addresses with their real ports, in the order of LISTEN, separated by
  // commas; after Start.
  std::string bound_addresses() const;
  // Those of the control plane's own, the same way; empty: none.
  std::string control_addresses() const;
  // Stops all listeners at the same time, with the options' drain timeout, and
  // then the control plane, which answers while streams drain. The error says
  // what was cut.
  absl::Status Stop();

  v1::GetInfoResponse Info() override;
  v1::ServerCounters Counters() override;

 private:
  absl::Status StartControl();
  // The addresses beside those of the messages that are free.
  std::vector<Endpoint> FreeControlAddresses() const;
  // Those of the data whose address serves Control, too, or the others.
  absl::Status StartListeners(bool with_control);
  absl::Status WritePortFile() const;

  const ServerOptions options_;
  const int64_t started_ns_;
  v1::Environment environment_;
  StreamLimit limit_;
  // The listeners use the services: gRPC's serve them, too.
  const std::unique_ptr<ControlServices> control_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  const std::unique_ptr<ControlListener> control_listener_;
};

// The totals as the server prints them when it ends: a few lines.
std::string FormatTotals(const v1::ServerCounters& counters);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_SERVER_H_
