// One connection of the raw messenger on the server.
#ifndef GRPC_PERF_MSGR_SERVER_TCP_CONNECTION_H_
#define GRPC_PERF_MSGR_SERVER_TCP_CONNECTION_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/flush_policy.h"
#include "common/tcp/frame.h"
#include "common/tcp/frame_writer.h"
#include "common/tcp/socket.h"
#include "proto/messenger.pb.h"
#include "server/op_handler.h"

namespace grpc_perf_msgr {

// Belongs to one server thread. Ops that one recv(2) brought are answered in
// one sendmsg(2), unless ops cost think time or the policy flushes each
// message.
class TcpConnection {
 public:
  // `refusal` not OK: the connection is told so and closed.
  TcpConnection(Descriptor socket, OpHandler& handler, FlushPolicy flush,
                uint64_t max_message_bytes, const absl::Status& refusal);

  int fd() const { return socket_.get(); }

  // The socket may be readable or writable: does what can be done. False: it is
  // over, close it.
  bool OnReady();

  // What to wait for next, as epoll events.
  uint32_t events() const;

  // Not told to go away when it came.
  bool accepted() const { return accepted_; }
  // Ended otherwise than by the client's end of stream between two frames.
  bool broken() const { return broken_; }

 private:
  enum class State { kHello, kOpen, kClosing };
  // Replies that may wait for the socket; then reading pauses.
  static constexpr size_t kMaxWaiting = 1024;
  // Reads in a row before other connections get their turn.
  static constexpr int kMaxReads = 8;
  // How much of what a refused client still sends is thrown away before its
  // connection is cut.
  static constexpr size_t kMaxDiscardedBytes = size_t{64} * 1024 * 1024;

  // Reads once. False: nothing came now.
  bool Read();
  // Handles what is buffered, as far as replies may wait.
  void TakeFrames();
  void TakeHello();
  absl::Status TakeOp(const ReceivedFrame& frame);
  void AppendReply(const PendingReply& reply);
  void Flush();
  // Tells the client why, and closes once it has read it.
  void Refuse(const absl::Status& status);

  Descriptor socket_;
  OpHandler& handler_;
  const bool flush_each_;
  const uint64_t max_message_bytes_;
  bool accepted_ = true;
  State state_ = State::kHello;
  Hello hello_;
  FrameReader reader_;
  FrameWriter writer_;
  // Every reply of this connection carries it; the handler keeps it.
  absl::string_view payload_;
  v1::Op op_;
  v1::OpReply reply_;
  size_t discarded_bytes_ = 0;
  int64_t waiting_since_ns_ = 0;
  bool more_to_read_ = false;
  bool paused_ = false;
  bool ended_ = false;
  bool broken_ = false;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_TCP_CONNECTION_H_
