// One connection of Ceph's messenger v2 on the server.
#ifndef GRPC_PERF_MSGR_SERVER_SOCKET_MSGR2_CONNECTION_H_
#define GRPC_PERF_MSGR_SERVER_SOCKET_MSGR2_CONNECTION_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/msgr2/frame.h"
#include "common/msgr2/handshake.h"
#include "common/msgr2/message.h"
#include "common/session/socket.h"
#include "server/op_handler.h"
#include "server/options.h"
#include "server/refusal_log.h"
#include "server/socket/connection.h"
#include "server/socket/socket_connection.h"

namespace grpc_perf_msgr {

// The protocol has no words for most errors: why a peer was cut, or lost, is
// said in `log`. Under a client that keeps the protocol it is never closed:
// Ceph's own would wait for ever.
class Msgr2Connection final : public Msgr2SocketConnection {
 public:
  // `refusal` as for ConnectionFactory; `global_seq` counts the listener's
  // connections from 1. `log` must outlive it.
  Msgr2Connection(Descriptor socket, OpHandler& handler,
                  const ServerOptions& options, const absl::Status& refusal,
                  uint64_t global_seq, RefusalLog& log);

 protected:
  absl::StatusOr<bool> TakeNext() override;
  void Refuse(const absl::Status& status) override;
  // Ceph's client leaves without waiting for the last replies, by an end of the
  // stream or a reset, even in the middle of a frame: all that is well. One
  // that leaves within the handshake did not like what it was told.
  bool OnLeft(int error) override;

 private:
  absl::StatusOr<bool> TakeBanner();
  absl::Status TakeOp(const msgr2::ReceivedFrame& frame);
  absl::Status TakeControl(const msgr2::ReceivedFrame& frame);
  // Sends what the handshake answers.
  absl::Status Add(const msgr2::ServerHandshake::Answer& answer);

  RefusalLog& log_;
  // For the log.
  const std::string peer_;
  msgr2::ServerHandshake handshake_;
  bool greeted_ = false;
  const msgr2::ReplyFrame reply_frame_;
  uint64_t received_seq_ = 0;
  uint64_t sent_seq_ = 0;
};

// `options` must outlive the connections.
SocketProtocol Msgr2Protocol(const ServerOptions& options);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_SOCKET_MSGR2_CONNECTION_H_
