// The transport `grpc`, API `stream`: one bidirectional stream on one
// connection, driven by one completion queue on one thread.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_STREAM_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_STREAM_H_

#include <grpcpp/channel.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "client/load/workload.h"
#include "client/transport/grpc/grpc_codec.h"
#include "client/transport/grpc/held_writes.h"
#include "client/transport/grpc/queue_stream.h"
#include "client/transport/grpc/tag_queue.h"
#include "client/transport/send_queue.h"
#include "client/transport/transport.h"

namespace grpc_perf_msgr {

// Gathers ops into bursts as HeldWrites says.
template <typename Codec>
class GrpcStreamTransport final : public Transport {
 public:
  using Tag = typename QueueStream<Codec>::Tag;

  GrpcStreamTransport(const Workload& workload, absl::string_view payload);

  absl::Status Connect(int64_t timeout_ns, const StopSignal& stop) override;
  absl::Status Run(MessageWindow& window) override;
  // For Abandonable.
  bool Drain(int64_t timeout_ns);

  // For RunCompletions.
  absl::Status OnCompletion(Tag& tag, bool ok);
  bool Holds() const { return held_.holds() && !stream_->write_pending(); }
  void OnIdle() { Pump(/*queue_empty=*/true); }
  void OnCheck(int64_t now_ns);
  bool Over() const;

 private:
  using Operation = typename QueueStream<Codec>::Operation;

  absl::Status OnReply();
  // Writes, holds or half-closes, as window and flush policy say.
  // `queue_empty`: no completion is ready, so what is held goes now.
  void Pump(bool queue_empty);

  const Workload& workload_;
  std::shared_ptr<grpc::Channel> channel_;
  TagQueue tags_;
  Codec codec_;
  // The one stream, in the form that StreamsEnding takes.
  std::vector<std::unique_ptr<QueueStream<Codec>>> streams_;
  QueueStream<Codec>* stream_ = nullptr;

  MessageWindow* window_ = nullptr;
  SendQueue to_send_;
  HeldWrites held_{/*gathers=*/false};
  // When the last reply came or the last write was started.
  int64_t now_ns_ = 0;
};

extern template class GrpcStreamTransport<ProtobufClientCodec>;
extern template class GrpcStreamTransport<BytesClientCodec>;

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_STREAM_H_
