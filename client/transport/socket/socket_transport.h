// The transports without gRPC: one socket, one blocking loop on one thread.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_SOCKET_SOCKET_TRANSPORT_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_SOCKET_SOCKET_TRANSPORT_H_

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/load/workload.h"
#include "client/transport/session/client_session.h"
#include "client/transport/session/wire.h"
#include "client/transport/socket/connect_socket.h"
#include "client/transport/transport.h"
#include "common/clock.h"
#include "common/session/blocking_driver.h"
#include "common/session/socket.h"

namespace grpc_perf_msgr {

// What a ClientSession says and hears goes through a socket, by the blocking
// driver.
template <Wire W>
class SocketTransport final : public Transport {
 public:
  // Both must outlive it.
  SocketTransport(const Workload& workload, absl::string_view payload)
      : workload_(workload), payload_(payload) {}

  absl::Status Connect(int64_t timeout_ns, const StopSignal& stop) override {
    const int64_t deadline_ns = SteadyNowNs() + timeout_ns;
    absl::StatusOr<Descriptor> made =
        ConnectUntil(workload_.server, deadline_ns, timeout_ns, stop);
    if (!made.ok()) return made.status();
    socket_ = *std::move(made);
    session_.emplace(workload_, payload_, EndsOf(socket_), deadline_ns, stop);
    Driver driver(socket_, *session_, {MessageWindow::kCheckIntervalNs});
    driver.RunUntil([this] { return session_->greeted(); });
    return session_->status();
  }

  absl::Status Run(MessageWindow& window) override {
    session_->Carry(window);
    Driver driver(socket_, *session_,
                  {MessageWindow::kCheckIntervalNs, workload_.busy_poll});
    driver.RunUntil([] { return false; });
    return session_->status();
  }

 private:
  using Driver = BlockingDriver<ClientSession<W>>;
  static_assert(Session<ClientSession<W>>);

  const Workload& workload_;
  const absl::string_view payload_;
  Descriptor socket_;
  std::optional<ClientSession<W>> session_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_SOCKET_SOCKET_TRANSPORT_H_
