#include "server/grpc_stream.h"

#include <string>

#include "common/clock.h"
#include "common/payload.h"

namespace grpc_perf_msgr {

GrpcStream::GrpcStream(GrpcStreamOwner& owner, FlushPolicy flush)
    : owner_(owner),
      drains_(flush == FlushPolicy::kDrain && !owner.handler().thinks()),
      stream_(&context_) {}

void GrpcStream::Accept(v1::Messenger::AsyncService& service,
                        grpc::ServerCompletionQueue& queue) {
  context_.AsyncNotifyWhenDone(&done_tag_);
  ++pending_tags_;
  service.RequestExchange(&context_, &stream_, &queue, &queue, &accept_tag_);
}

void GrpcStream::OnCompletion(Operation operation, bool ok) {
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

void GrpcStream::OnAccept(bool ok) {
  if (!ok) {
    // The server shuts down. The done tag never comes for a call that never
    // did.
    refused_ = true;
    owner_.OnAccepted(*this, false).IgnoreError();
    return;
  }
  ++pending_tags_;  // The done tag.
  status_ = owner_.OnAccepted(*this, true);
  if (status_.ok()) {
    StartRead();
  } else {
    refused_ = true;
    reads_done_ = true;
    FinishWhenDone();
  }
}

void GrpcStream::StartRead() {
  read_pending_ = true;
  ++pending_tags_;
  stream_.Read(&op_, &read_tag_);
}

void GrpcStream::OnRead(bool ok) {
  read_pending_ = false;
  if (!ok) {
    reads_done_ = true;
    if (held_) FlushHeld();
    FinishWhenDone();
    return;
  }
  if (drains_) NoteArrival();
  ReceivedOp op;
  op.id = op_.id();
  op.data = absl::string_view(op_.data().data(), op_.data().size());
  op.reply_bytes = op_.reply_bytes();
  if (op_.has_crc32c()) op.crc32c = op_.crc32c();
  PendingReply reply;
  status_ = owner_.handler().Handle(op, reply);
  if (!status_.ok()) {
    // Ops before this one are still answered.
    broken_ = true;
    reads_done_ = true;
    if (held_) FlushHeld();
    FinishWhenDone();
    return;
  }
  waiting_[(first_waiting_ + waiting_count_++) % kMaxWaiting] = reply;
  if (waiting_count_ < kMaxWaiting) StartRead();
  Pump();
}

void GrpcStream::NoteArrival() {
  const int64_t now_ns = SteadyNowNs();
  if (now_ns - last_arrival_ns_ < kBurstGapNs) {
    burst_memory_ = kBurstMemory;
  } else if (burst_memory_ > 0) {
    --burst_memory_;
  }
  last_arrival_ns_ = now_ns;
}

void GrpcStream::Pump() {
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

void GrpcStream::FlushHeld() {
  held_ = false;
  if (write_pending_ || write_failed_ || waiting_count_ == 0) return;
  Write(/*more_follow=*/false);
}

void GrpcStream::Write(bool more_follow) {
  const PendingReply& pending = waiting_[first_waiting_];
  first_waiting_ = (first_waiting_ + 1) % kMaxWaiting;
  --waiting_count_;
  reply_.set_id(pending.id);
  if (reply_.data().size() != pending.reply_bytes) {
    const absl::string_view payload =
        owner_.handler().ReplyPayload(pending.reply_bytes);
    reply_.mutable_data()->assign(payload.data(), payload.size());
  }
  if (pending.with_crc32c) {
    reply_.set_crc32c(
        Crc32c(absl::string_view(reply_.data().data(), reply_.data().size())));
  } else {
    reply_.clear_crc32c();
  }
  grpc::WriteOptions options;
  if (more_follow) options.set_buffer_hint();
  write_pending_ = true;
  written_before_ = true;
  ++pending_tags_;
  stream_.Write(reply_, options, &write_tag_);
}

void GrpcStream::OnWrite(bool ok) {
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

void GrpcStream::FinishWhenDone() {
  if (finish_started_ || write_pending_) return;
  if (!write_failed_ && (!reads_done_ || waiting_count_ > 0)) {
    if (reads_done_) Pump();
    return;
  }
  finish_started_ = true;
  ++pending_tags_;
  stream_.Finish(grpc::Status(static_cast<grpc::StatusCode>(status_.code()),
                              std::string(status_.message())),
                 &finish_tag_);
}

void GrpcStream::CloseWhenIdle() {
  if (pending_tags_ > 0) return;
  owner_.OnClosed(*this);
}

}  // namespace grpc_perf_msgr
