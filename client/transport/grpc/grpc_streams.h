// The transport `grpc`, API `streams`: as many streams as the window on one
// connection, one message at a time on each, one thread. What gRPC's own
// benchmark calls streaming.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_STREAMS_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_STREAMS_H_

#include <grpcpp/client_context.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "client/load/workload.h"
#include "client/transport/grpc/grpc_codec.h"
#include "client/transport/grpc/tag_queue.h"
#include "client/transport/send_queue.h"
#include "client/transport/transport.h"
#include "proto/messenger.grpc.pb.h"

namespace grpc_perf_msgr {

class GrpcStreamsTransport : public Transport {
 public:
  GrpcStreamsTransport(const Workload& workload, absl::string_view payload);
  ~GrpcStreamsTransport() override;

  absl::Status Connect(int64_t timeout_ns, const StopSignal& stop) override;
  absl::Status Run(MessageWindow& window) override;

 private:
  enum class Operation { kStart, kRead, kWrite, kWritesDone, kFinish };
  struct Stream;
  struct Tag {
    Stream* stream;
    Operation operation;
  };
  struct Stream {
    grpc::ClientContext context;
    std::unique_ptr<ProtobufClientCodec::Stream> stream;
    v1::OpReply reply;
    grpc::Status status;
    Tag start{this, Operation::kStart};
    Tag read{this, Operation::kRead};
    Tag write{this, Operation::kWrite};
    Tag writes_done{this, Operation::kWritesDone};
    Tag finish{this, Operation::kFinish};
    bool write_pending = false;
    // The reply came before the write that it answers was complete.
    bool reply_first = false;
  };

  // Writes what waits on the streams that are idle.
  void Pump();
  absl::Status OnCompletion(MessageWindow& window, Tag& tag, bool ok);
  // Ends one stream and returns its status.
  absl::Status Finish(Stream& stream);
  // Half-closes all streams (or cancels them) and waits until all tags are
  // back.
  absl::Status FinishAll(bool cancel);
  void Drain();

  const Workload& workload_;
  std::shared_ptr<grpc::Channel> channel_;
  TagQueue tags_;
  ProtobufClientCodec codec_;
  std::vector<std::unique_ptr<Stream>> streams_;
  SendQueue to_send_;
  // Streams whose last write is not complete.
  uint32_t writes_pending_ = 0;
  // Streams on which nothing is in flight.
  std::vector<Stream*> idle_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_STREAMS_H_
