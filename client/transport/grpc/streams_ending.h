// The one end of a stream for all APIs with a completion queue.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_STREAMS_ENDING_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_STREAMS_ENDING_H_

#include <grpc/support/time.h>

#include <cassert>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "client/load/message_window.h"
#include "client/transport/grpc/abandonable.h"
#include "client/transport/grpc/queue_stream.h"
#include "client/transport/grpc/stream_end.h"
#include "client/transport/grpc/tag_queue.h"
#include "client/transport/grpc/take_reply.h"
#include "common/grpc/grpc_runtime.h"

namespace grpc_perf_msgr {

// The server refused `stream` when it was started: returns with what.
template <typename Codec>
absl::Status WhyRefused(QueueStream<Codec>& stream, TagQueue& tags) {
  using Tag = typename QueueStream<Codec>::Tag;
  stream.Finish();
  while (!stream.finished()) {
    bool ok = false;
    Tag* const tag = tags.Next<Tag>(gpr_inf_future(GPR_CLOCK_MONOTONIC), ok);
    // Of other streams' completions nothing matters any more.
    tag->stream->Complete(*tag, ok);
  }
  return stream.status();
}

// Ends streams whose run is over: with `error`, or because all is answered, or
// because the server ended one. All writes are complete where all is answered.
template <typename Codec>
class StreamsEnding {
 public:
  using Stream = QueueStream<Codec>;
  using Streams = std::vector<std::unique_ptr<Stream>>;

  // All must outlive it.
  StreamsEnding(Streams& streams, TagQueue& tags, Codec& codec,
                MessageWindow& window)
      : streams_(streams), tags_(tags), codec_(codec), window_(window) {}

  // Returns the status of the run when no tag is pending any more, or what was
  // cut off did not come back in time.
  absl::Status End(absl::Status error) {
    error_ = std::move(error);
    if (error_.ok() && window_.Done()) {
      for (auto& stream : streams_) AwaitEnd(*stream);
    } else {
      CancelAll();
    }
    AwaitTags();
    return Status();
  }

 private:
  using Operation = typename Stream::Operation;
  using Tag = typename Stream::Tag;

  // Everything is sent and answered: the server's turn.
  static void AwaitEnd(Stream& stream) {
    if (stream.server_ended()) {
      stream.Finish();
      return;
    }
    if (!stream.half_closed()) stream.HalfClose();
    if (!stream.read_pending()) stream.Read();
  }

  // Leaves alone what the server has ended: its status is to be had.
  void CancelAll() {
    giving_up_ = true;
    for (auto& stream : streams_) {
      if (!stream->server_ended()) stream->Cancel();
      if (!stream->read_pending() && !stream->finishing()) stream->Finish();
    }
  }

  void AwaitTags() {
    gpr_timespec deadline =
        GrpcDeadline(giving_up_ ? kCancelTimeoutNs : kStreamEndTimeoutNs);
    while (tags_.pending() > 0) {
      bool ok = false;
      Tag* const tag = tags_.Next<Tag>(deadline, ok);
      if (tag != nullptr) {
        OnCompletion(*tag, ok);
        continue;
      }
      // The server does not end what is left: without it, then.
      if (!CutOffTheRest()) return;
      deadline = GrpcDeadline(kCancelTimeoutNs);
    }
  }

  // Whether anything was left that could be.
  bool CutOffTheRest() {
    bool any = false;
    for (auto& stream : streams_) {
      if (stream->finished() || stream->cancelled()) continue;
      stream->CutOff();
      any = true;
    }
    return any;
  }

  void OnCompletion(Tag& tag, bool ok) {
    Stream& stream = *tag.stream;
    stream.Complete(tag, ok);
    if (tag.operation != Operation::kRead) return;
    if (!ok) {
      stream.Finish();
      return;
    }
    if (!giving_up_) {
      // Nothing is in flight: the window refuses any reply that still comes.
      error_ = TakeReply(codec_, stream.reply(), window_);
      assert(!error_.ok());
    }
    CancelAll();
  }

  absl::Status Status() const {
    const bool all_answered = window_.Done();
    for (const auto& stream : streams_) {
      // Those that were given up because of another one tell nothing.
      if (stream->cancelled() && !stream->cut_off() && error_.ok()) continue;
      absl::Status status = StatusOfEnd({.error = error_,
                                         .all_answered = all_answered,
                                         .cut_off = stream->cut_off(),
                                         .server = stream->status()});
      if (!status.ok()) return status;
    }
    return StatusOfEnd({.error = error_,
                        .all_answered = all_answered,
                        .cut_off = false,
                        .server = absl::OkStatus()});
  }

  Streams& streams_;
  TagQueue& tags_;
  Codec& codec_;
  MessageWindow& window_;
  absl::Status error_;
  // Replies matter no more.
  bool giving_up_ = false;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_STREAMS_ENDING_H_
