// The listener of all protocols on bare sockets: one epoll loop a thread.
#ifndef GRPC_PERF_MSGR_SERVER_SOCKET_SOCKET_LISTENER_H_
#define GRPC_PERF_MSGR_SERVER_SOCKET_SOCKET_LISTENER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "common/endpoint.h"
#include "common/session/socket.h"
#include "server/listener.h"
#include "server/options.h"
#include "server/refusal_log.h"
#include "server/socket/connection.h"
#include "server/socket/socket_worker.h"
#include "server/stream_limit.h"

namespace grpc_perf_msgr {

// A thread of its own accepts and deals connections out to the workers in turn.
class SocketListener final : public Listener {
 public:
  // All references must outlive it.
  SocketListener(const Endpoint& listen, const ServerOptions& options,
                 StreamLimit& limit, SocketProtocol protocol);
  ~SocketListener() override;

  absl::Status Start() override;
  std::string bound_address() const override;
  uint16_t bound_port() const override { return port_; }
  absl::Status Stop(int64_t drain_timeout_ns) override;
  void AddCounters(v1::ServerCounters& counters) const override;

 private:
  absl::Status StartThreads();
  void Accept();
  // Takes what waits in the kernel.
  void TakeSockets();
  // Deals out the sockets that were accepted at least `delay_ns` ago. Returns
  // the poll(2) timeout until the next one is due; -1 without one.
  int DealOut(int64_t delay_ns);
  void StopAccepting();

  const Endpoint& listen_;
  const ServerOptions& options_;
  StreamLimit& limit_;
  const SocketProtocol protocol_;
  RefusalLog log_;
  Descriptor socket_;
  // Written to when accepting shall end.
  Descriptor stop_;
  uint16_t port_ = 0;
  std::vector<std::unique_ptr<SocketWorker>> workers_;

  // Of the thread that accepts.
  struct Accepted {
    Descriptor socket;
    int64_t at_ns = 0;
  };
  std::deque<Accepted> accepted_;
  size_t next_worker_ = 0;
  std::thread acceptor_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_SOCKET_SOCKET_LISTENER_H_
