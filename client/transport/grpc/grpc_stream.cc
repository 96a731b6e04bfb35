#include "client/transport/grpc/grpc_stream.h"

#include "client/transport/grpc/grpc_channel.h"
#include "common/clock.h"
#include "common/grpc/grpc_runtime.h"

namespace grpc_perf_msgr {
namespace {

// How long the server may take to end a stream whose messages are all answered,
// or gRPC to give back what was cancelled.
constexpr int64_t kFinishTimeoutNs = 2 * kNanosPerSecond;

}  // namespace

template <typename Codec>
GrpcStreamTransport<Codec>::GrpcStreamTransport(const Workload& workload,
                                                absl::string_view payload)
    : workload_(workload),
      codec_(workload, payload),
      to_send_(workload.window.window) {}

template <typename Codec>
GrpcStreamTransport<Codec>::~GrpcStreamTransport() {
  // Nothing may be freed while a tag is pending; after a cancel all come back.
  if (tags_.pending() > 0) context_.TryCancel();
  bool ok = false;
  while (tags_.pending() > 0) {
    tags_.template Next<Tag>(gpr_inf_future(GPR_CLOCK_MONOTONIC), ok);
  }
}

template <typename Codec>
absl::Status GrpcStreamTransport<Codec>::Connect(int64_t timeout_ns,
                                                 const StopSignal& stop) {
  channel_ = MakeChannel(workload_.server, workload_.grpc_args);
  absl::Status status =
      ConnectChannel(*channel_, workload_.server, timeout_ns, stop);
  if (!status.ok()) return status;
  stream_ = codec_.Prepare(channel_, context_, tags_.queue());
  stream_->StartCall(tags_.Arm(start_));
  bool ok = false;
  if (tags_.template Next<Tag>(GrpcDeadline(timeout_ns), ok) == nullptr) {
    return absl::UnavailableError("could not start a stream in time");
  }
  return ok ? absl::OkStatus() : Finish(/*cancel=*/false);
}

template <typename Codec>
absl::Status GrpcStreamTransport<Codec>::Run(MessageWindow& window) {
  window_ = &window;
  drains_ = workload_.flush == FlushPolicy::kDrain &&
            window.options().window > 1 && !window.thinks();
  now_ns_ = SteadyNowNs();
  to_send_.Fill(window, now_ns_);
  StartRead();
  Pump(/*queue_empty=*/false);
  const gpr_timespec at_once = gpr_time_0(GPR_CLOCK_MONOTONIC);
  gpr_timespec wake_at = GrpcDeadline(window.WakeAtNs() - now_ns_);
  while (!server_ended_ && !(window.Done() && half_closed_)) {
    const bool waiting = waiting_since_ns_ != 0 && !write_pending_;
    bool ok = false;
    Tag* const tag = tags_.template Next<Tag>(
        waiting || workload_.busy_poll ? at_once : wake_at, ok);
    absl::Status status;
    if (tag != nullptr) {
      status = OnCompletion(*tag, ok);
    } else if (waiting) {
      Pump(/*queue_empty=*/true);
    } else if (now_ns_ = SteadyNowNs(); now_ns_ >= window.WakeAtNs()) {
      status = window.Check(now_ns_);
      wake_at = GrpcDeadline(window.WakeAtNs() - now_ns_);
      to_send_.Fill(window, now_ns_);
      if (status.ok()) Pump(/*queue_empty=*/true);
    }
    if (!status.ok()) {
      Finish(/*cancel=*/true).IgnoreError();
      return status;
    }
  }
  if (window.Done()) return Finish(/*cancel=*/false);
  absl::Status status = Finish(/*cancel=*/false);
  if (!status.ok()) return status;
  return absl::InternalError(
      "protocol broken: the server ended the stream with messages unanswered");
}

template <typename Codec>
absl::Status GrpcStreamTransport<Codec>::OnCompletion(Tag& tag, bool ok) {
  switch (tag.operation) {
    case Operation::kRead:
      if (!ok) {
        server_ended_ = true;
        return absl::OkStatus();
      }
      return OnReply();
    case Operation::kWrite:
      // A write fails when the stream is over; the read then fails as well, and
      // the stream's status says why.
      write_pending_ = false;
      if (ok) Pump(/*queue_empty=*/false);
      return absl::OkStatus();
    case Operation::kWritesDone:
      return absl::OkStatus();
    case Operation::kStart:
    case Operation::kFinish:
      break;
  }
  return absl::InternalError("unexpected completion");
}

template <typename Codec>
absl::Status GrpcStreamTransport<Codec>::OnReply() {
  now_ns_ = SteadyNowNs();
  ReceivedReply reply;
  absl::Status status = codec_.Decode(reply_, reply);
  if (status.ok()) {
    status = window_->Receive(reply.id, reply.data, reply.crc32c, now_ns_);
  }
  if (!status.ok()) return status;
  // One reading serves the reply and the op that takes its place.
  now_ns_ = window_->received_ns();
  to_send_.Fill(*window_, now_ns_);
  // In this order: gRPC announces the room for the next message at once, in a
  // system call of its own, which must not stand before an op.
  Pump(/*queue_empty=*/false);
  StartRead();
  return status;
}

template <typename Codec>
void GrpcStreamTransport<Codec>::StartRead() {
  stream_->Read(&reply_, tags_.Arm(read_));
}

template <typename Codec>
void GrpcStreamTransport<Codec>::Pump(bool queue_empty) {
  if (write_pending_ || half_closed_) return;
  if (to_send_.empty()) {
    waiting_since_ns_ = 0;
    if (window_->SendingDone()) {
      // Flushes what is buffered, too.
      half_closed_ = true;
      stream_->WritesDone(tags_.Arm(writes_done_));
    }
    return;
  }
  if (!drains_) {
    Write(/*more_follow=*/false);
    return;
  }
  if (waiting_since_ns_ == 0) waiting_since_ns_ = now_ns_;
  const bool flush_now =
      queue_empty || now_ns_ - waiting_since_ns_ > kMaxHoldNs;
  if (to_send_.size() == 1 && !flush_now) return;
  Write(/*more_follow=*/to_send_.size() > 1 && !flush_now);
}

template <typename Codec>
void GrpcStreamTransport<Codec>::Write(bool more_follow) {
  grpc::WriteOptions options;
  if (more_follow) {
    options.set_buffer_hint();
  } else {
    waiting_since_ns_ = 0;
  }
  // For kMaxHoldNs.
  if (drains_) now_ns_ = SteadyNowNs();
  write_pending_ = true;
  stream_->Write(codec_.Encode(to_send_.Take()), options, tags_.Arm(write_));
}

template <typename Codec>
absl::Status GrpcStreamTransport<Codec>::Finish(bool cancel) {
  if (cancel) context_.TryCancel();
  grpc::Status status;
  stream_->Finish(&status, tags_.Arm(finish_));
  gpr_timespec deadline = GrpcDeadline(kFinishTimeoutNs);
  bool ok = false;
  while (tags_.pending() > 0) {
    if (tags_.template Next<Tag>(deadline, ok) == nullptr) {
      // All was answered but the server does not end the stream.
      context_.TryCancel();
      ended_late_ = true;
      deadline = gpr_inf_future(GPR_CLOCK_MONOTONIC);
    }
  }
  if (ended_late_) {
    return absl::DeadlineExceededError(
        "all messages were answered, but the server did not end the stream "
        "within 2 s of the client's half-close");
  }
  return ToAbslStatus(status);
}

template class GrpcStreamTransport<ProtobufClientCodec>;
template class GrpcStreamTransport<BytesClientCodec>;

}  // namespace grpc_perf_msgr
