// One connection of the raw messenger on the server.
#ifndef GRPC_PERF_MSGR_SERVER_SOCKET_TCP_CONNECTION_H_
#define GRPC_PERF_MSGR_SERVER_SOCKET_TCP_CONNECTION_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/session/socket.h"
#include "common/tcp/frame.h"
#include "proto/messenger.pb.h"
#include "server/op_handler.h"
#include "server/options.h"
#include "server/socket/connection.h"
#include "server/socket/socket_connection.h"

namespace grpc_perf_msgr {

class TcpConnection final : public TcpSocketConnection {
 public:
  // `refusal` as for ConnectionFactory.
  TcpConnection(Descriptor socket, OpHandler& handler,
                const ServerOptions& options, const absl::Status& refusal);

 protected:
  absl::StatusOr<bool> TakeNext() override;
  void Refuse(const absl::Status& status) override;
  // Between two frames it is the client's way to say that it is done; replies
  // that could not be sent are then lost.
  bool OnLeft(int error) override {
    return error == 0 && reader().buffered() == 0 && !writer().HasOutput();
  }

 private:
  bool TakeHello();
  absl::Status TakeOp(const ReceivedFrame& frame);
  void AddReply(const PendingReply& reply);
  void AddHello(Hello hello);

  const uint32_t max_message_bytes_;
  bool greeted_ = false;
  Hello hello_;
  // Every reply of this connection carries it; the handler keeps it.
  absl::string_view payload_;
  v1::Op op_;
  v1::OpReply reply_;
};

// `options` must outlive the connections.
SocketProtocol TcpProtocol(const ServerOptions& options);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_SOCKET_TCP_CONNECTION_H_
