// Asks a server's Control and health services.
#ifndef GRPC_PERF_MSGR_CLIENT_CONTROL_CONTROL_CLIENT_H_
#define GRPC_PERF_MSGR_CLIENT_CONTROL_CONTROL_CLIENT_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/load/message_window.h"
#include "common/endpoint.h"
#include "proto/control.pb.h"

namespace grpc_perf_msgr {

// A connection of its own, beside those that carry load. Calls block for five
// seconds at most. One thread at a time.
class ControlClient {
 public:
  explicit ControlClient(const Endpoint& server);
  ~ControlClient();

  // UNIMPLEMENTED: the server has no Control service.
  absl::StatusOr<v1::GetInfoResponse> GetInfo();
  absl::StatusOr<v1::ServerCounters> GetCounters();

  // gRPC's health protocol: OK when the server says SERVING before
  // `timeout_ns` is over; a server that is not there yet is tried again.
  absl::Status CheckHealth(int64_t timeout_ns, const StopSignal& stop);

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_CONTROL_CONTROL_CLIENT_H_
