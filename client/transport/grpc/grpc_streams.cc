#include "client/transport/grpc/grpc_streams.h"

#include <utility>

#include "client/transport/grpc/completion_loop.h"
#include "client/transport/grpc/grpc_channel.h"
#include "client/transport/grpc/streams_ending.h"
#include "client/transport/grpc/take_reply.h"
#include "common/clock.h"
#include "common/grpc/grpc_runtime.h"

namespace grpc_perf_msgr {

GrpcStreamsTransport::GrpcStreamsTransport(const Workload& workload,
                                           absl::string_view payload)
    : workload_(workload),
      codec_(workload, payload),
      to_send_(workload.window.window) {}

bool GrpcStreamsTransport::Drain(int64_t timeout_ns) {
  if (tags_.pending() == 0) return true;
  for (auto& stream : streams_) stream->Cancel();
  return tags_.Drain(GrpcDeadline(timeout_ns));
}

absl::Status GrpcStreamsTransport::Connect(int64_t timeout_ns,
                                           const StopSignal& stop) {
  const int64_t deadline_ns = SteadyNowNs() + timeout_ns;
  channel_ = MakeChannel(workload_.server, workload_.grpc_args);
  absl::Status status =
      ConnectChannel(*channel_, workload_.server, timeout_ns, stop);
  if (!status.ok()) return status;
  for (uint32_t i = 0; i < workload_.window.window; ++i) {
    streams_.push_back(std::make_unique<Stream>(tags_));
    streams_.back()->Start(codec_, channel_);
  }
  while (idle_.size() < streams_.size()) {
    bool ok = false;
    Tag* const tag =
        tags_.Next<Tag>(GrpcDeadline(deadline_ns - SteadyNowNs()), ok);
    if (tag == nullptr) {
      return absl::UnavailableError("could not start all streams in time");
    }
    if (!ok) return WhyRefused(*tag->stream, tags_);
    idle_.push_back(tag->stream);
  }
  return status;
}

absl::Status GrpcStreamsTransport::Run(MessageWindow& window) {
  window_ = &window;
  to_send_.Fill(window, SteadyNowNs());
  Pump();
  absl::Status error =
      RunCompletions(*this, tags_, window, workload_.busy_poll);
  return StreamsEnding<ProtobufClientCodec>(streams_, tags_, codec_, window)
      .End(std::move(error));
}

void GrpcStreamsTransport::Pump() {
  // A reply may overtake the completion of the write that it answers: then the
  // stream is not in idle_ yet, and another one or a little patience serves.
  while (!to_send_.empty() && !idle_.empty()) {
    Stream& stream = *idle_.back();
    idle_.pop_back();
    ++writes_pending_;
    // The op before the read, whose announcement is a system call of its own.
    stream.Write(codec_.Encode(to_send_.Take()), /*buffer=*/false);
    stream.Read();
  }
}

absl::Status GrpcStreamsTransport::OnCompletion(Tag& tag, bool ok) {
  Stream& stream = *tag.stream;
  stream.Complete(tag, ok);
  if (tag.operation == Stream::Operation::kRead) {
    server_ended_ = !ok;
    if (!ok) return absl::OkStatus();
    absl::Status status = OnReply(stream);
    if (!status.ok()) return status;
  } else {
    --writes_pending_;
    // Its reply came first.
    if (ok && !stream.read_pending()) idle_.push_back(&stream);
  }
  Pump();
  return absl::OkStatus();
}

void GrpcStreamsTransport::OnCheck(int64_t now_ns) {
  to_send_.Fill(*window_, now_ns);
  Pump();
}

absl::Status GrpcStreamsTransport::OnReply(Stream& stream) {
  absl::Status status = TakeReply(codec_, stream.reply(), *window_);
  if (!status.ok()) return status;
  to_send_.Fill(*window_, window_->received_ns());
  if (!stream.write_pending()) idle_.push_back(&stream);
  return status;
}

}  // namespace grpc_perf_msgr
