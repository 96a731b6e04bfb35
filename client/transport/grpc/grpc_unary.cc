#include "client/transport/grpc/grpc_unary.h"

#include "client/transport/grpc/grpc_channel.h"
#include "common/clock.h"
#include "common/grpc/grpc_runtime.h"

namespace grpc_perf_msgr {

GrpcUnaryTransport::GrpcUnaryTransport(const Workload& workload,
                                       absl::string_view payload)
    : workload_(workload),
      codec_(workload, payload),
      calls_(workload.window.window) {
  for (Call& call : calls_) free_calls_.push_back(&call);
}

GrpcUnaryTransport::~GrpcUnaryTransport() { CancelAll(); }

absl::Status GrpcUnaryTransport::Connect(int64_t timeout_ns,
                                         const StopSignal& stop) {
  channel_ = MakeChannel(workload_.server, workload_.grpc_args);
  stub_ = v1::UnaryMessenger::NewStub(channel_);
  return ConnectChannel(*channel_, workload_.server, timeout_ns, stop);
}

absl::Status GrpcUnaryTransport::Run(MessageWindow& window) {
  const gpr_timespec at_once = gpr_time_0(GPR_CLOCK_MONOTONIC);
  gpr_timespec wake_at = GrpcDeadline(window.WakeAtNs() - SteadyNowNs());
  absl::Status status;
  SendWhatMayBeSent(window, SteadyNowNs());
  while (status.ok() && !window.Done()) {
    bool ok = false;
    Call* const call =
        tags_.Next<Call>(workload_.busy_poll ? at_once : wake_at, ok);
    if (call != nullptr) {
      status = OnReply(window, *call);
    } else if (const int64_t now_ns = SteadyNowNs();
               now_ns >= window.WakeAtNs()) {
      status = window.Check(now_ns);
      if (status.ok()) SendWhatMayBeSent(window, now_ns);
      wake_at = GrpcDeadline(window.WakeAtNs() - now_ns);
    }
  }
  return status;
}

void GrpcUnaryTransport::SendWhatMayBeSent(MessageWindow& window,
                                           int64_t now_ns) {
  while (window.Sendable() > 0) {
    Call& call = *free_calls_.back();
    free_calls_.pop_back();
    call.context.emplace();
    call.in_flight = true;
    call.reader = stub_->AsyncExchange(
        &*call.context, codec_.Encode(window.Send(now_ns)), &tags_.queue());
    call.reader->Finish(&call.reply, &call.status, tags_.Arm(call));
  }
}

absl::Status GrpcUnaryTransport::OnReply(MessageWindow& window, Call& call) {
  const int64_t now_ns = SteadyNowNs();
  call.in_flight = false;
  free_calls_.push_back(&call);
  if (!call.status.ok()) return ToAbslStatus(call.status);
  ReceivedReply reply;
  absl::Status status = codec_.Decode(call.reply, reply);
  if (status.ok()) {
    status = window.Receive(reply.id, reply.data, reply.crc32c, now_ns);
  }
  if (!status.ok()) return status;
  // One reading serves the reply and the op that takes its place.
  SendWhatMayBeSent(window, window.received_ns());
  return status;
}

void GrpcUnaryTransport::CancelAll() {
  for (Call& call : calls_) {
    if (call.in_flight) call.context->TryCancel();
  }
  bool ok = false;
  while (tags_.pending() > 0) {
    tags_.Next<Call>(gpr_inf_future(GPR_CLOCK_MONOTONIC), ok);
  }
}

}  // namespace grpc_perf_msgr
