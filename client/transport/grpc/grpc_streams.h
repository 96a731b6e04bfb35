// The transport `grpc`, API `streams`: as many streams as the window on one
// connection, one message at a time on each, one thread. What gRPC's own
// benchmark calls streaming.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_STREAMS_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_STREAMS_H_

#include <grpcpp/channel.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "client/load/workload.h"
#include "client/transport/grpc/grpc_codec.h"
#include "client/transport/grpc/queue_stream.h"
#include "client/transport/grpc/tag_queue.h"
#include "client/transport/send_queue.h"
#include "client/transport/transport.h"

namespace grpc_perf_msgr {

class GrpcStreamsTransport final : public Transport {
 public:
  using Tag = QueueStream<ProtobufClientCodec>::Tag;

  GrpcStreamsTransport(const Workload& workload, absl::string_view payload);

  absl::Status Connect(int64_t timeout_ns, const StopSignal& stop) override;
  absl::Status Run(MessageWindow& window) override;
  // For Abandonable.
  bool Drain(int64_t timeout_ns);

  // For RunCompletions. Nothing is ever held back.
  absl::Status OnCompletion(Tag& tag, bool ok);
  static bool Holds() { return false; }
  void OnIdle() {}
  void OnCheck(int64_t now_ns);
  // A stream takes no half-close while a write is pending, even one whose reply
  // has come.
  bool Over() const {
    return server_ended_ || (window_->Done() && writes_pending_ == 0);
  }

 private:
  using Stream = QueueStream<ProtobufClientCodec>;

  // Writes what waits on the streams that are idle.
  void Pump();
  absl::Status OnReply(Stream& stream);

  const Workload& workload_;
  std::shared_ptr<grpc::Channel> channel_;
  TagQueue tags_;
  ProtobufClientCodec codec_;
  std::vector<std::unique_ptr<Stream>> streams_;
  MessageWindow* window_ = nullptr;
  SendQueue to_send_;
  // Streams whose last write is not complete.
  uint32_t writes_pending_ = 0;
  // Streams on which nothing is in flight and no write pending.
  std::vector<Stream*> idle_;
  // One stream ended before the client half-closed it.
  bool server_ended_ = false;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_STREAMS_H_
