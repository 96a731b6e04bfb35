// One unary call on the server: one message.
#ifndef GRPC_PERF_MSGR_SERVER_GRPC_GRPC_UNARY_H_
#define GRPC_PERF_MSGR_SERVER_GRPC_GRPC_UNARY_H_

#include <grpcpp/completion_queue.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/async_unary_call.h>

#include "proto/messenger.grpc.pb.h"
#include "server/grpc/grpc_call.h"
#include "server/grpc/grpc_codec.h"

namespace grpc_perf_msgr {

// Waits for a call, answers it and ends; the next is waited for as soon as this
// one has come.
class GrpcUnaryCall : public GrpcCall {
 public:
  using Service = v1::UnaryMessenger::AsyncService;

  GrpcUnaryCall(GrpcCallOwner& owner, Service& service,
                grpc::ServerCompletionQueue& queue);

  void OnCompletion(Operation operation, bool ok) override;

 private:
  void Answer();

  Service& service_;
  grpc::ServerCompletionQueue& queue_;
  grpc::ServerContext context_;
  v1::Op op_;
  grpc::ServerAsyncResponseWriter<v1::OpReply> responder_;
  ProtobufServerCodec codec_;
  Tag accept_tag_{this, Operation::kAccept};
  Tag finish_tag_{this, Operation::kFinish};
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_GRPC_GRPC_UNARY_H_
