#include "client/transport/grpc/grpc_stream.h"

#include <utility>

#include "client/transport/grpc/completion_loop.h"
#include "client/transport/grpc/grpc_channel.h"
#include "client/transport/grpc/streams_ending.h"
#include "client/transport/grpc/take_reply.h"
#include "common/clock.h"
#include "common/grpc/grpc_runtime.h"

namespace grpc_perf_msgr {

template <typename Codec>
GrpcStreamTransport<Codec>::GrpcStreamTransport(const Workload& workload,
                                                absl::string_view payload)
    : workload_(workload),
      codec_(workload, payload),
      to_send_(workload.window.window) {}

template <typename Codec>
bool GrpcStreamTransport<Codec>::Drain(int64_t timeout_ns) {
  if (tags_.pending() == 0) return true;
  stream_->Cancel();
  return tags_.Drain(GrpcDeadline(timeout_ns));
}

template <typename Codec>
absl::Status GrpcStreamTransport<Codec>::Connect(int64_t timeout_ns,
                                                 const StopSignal& stop) {
  const int64_t deadline_ns = SteadyNowNs() + timeout_ns;
  channel_ = MakeChannel(workload_.server, workload_.grpc_args);
  absl::Status status =
      ConnectChannel(*channel_, workload_.server, timeout_ns, stop);
  if (!status.ok()) return status;
  streams_.push_back(std::make_unique<QueueStream<Codec>>(tags_));
  stream_ = streams_.back().get();
  stream_->Start(codec_, channel_);
  bool ok = false;
  if (tags_.Next<Tag>(GrpcDeadline(deadline_ns - SteadyNowNs()), ok) ==
      nullptr) {
    return absl::UnavailableError("could not start a stream in time");
  }
  return ok ? absl::OkStatus() : WhyRefused(*stream_, tags_);
}

template <typename Codec>
absl::Status GrpcStreamTransport<Codec>::Run(MessageWindow& window) {
  window_ = &window;
  held_ = HeldWrites(GathersBursts(workload_, window));
  now_ns_ = SteadyNowNs();
  to_send_.Fill(window, now_ns_);
  stream_->Read();
  Pump(/*queue_empty=*/false);
  absl::Status error =
      RunCompletions(*this, tags_, window, workload_.busy_poll);
  return StreamsEnding<Codec>(streams_, tags_, codec_, window)
      .End(std::move(error));
}

template <typename Codec>
bool GrpcStreamTransport<Codec>::Over() const {
  return stream_->server_ended() || (window_->Done() && stream_->half_closed());
}

template <typename Codec>
absl::Status GrpcStreamTransport<Codec>::OnCompletion(Tag& tag, bool ok) {
  stream_->Complete(tag, ok);
  if (!ok) return absl::OkStatus();
  if (tag.operation == Operation::kRead) return OnReply();
  if (tag.operation == Operation::kWrite) Pump(/*queue_empty=*/false);
  return absl::OkStatus();
}

template <typename Codec>
void GrpcStreamTransport<Codec>::OnCheck(int64_t now_ns) {
  now_ns_ = now_ns;
  to_send_.Fill(*window_, now_ns);
  Pump(/*queue_empty=*/true);
}

template <typename Codec>
absl::Status GrpcStreamTransport<Codec>::OnReply() {
  absl::Status status = TakeReply(codec_, stream_->reply(), *window_);
  if (!status.ok()) return status;
  now_ns_ = window_->received_ns();
  to_send_.Fill(*window_, now_ns_);
  // In this order: gRPC announces the room for the next message at once, in a
  // system call of its own, which must not stand before an op.
  Pump(/*queue_empty=*/false);
  stream_->Read();
  return status;
}

template <typename Codec>
void GrpcStreamTransport<Codec>::Pump(bool queue_empty) {
  if (stream_->write_pending() || stream_->half_closed()) return;
  if (to_send_.empty()) {
    held_.Clear();
    if (window_->SendingDone()) stream_->HalfClose();
    return;
  }
  const HeldWrites::Step step =
      held_.Next(to_send_.size(), queue_empty, now_ns_);
  if (step == HeldWrites::Step::kHold) return;
  // For how long what follows is held.
  if (held_.gathers()) now_ns_ = SteadyNowNs();
  stream_->Write(codec_.Encode(to_send_.Take()),
                 /*buffer=*/step == HeldWrites::Step::kBuffer);
}

template class GrpcStreamTransport<ProtobufClientCodec>;
template class GrpcStreamTransport<BytesClientCodec>;

}  // namespace grpc_perf_msgr
