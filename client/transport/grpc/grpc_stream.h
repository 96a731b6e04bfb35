// The transport `grpc`, API `stream`: one bidirectional stream on one
// connection, driven by one completion queue on one thread.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_STREAM_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_STREAM_H_

#include <grpcpp/client_context.h>

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "client/load/workload.h"
#include "client/transport/grpc/grpc_codec.h"
#include "client/transport/grpc/tag_queue.h"
#include "client/transport/send_queue.h"
#include "client/transport/transport.h"

namespace grpc_perf_msgr {

// Reads and writes run independently, at most one of each pending. With
// FlushPolicy::kDrain a write carries gRPC's buffer hint while another op waits
// behind it; the last one is held back until the completion queue is empty and
// goes out without the hint, so that every reply that is ready makes one burst
// in one system call. Nothing is held longer than
// kMaxHoldNs, at window 1, or when replies cost think time.
template <typename Codec>
class GrpcStreamTransport : public Transport {
 public:
  GrpcStreamTransport(const Workload& workload, absl::string_view payload);
  ~GrpcStreamTransport() override;

  absl::Status Connect(int64_t timeout_ns, const StopSignal& stop) override;
  absl::Status Run(MessageWindow& window) override;

 private:
  enum class Operation { kStart, kRead, kWrite, kWritesDone, kFinish };
  // What the completion queue hands back. Only one stream uses the queue, but a
  // tag names its owner all the same: it is what a debugger shows.
  struct Tag {
    GrpcStreamTransport* owner;
    Operation operation;
  };

  absl::Status OnCompletion(Tag& tag, bool ok);
  absl::Status OnReply();
  void StartRead();
  // Writes, holds or half-closes, as window and flush policy say.
  // `queue_empty`: no completion is ready, so what is held goes now.
  void Pump(bool queue_empty);
  void Write(bool more_follow);
  // The stream is over or to be given up: cancels what is pending unless the
  // server ended it, and returns the stream's status.
  absl::Status Finish(bool cancel);

  const Workload& workload_;
  std::shared_ptr<grpc::Channel> channel_;
  TagQueue tags_;
  grpc::ClientContext context_;
  Codec codec_;
  std::unique_ptr<typename Codec::Stream> stream_;

  Tag start_{this, Operation::kStart};
  Tag read_{this, Operation::kRead};
  Tag write_{this, Operation::kWrite};
  Tag writes_done_{this, Operation::kWritesDone};
  Tag finish_{this, Operation::kFinish};

  // Reused for every message.
  typename Codec::Reply reply_;
  MessageWindow* window_ = nullptr;
  SendQueue to_send_;
  // Whether messages are held back and buffered at all.
  bool drains_ = false;
  // When the oldest message that is held back or buffered began to wait; 0:
  // none.
  int64_t waiting_since_ns_ = 0;
  // When the last reply came or the last write was started.
  int64_t now_ns_ = 0;
  bool write_pending_ = false;
  bool half_closed_ = false;
  bool server_ended_ = false;
  // The server had to be cut off after everything was answered.
  bool ended_late_ = false;
};

extern template class GrpcStreamTransport<ProtobufClientCodec>;
extern template class GrpcStreamTransport<BytesClientCodec>;

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_STREAM_H_
