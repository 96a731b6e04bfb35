#include "client/transport/grpc/grpc_unary.h"

#include "client/transport/grpc/completion_loop.h"
#include "client/transport/grpc/grpc_channel.h"
#include "client/transport/grpc/take_reply.h"
#include "common/clock.h"
#include "common/grpc/grpc_runtime.h"
#include "common/grpc/status.h"

namespace grpc_perf_msgr {

GrpcUnaryTransport::GrpcUnaryTransport(const Workload& workload,
                                       absl::string_view payload)
    : workload_(workload),
      codec_(workload, payload),
      calls_(workload.window.window) {
  for (Tag& call : calls_) free_calls_.push_back(&call);
}

bool GrpcUnaryTransport::Drain(int64_t timeout_ns) {
  for (Tag& call : calls_) {
    if (call.in_flight) call.context->TryCancel();
  }
  return tags_.Drain(GrpcDeadline(timeout_ns));
}

absl::Status GrpcUnaryTransport::Connect(int64_t timeout_ns,
                                         const StopSignal& stop) {
  channel_ = MakeChannel(workload_.server, workload_.grpc_args);
  stub_ = v1::UnaryMessenger::NewStub(channel_);
  return ConnectChannel(*channel_, workload_.server, timeout_ns, stop);
}

absl::Status GrpcUnaryTransport::Run(MessageWindow& window) {
  window_ = &window;
  SendWhatMayBeSent(SteadyNowNs());
  return RunCompletions(*this, tags_, window, workload_.busy_poll);
}

void GrpcUnaryTransport::SendWhatMayBeSent(int64_t now_ns) {
  while (window_->Sendable() > 0) {
    Tag& call = *free_calls_.back();
    free_calls_.pop_back();
    call.context.emplace();
    call.in_flight = true;
    call.reader = stub_->AsyncExchange(
        &*call.context, codec_.Encode(window_->Send(now_ns)), &tags_.queue());
    call.reader->Finish(&call.reply, &call.status, tags_.Arm(call));
  }
}

absl::Status GrpcUnaryTransport::OnCompletion(Tag& call, bool) {
  call.in_flight = false;
  free_calls_.push_back(&call);
  if (!call.status.ok()) return ToAbslStatus(call.status);
  absl::Status status = TakeReply(codec_, call.reply, *window_);
  if (status.ok()) SendWhatMayBeSent(window_->received_ns());
  return status;
}

}  // namespace grpc_perf_msgr
