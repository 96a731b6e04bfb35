// What is in a message of a gRPC stream, on the server: how an op is read and a
// reply made. A stream is a template over one of these.
#ifndef GRPC_PERF_MSGR_SERVER_GRPC_GRPC_CODEC_H_
#define GRPC_PERF_MSGR_SERVER_GRPC_GRPC_CODEC_H_

#include <grpcpp/completion_queue.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/byte_buffer.h>

#include "absl/status/status.h"
#include "common/grpc/bytes_frame.h"
#include "proto/messenger.grpc.pb.h"
#include "server/op_handler.h"

namespace grpc_perf_msgr {

// Both have the same functions:
//   Decode: the op in `message`; borrows from it and from this object. An error
//           ends the stream.
//   Encode: the message of a reply; valid until the next call.
// They belong to one stream and are reused for all its messages.

class ProtobufServerCodec {
 public:
  using Service = v1::Messenger::AsyncService;
  using Op = v1::Op;
  using Reply = v1::OpReply;

  absl::Status Decode(const Op& message, ReceivedOp& op);
  const Reply& Encode(const PendingReply& pending, OpHandler& handler);

 private:
  Reply reply_;
};

class BytesServerCodec {
 public:
  using Service =
      v1::BytesMessenger::WithRawMethod_Exchange<v1::BytesMessenger::Service>;
  using Op = grpc::ByteBuffer;
  using Reply = grpc::ByteBuffer;

  absl::Status Decode(const Op& message, ReceivedOp& op);
  const Reply& Encode(const PendingReply& pending, OpHandler& handler);

 private:
  DecodedBytes decoded_;
  Reply reply_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_GRPC_GRPC_CODEC_H_
