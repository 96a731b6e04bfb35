// The listener of all protocols on bare sockets: one epoll loop a thread.
#ifndef GRPC_PERF_MSGR_SERVER_SOCKET_LISTENER_H_
#define GRPC_PERF_MSGR_SERVER_SOCKET_LISTENER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "common/endpoint.h"
#include "common/tcp/socket.h"
#include "server/connection.h"
#include "server/listener.h"
#include "server/options.h"
#include "server/socket_worker.h"
#include "server/stream_limit.h"

namespace grpc_perf_msgr {

// A thread of its own accepts and deals connections out to the workers in turn.
class SocketListener final : public Listener {
 public:
  // All references must outlive it.
  SocketListener(const Endpoint& listen, const ServerOptions& options,
                 StreamLimit& limit, ConnectionFactory make_connection);
  ~SocketListener() override;

  absl::Status Start() override;
  std::string bound_address() const override;
  uint16_t bound_port() const override { return port_; }
  absl::Status Stop(int64_t drain_timeout_ns) override;
  void AddCounters(v1::ServerCounters& counters) const override;

 private:
  void Accept();
  void StopAccepting();

  const Endpoint& listen_;
  const ServerOptions& options_;
  StreamLimit& limit_;
  const ConnectionFactory make_connection_;
  Descriptor socket_;
  // Written to when accepting shall end.
  Descriptor stop_;
  uint16_t port_ = 0;
  std::vector<std::unique_ptr<SocketWorker>> workers_;
  std::thread acceptor_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_SOCKET_LISTENER_H_
