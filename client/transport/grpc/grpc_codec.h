// What is in a message of a gRPC stream, on the client: how an op is made and a
// reply read. A stream is a template over one of these.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_CODEC_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_CODEC_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/load/workload.h"
#include "common/debug.h"
#include "common/grpc/bytes_frame.h"
#include "common/payload.h"
#include "proto/messenger.grpc.pb.h"

namespace grpc_perf_msgr {

// A reply as it was received; the payload is borrowed.
struct ReceivedReply {
  uint64_t id = 0;
  PayloadView data = "";
  std::optional<uint32_t> crc32c;
};

// Both have the same functions:
//   Prepare: a stream that is not started yet.
//   Encode:  the op with this id; valid until the next call.
//   Decode:  the reply in `message`; borrows from it and from this object.
// They belong to one thread and are reused for all its messages.

class ProtobufClientCodec {
 public:
  using Op = v1::Op;
  using Reply = v1::OpReply;
  using Stream = grpc::ClientAsyncReaderWriter<Op, Reply>;

  ProtobufClientCodec(const Workload& workload, absl::string_view payload);

  std::unique_ptr<Stream> Prepare(const std::shared_ptr<grpc::Channel>& channel,
                                  grpc::ClientContext& context,
                                  grpc::CompletionQueue& queue) {
    return v1::Messenger::NewStub(channel)->PrepareAsyncExchange(&context,
                                                                 &queue);
  }
  const Op& Encode(uint64_t id);
  absl::Status Decode(const Reply& message, ReceivedReply& reply);

 private:
  const bool verify_;
  const DebugLog debug_;
  // Its payload stays; gRPC serializes it at each write.
  Op op_;
};

class BytesClientCodec {
 public:
  using Op = grpc::ByteBuffer;
  using Reply = grpc::ByteBuffer;
  using Stream = grpc::GenericClientAsyncReaderWriter;

  BytesClientCodec(const Workload& workload, absl::string_view payload);

  std::unique_ptr<Stream> Prepare(const std::shared_ptr<grpc::Channel>& channel,
                                  grpc::ClientContext& context,
                                  grpc::CompletionQueue& queue) {
    return grpc::GenericStub(channel).PrepareCall(&context, kBytesMethod,
                                                  &queue);
  }
  const Op& Encode(uint64_t id);
  absl::Status Decode(const Reply& message, ReceivedReply& reply);

 private:
  const bool verify_;
  const DebugLog debug_;
  // Its own: what gRPC has not written when all else is over may point to it.
  const std::string data_;
  const SharedPayload payload_;
  BytesHeader header_;
  Op op_;
  DecodedBytes decoded_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_CODEC_H_
