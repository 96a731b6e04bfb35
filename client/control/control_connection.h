// A client's one connection to its server's control plane: health, figures,
// groups.
#ifndef GRPC_PERF_MSGR_CLIENT_CONTROL_CONTROL_CONNECTION_H_
#define GRPC_PERF_MSGR_CLIENT_CONTROL_CONTROL_CONNECTION_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/load/message_window.h"
#include "common/debug.h"
#include "common/endpoint.h"
#include "proto/control.pb.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace grpc_perf_msgr {

// Beside the connections that carry load; made with the first call. Calls that
// only ask block for a second, and are made once more, for four, on a new
// connection, when the server did not answer or the connection broke: what
// forwards packets may forget a connection that is silent for the length of a
// run. One thread at a time.
class ControlConnection {
 public:
  explicit ControlConnection(const Endpoint& address, DebugLog debug = {});
  ~ControlConnection();
  ControlConnection(const ControlConnection&) = delete;
  ControlConnection& operator=(const ControlConnection&) = delete;

  const Endpoint& address() const;
  const DebugLog& debug() const;

  // Connects, trying again until `timeout_ns` from now: as ConnectChannel.
  absl::Status Connect(int64_t timeout_ns, const StopSignal& stop);

  // UNIMPLEMENTED: what answers there has no Control service.
  absl::StatusOr<v1::GetInfoResponse> GetInfo();
  // `once`: for a second at most, because the server is likely to be gone.
  absl::StatusOr<v1::ServerCounters> GetCounters(bool once = false);

  // Where nobody said that a control plane is: asks once, for a second at most,
  // and wants it to be that of the server at `data` (FAILED_PRECONDITION names
  // whose it is), as far as that can be told by port or path.
  absl::StatusOr<v1::GetInfoResponse> FindInfo(const Endpoint& data);

  // gRPC's health protocol: OK when the server says SERVING before
  // `timeout_ns` is over; a server that is not there yet is tried again.
  absl::Status CheckHealth(int64_t timeout_ns, const StopSignal& stop);

  // What a client of a group says. Not made twice.
  absl::Status TellGroup(const v1::GroupTell& tell, int64_t timeout_ns);

  // For a stream: keeps the connection that there is now.
  std::shared_ptr<grpc::Channel> channel() const;

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_CONTROL_CONTROL_CONNECTION_H_
