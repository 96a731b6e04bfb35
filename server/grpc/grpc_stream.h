// One stream of messages on the server.
#ifndef GRPC_PERF_MSGR_SERVER_GRPC_GRPC_STREAM_H_
#define GRPC_PERF_MSGR_SERVER_GRPC_GRPC_STREAM_H_

#include <grpcpp/completion_queue.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/async_stream.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "common/flush_policy.h"
#include "server/grpc/grpc_call.h"
#include "server/grpc/grpc_codec.h"
#include "server/op_handler.h"

namespace grpc_perf_msgr {

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
template <typename Codec>
class GrpcStream : public GrpcCall {
 public:
  using Service = typename Codec::Service;

  // Waits for the next call on `queue`.
  GrpcStream(GrpcCallOwner& owner, FlushPolicy flush, Service& service,
             grpc::ServerCompletionQueue& queue);

  void OnCompletion(Operation operation, bool ok) override;
  void FlushHeld() override;

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

  const FlushPolicy flush_;
  const bool drains_;
  Service& service_;
  grpc::ServerCompletionQueue& queue_;
  grpc::ServerContext context_;
  grpc::ServerAsyncReaderWriter<typename Codec::Reply, typename Codec::Op>
      stream_;
  Tag accept_tag_{this, Operation::kAccept};
  Tag read_tag_{this, Operation::kRead};
  Tag write_tag_{this, Operation::kWrite};
  Tag finish_tag_{this, Operation::kFinish};
  Tag done_tag_{this, Operation::kDone};
  int pending_tags_ = 0;

  // Reused for every message.
  Codec codec_;
  typename Codec::Op op_;
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
  // When the last op came, and for how many more ops the stream counts as
  // bursting.
  int64_t last_arrival_ns_ = 0;
  int burst_memory_ = 0;
};

extern template class GrpcStream<ProtobufServerCodec>;
extern template class GrpcStream<BytesServerCodec>;

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_GRPC_GRPC_STREAM_H_
