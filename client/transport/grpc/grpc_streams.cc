#include "client/transport/grpc/grpc_streams.h"

#include "client/transport/grpc/grpc_channel.h"
#include "common/clock.h"
#include "common/grpc/grpc_runtime.h"

namespace grpc_perf_msgr {

GrpcStreamsTransport::GrpcStreamsTransport(const Workload& workload,
                                           absl::string_view payload)
    : workload_(workload),
      codec_(workload, payload),
      to_send_(workload.window.window) {}

GrpcStreamsTransport::~GrpcStreamsTransport() {
  if (tags_.pending() == 0) return;
  for (auto& stream : streams_) stream->context.TryCancel();
  Drain();
}

absl::Status GrpcStreamsTransport::Connect(int64_t timeout_ns,
                                           const StopSignal& stop) {
  const int64_t deadline_ns = SteadyNowNs() + timeout_ns;
  channel_ = MakeChannel(workload_.server, workload_.grpc_args);
  absl::Status status =
      ConnectChannel(*channel_, workload_.server, timeout_ns, stop);
  if (!status.ok()) return status;
  for (uint32_t i = 0; i < workload_.window.window; ++i) {
    streams_.push_back(std::make_unique<Stream>());
    Stream& stream = *streams_.back();
    stream.stream = codec_.Prepare(channel_, stream.context, tags_.queue());
    stream.stream->StartCall(tags_.Arm(stream.start));
  }
  while (idle_.size() < streams_.size()) {
    bool ok = false;
    Tag* const tag =
        tags_.Next<Tag>(GrpcDeadline(deadline_ns - SteadyNowNs()), ok);
    if (tag == nullptr) {
      return absl::UnavailableError("could not start all streams in time");
    }
    if (!ok) return Finish(*tag->stream);
    idle_.push_back(tag->stream);
  }
  return status;
}

absl::Status GrpcStreamsTransport::Run(MessageWindow& window) {
  const gpr_timespec at_once = gpr_time_0(GPR_CLOCK_MONOTONIC);
  gpr_timespec wake_at = GrpcDeadline(window.WakeAtNs() - SteadyNowNs());
  absl::Status status;
  to_send_.Fill(window, SteadyNowNs());
  Pump();
  // A stream takes no half-close while a write is pending, even one whose reply
  // has come.
  while (status.ok() && (!window.Done() || writes_pending_ > 0)) {
    bool ok = false;
    Tag* const tag =
        tags_.Next<Tag>(workload_.busy_poll ? at_once : wake_at, ok);
    if (tag != nullptr) {
      status = OnCompletion(window, *tag, ok);
    } else if (const int64_t now_ns = SteadyNowNs();
               now_ns >= window.WakeAtNs()) {
      status = window.Check(now_ns);
      to_send_.Fill(window, now_ns);
      wake_at = GrpcDeadline(window.WakeAtNs() - now_ns);
    }
    if (status.ok()) Pump();
  }
  const absl::Status finished = FinishAll(/*cancel=*/!status.ok());
  return status.ok() ? finished : status;
}

void GrpcStreamsTransport::Pump() {
  // A reply may overtake the completion of the write that it answers: then the
  // stream is not in idle_ yet, and another one or a little patience serves.
  while (!to_send_.empty() && !idle_.empty()) {
    Stream& stream = *idle_.back();
    idle_.pop_back();
    stream.write_pending = true;
    ++writes_pending_;
    // The op before the read, whose announcement is a system call of its own.
    stream.stream->Write(codec_.Encode(to_send_.Take()),
                         tags_.Arm(stream.write));
    stream.stream->Read(&stream.reply, tags_.Arm(stream.read));
  }
}

absl::Status GrpcStreamsTransport::OnCompletion(MessageWindow& window, Tag& tag,
                                                bool ok) {
  Stream& stream = *tag.stream;
  if (tag.operation == Operation::kWrite) {
    stream.write_pending = false;
    --writes_pending_;
    // Its reply came first.
    if (ok && stream.reply_first) {
      stream.reply_first = false;
      idle_.push_back(&stream);
    }
    return absl::OkStatus();
  }
  if (!ok) {
    absl::Status status = Finish(stream);
    if (!status.ok()) return status;
    return absl::InternalError(
        "protocol broken: the server ended a stream with a message unanswered");
  }
  ReceivedReply reply;
  absl::Status status = codec_.Decode(stream.reply, reply);
  if (status.ok()) {
    status = window.Receive(reply.id, reply.data, reply.crc32c, SteadyNowNs());
  }
  if (!status.ok()) return status;
  to_send_.Fill(window, window.received_ns());
  if (stream.write_pending) {
    stream.reply_first = true;
  } else {
    idle_.push_back(&stream);
  }
  return status;
}

absl::Status GrpcStreamsTransport::Finish(Stream& stream) {
  // Of the others' completions nothing matters any more.
  stream.stream->Finish(&stream.status, tags_.Arm(stream.finish));
  bool ok = false;
  for (Tag* tag = nullptr; tag != &stream.finish;) {
    tag = tags_.Next<Tag>(gpr_inf_future(GPR_CLOCK_MONOTONIC), ok);
  }
  return ToAbslStatus(stream.status);
}

absl::Status GrpcStreamsTransport::FinishAll(bool cancel) {
  for (auto& stream : streams_) {
    if (cancel) {
      stream->context.TryCancel();
    } else {
      stream->stream->WritesDone(tags_.Arm(stream->writes_done));
      stream->stream->Finish(&stream->status, tags_.Arm(stream->finish));
    }
  }
  Drain();
  for (const auto& stream : streams_) {
    if (!stream->status.ok()) return ToAbslStatus(stream->status);
  }
  return absl::OkStatus();
}

void GrpcStreamsTransport::Drain() {
  bool ok = false;
  gpr_timespec deadline = GrpcDeadline(2 * kNanosPerSecond);
  while (tags_.pending() > 0) {
    if (tags_.Next<Tag>(deadline, ok) != nullptr) continue;
    // The server does not end its streams: without it, then.
    for (auto& stream : streams_) stream->context.TryCancel();
    deadline = gpr_inf_future(GPR_CLOCK_MONOTONIC);
  }
}

}  // namespace grpc_perf_msgr
