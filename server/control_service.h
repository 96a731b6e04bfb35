// The Control service: what clients ask of a server beside the load.
#ifndef GRPC_PERF_MSGR_SERVER_CONTROL_SERVICE_H_
#define GRPC_PERF_MSGR_SERVER_CONTROL_SERVICE_H_

#include <grpcpp/server_builder.h>

#include <memory>

#include "proto/control.pb.h"

namespace grpc_perf_msgr {

// Where the answers come from. Called on the service's thread.
class ControlSource {
 public:
  virtual ~ControlSource() = default;
  virtual v1::GetInfoResponse Info() = 0;
  virtual v1::ServerCounters Counters() = 0;
};

// Serves Control from a thread of its own, on a completion queue that does not
// listen: threads that serve messages are never given its work, nor it theirs.
class ControlService {
 public:
  // `source` must outlive it.
  explicit ControlService(ControlSource& source);
  ~ControlService();

  // Adds the service and its queue; before the server is built.
  void Register(grpc::ServerBuilder& builder);
  // After the server was built.
  void Start();
  // After the server was shut down.
  void Stop();

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_CONTROL_SERVICE_H_
