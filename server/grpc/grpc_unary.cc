#include "server/grpc/grpc_unary.h"

#include <string>

#include "common/grpc/status.h"

namespace grpc_perf_msgr {

GrpcUnaryCall::GrpcUnaryCall(GrpcCallOwner& owner, Service& service,
                             grpc::ServerCompletionQueue& queue)
    : GrpcCall(owner), service_(service), queue_(queue), responder_(&context_) {
  service.RequestExchange(&context_, &op_, &responder_, &queue, &queue,
                          &accept_tag_);
}

void GrpcUnaryCall::OnCompletion(Operation operation, bool ok) {
  if (operation == Operation::kAccept && ok) {
    new GrpcUnaryCall(owner_, service_, queue_);  // Waits for the next.
    Answer();
    return;
  }
  // Answered, or the server shut down before a call came.
  if (operation == Operation::kAccept) refused_ = true;
  owner_.OnClosed(*this, /*was_stream=*/false);
}

void GrpcUnaryCall::Answer() {
  ReceivedOp op;
  PendingReply pending;
  absl::Status status = codec_.Decode(op_, op);
  if (status.ok()) status = owner_.handler().Handle(op, pending);
  if (status.ok()) {
    responder_.Finish(codec_.Encode(pending, owner_.handler()),
                      grpc::Status::OK, &finish_tag_);
  } else {
    owner_.OnRefused("refused", context_.peer(), status);
    responder_.FinishWithError(ToGrpcStatus(status), &finish_tag_);
  }
}

}  // namespace grpc_perf_msgr
