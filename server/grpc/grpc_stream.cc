#include "server/grpc/grpc_stream.h"

#include <string>

#include "common/clock.h"
#include "common/grpc/status.h"

namespace grpc_perf_msgr {

template <typename Codec>
GrpcStream<Codec>::GrpcStream(GrpcCallOwner& owner, FlushPolicy flush,
                              Service& service,
                              grpc::ServerCompletionQueue& queue)
    : GrpcCall(owner),
      flush_(flush),
      drains_(flush == FlushPolicy::kDrain && !owner.handler().thinks()),
      service_(service),
      queue_(queue),
      stream_(&context_) {
  context_.AsyncNotifyWhenDone(&done_tag_);
  ++pending_tags_;
  service.RequestExchange(&context_, &stream_, &queue, &queue, &accept_tag_);
}

template <typename Codec>
void GrpcStream<Codec>::OnCompletion(Operation operation, bool ok) {
  --pending_tags_;
  switch (operation) {
    case Operation::kAccept:
      OnAccept(ok);
      break;
    case Operation::kRead:
      OnRead(ok);
      break;
    case Operation::kWrite:
      OnWrite(ok);
      break;
    case Operation::kFinish:
      break;
    case Operation::kDone:
      // Only well once Finish has been called and had its way.
      if (context_.IsCancelled()) broken_ = true;
      break;
  }
  CloseWhenIdle();
}

template <typename Codec>
void GrpcStream<Codec>::OnAccept(bool ok) {
  if (!ok) {
    // The server shuts down. The done tag never comes for a call that never
    // did.
    refused_ = true;
    return;
  }
  ++pending_tags_;  // The done tag.
  // Waits for the next.
  new GrpcStream(owner_, flush_, service_, queue_);
  status_ = owner_.OnStream();
  if (status_.ok()) {
    StartRead();
  } else {
    owner_.OnRefused("cut", context_.peer(), status_);
    refused_ = true;
    reads_done_ = true;
    FinishWhenDone();
  }
}

template <typename Codec>
void GrpcStream<Codec>::StartRead() {
  read_pending_ = true;
  ++pending_tags_;
  stream_.Read(&op_, &read_tag_);
}

template <typename Codec>
void GrpcStream<Codec>::OnRead(bool ok) {
  read_pending_ = false;
  if (!ok) {
    reads_done_ = true;
    if (held_) FlushHeld();
    FinishWhenDone();
    return;
  }
  if (drains_) NoteArrival();
  ReceivedOp op;
  PendingReply reply;
  status_ = codec_.Decode(op_, op);
  if (status_.ok()) status_ = owner_.handler().Handle(op, reply);
  if (!status_.ok()) {
    owner_.OnRefused("cut", context_.peer(), status_);
    // Ops before this one are still answered.
    broken_ = true;
    reads_done_ = true;
    if (held_) FlushHeld();
    FinishWhenDone();
    return;
  }
  waiting_[(first_waiting_ + waiting_count_++) % kMaxWaiting] = reply;
  // In this order: gRPC announces the room for the next message at once, in a
  // system call of its own, which must not stand before a reply.
  Pump();
  if (waiting_count_ < kMaxWaiting) StartRead();
}

template <typename Codec>
void GrpcStream<Codec>::NoteArrival() {
  const int64_t now_ns = SteadyNowNs();
  if (now_ns - last_arrival_ns_ < kBurstGapNs) {
    burst_memory_ = kBurstMemory;
  } else if (burst_memory_ > 0) {
    --burst_memory_;
  }
  last_arrival_ns_ = now_ns;
}

template <typename Codec>
void GrpcStream<Codec>::Pump() {
  if (write_pending_ || write_failed_ || waiting_count_ == 0) return;
  const bool gathers = drains_ && written_before_;
  if (gathers && waiting_count_ > 1) {
    Write(/*more_follow=*/true);
  } else if (!gathers || burst_memory_ == 0 || reads_done_) {
    Write(/*more_follow=*/false);
  } else if (!held_) {
    held_ = true;
    owner_.Hold(*this, last_arrival_ns_);
  }
}

template <typename Codec>
void GrpcStream<Codec>::FlushHeld() {
  held_ = false;
  if (write_pending_ || write_failed_ || waiting_count_ == 0) return;
  Write(/*more_follow=*/false);
}

template <typename Codec>
void GrpcStream<Codec>::Write(bool more_follow) {
  const PendingReply pending = waiting_[first_waiting_];
  first_waiting_ = (first_waiting_ + 1) % kMaxWaiting;
  --waiting_count_;
  grpc::WriteOptions options;
  if (more_follow) options.set_buffer_hint();
  write_pending_ = true;
  written_before_ = true;
  ++pending_tags_;
  stream_.Write(codec_.Encode(pending, owner_.handler()), options, &write_tag_);
}

template <typename Codec>
void GrpcStream<Codec>::OnWrite(bool ok) {
  write_pending_ = false;
  if (!ok) {
    write_failed_ = true;
    broken_ = true;
    waiting_count_ = 0;
  }
  if (!read_pending_ && !reads_done_ && !write_failed_ &&
      waiting_count_ < kMaxWaiting) {
    StartRead();
  }
  Pump();
  FinishWhenDone();
}

template <typename Codec>
void GrpcStream<Codec>::FinishWhenDone() {
  if (finish_started_ || write_pending_) return;
  if (!write_failed_ && (!reads_done_ || waiting_count_ > 0)) {
    if (reads_done_) Pump();
    return;
  }
  finish_started_ = true;
  ++pending_tags_;
  stream_.Finish(ToGrpcStatus(status_), &finish_tag_);
}

template <typename Codec>
void GrpcStream<Codec>::CloseWhenIdle() {
  if (pending_tags_ > 0) return;
  owner_.OnClosed(*this, /*was_stream=*/!refused_);
}

template class GrpcStream<ProtobufServerCodec>;
template class GrpcStream<BytesServerCodec>;

}  // namespace grpc_perf_msgr
