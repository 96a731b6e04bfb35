// The listener `grpc`: completion queues with one thread each, Exchange streams
// spread over them.
#ifndef GRPC_PERF_MSGR_SERVER_GRPC_GRPC_LISTENER_H_
#define GRPC_PERF_MSGR_SERVER_GRPC_GRPC_LISTENER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "proto/control.pb.h"
#include "server/listener.h"
#include "server/options.h"
#include "server/stream_limit.h"

namespace grpc {
class ServerBuilder;
}  // namespace grpc

namespace grpc_perf_msgr {

// Serves Messenger on one address, and whatever else is added to it.
class GrpcListener final : public Listener {
 public:
  using AddServices = std::function<void(grpc::ServerBuilder&)>;

  // All must outlive it. `add_services` is called by Start and adds what else
  // is served on this address: synchronous services only, whose threads do not
  // poll here.
  GrpcListener(const Endpoint& listen, const ServerOptions& options,
               StreamLimit& limit, AddServices add_services);
  ~GrpcListener() override;

  absl::Status Start() override;
  std::string bound_address() const override;
  uint16_t bound_port() const override;
  absl::Status Stop(int64_t drain_timeout_ns) override;
  void AddCounters(v1::ServerCounters& counters) const override;

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_GRPC_GRPC_LISTENER_H_
