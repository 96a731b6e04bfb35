// What the connections of all protocols on bare sockets have in common: when to
// read, when to pause, when to send.
#ifndef GRPC_PERF_MSGR_SERVER_SOCKET_SOCKET_CONNECTION_H_
#define GRPC_PERF_MSGR_SERVER_SOCKET_SOCKET_CONNECTION_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/flush_policy.h"
#include "common/msgr2/frame_reader.h"
#include "common/msgr2/message.h"
#include "common/session/socket.h"
#include "common/tcp/burst_writer.h"
#include "common/tcp/frame.h"
#include "common/tcp/frame_writer.h"
#include "server/op_handler.h"
#include "server/socket/connection.h"

namespace grpc_perf_msgr {

// Ops that one recv(2) brought are answered in one sendmsg(2), unless ops cost
// think time or the policy flushes each message. The protocol derives from it,
// with its own way to cut the stream into frames.
template <typename Reader, typename Writer>
class SocketConnection : public Connection {
 public:
  bool OnReady() final;
  uint32_t events() const final;
  bool broken() const final { return broken_; }

 protected:
  // `reader_limit` is the reader's.
  SocketConnection(Descriptor socket, OpHandler& handler, FlushPolicy flush,
                   uint32_t reader_limit);

  // Takes the next frame, or greeting, of what was received and adds what is to
  // be answered. False: it is not complete. An error ends the connection, by
  // Refuse.
  virtual absl::StatusOr<bool> TakeNext() = 0;

  // The client is to be told why, as far as the protocol can, and its
  // connection closed: add the words, then CloseWhenSent. It counts as broken.
  virtual void Refuse(const absl::Status& status) = 0;

  // The client has gone: `error` is errno(3), 0 for an end of the stream, EPIPE
  // when a reply could not be sent. Returns whether it left as it may.
  virtual bool OnLeft(int error) = 0;

  // After each reply that was added, for an op of `op_bytes`: sends, or holds
  // it back for more.
  void ReplyAdded(size_t op_bytes);
  void Flush();
  // Nothing more is taken from the client. It reads the end of the stream once
  // all is sent; what it still sends is thrown away, or its reset would take
  // our words with it.
  void CloseWhenSent() { closing_ = true; }
  // Closes at once: the client would not understand a word.
  void Cut() { broken_ = ended_ = true; }

  int fd() const { return socket_.get(); }
  OpHandler& handler() { return handler_; }
  Reader& reader() { return reader_; }
  Writer& writer() { return writer_; }

 private:
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
  void End(int error);

  const Descriptor socket_;
  OpHandler& handler_;
  const bool flush_each_;
  Reader reader_;
  Writer writer_;
  size_t discarded_bytes_ = 0;
  int64_t waiting_since_ns_ = 0;
  bool more_to_read_ = false;
  bool paused_ = false;
  bool closing_ = false;
  bool ended_ = false;
  bool broken_ = false;
};

using TcpSocketConnection = SocketConnection<FrameReader, FrameWriter>;
using Msgr2SocketConnection =
    SocketConnection<msgr2::FrameReader, BurstWriter<msgr2::kReplyBytes, 0>>;
extern template class SocketConnection<FrameReader, FrameWriter>;
extern template class SocketConnection<msgr2::FrameReader,
                                       BurstWriter<msgr2::kReplyBytes, 0>>;

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_SOCKET_SOCKET_CONNECTION_H_
