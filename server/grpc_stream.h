// One Exchange stream on the server.
#ifndef GRPC_PERF_MSGR_SERVER_GRPC_STREAM_H_
#define GRPC_PERF_MSGR_SERVER_GRPC_STREAM_H_

#include <grpcpp/completion_queue.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/async_stream.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "common/flush_policy.h"
#include "proto/messenger.grpc.pb.h"
#include "server/op_handler.h"

namespace grpc_perf_msgr {

class GrpcStream;

// What a stream needs of the thread that serves it.
class GrpcStreamOwner {
 public:
  virtual ~GrpcStreamOwner() = default;
  virtual OpHandler& handler() = 0;
  // The stream holds its last reply back: call stream.FlushHeld() when no
  // completion is ready, or after kMaxHoldNs. Called once until it is flushed.
  virtual void Hold(GrpcStream& stream, int64_t now_ns) = 0;
  // A call has come (true: it may be served) or never will (false: shutdown).
  // Returns OK to serve it, or what to refuse it with.
  virtual absl::Status OnAccepted(GrpcStream& stream, bool ok) = 0;
  // All tags are back: the stream may be deleted.
  virtual void OnClosed(GrpcStream& stream) = 0;
};

// Reads and writes run independently, at most one of each pending. Everything
// is called on the thread of the completion queue; it is deleted by its owner
// when no tag is pending any more.
//
// Flushing: a write carries gRPC's buffer hint while another reply waits behind
// it; the last one is held back until the completion queue is empty, so that
// the replies to a burst of ops go out in one system call. The first write of a
// stream never carries the hint (it carries the initial metadata and would not
// complete), and a stream whose ops do not come in bursts writes at once:
// there, holding only costs a poll.
class GrpcStream {
 public:
  enum class Operation { kAccept, kRead, kWrite, kFinish, kDone };
  struct Tag {
    GrpcStream* stream;
    Operation operation;
  };

  GrpcStream(GrpcStreamOwner& owner, FlushPolicy flush);

  // Waits for the next call on `queue`.
  void Accept(v1::Messenger::AsyncService& service,
              grpc::ServerCompletionQueue& queue);

  // One of this stream's tags came back.
  void OnCompletion(Operation operation, bool ok);

  // Sends the reply that is held back, if it still is.
  void FlushHeld();

  bool refused() const { return refused_; }
  // Ended otherwise than by the client's half-close.
  bool broken() const { return broken_; }

 private:
  // Replies that may wait for the writes before them; then reading pauses, so
  // that a client which does not read can't fill the server's memory.
  static constexpr size_t kMaxWaiting = 128;
  // Ops that come closer together than this are a burst; after so many others
  // the stream is taken not to burst.
  static constexpr int64_t kBurstGapNs = 20'000;
  static constexpr int kBurstMemory = 8;

  void OnAccept(bool ok);
  void OnRead(bool ok);
  void OnWrite(bool ok);
  void StartRead();
  void NoteArrival();
  // Writes, holds or does nothing, as policy and queue say.
  void Pump();
  void Write(bool more_follow);
  // Ends the stream when nothing is left to do.
  void FinishWhenDone();
  void CloseWhenIdle();

  GrpcStreamOwner& owner_;
  const bool drains_;
  grpc::ServerContext context_;
  grpc::ServerAsyncReaderWriter<v1::OpReply, v1::Op> stream_;
  Tag accept_tag_{this, Operation::kAccept};
  Tag read_tag_{this, Operation::kRead};
  Tag write_tag_{this, Operation::kWrite};
  Tag finish_tag_{this, Operation::kFinish};
  Tag done_tag_{this, Operation::kDone};
  int pending_tags_ = 0;

  // Reused for every message.
  v1::Op op_;
  v1::OpReply reply_;
  // Replies not yet written: a ring.
  std::array<PendingReply, kMaxWaiting> waiting_;
  size_t first_waiting_ = 0;
  size_t waiting_count_ = 0;

  // How the stream ends, when not OK.
  absl::Status status_;
  bool read_pending_ = false;
  bool write_pending_ = false;
  bool reads_done_ = false;
  bool write_failed_ = false;
  bool written_before_ = false;
  bool held_ = false;
  bool finish_started_ = false;
  bool refused_ = false;
  bool broken_ = false;
  // When the last op came, and for how many more ops the stream counts as
  // bursting.
  int64_t last_arrival_ns_ = 0;
  int burst_memory_ = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_GRPC_STREAM_H_
