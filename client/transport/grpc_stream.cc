#include "client/transport/grpc_stream.h"

#include <cassert>
#include <optional>
#include <string>

#include "client/transport/grpc_channel.h"
#include "common/clock.h"
#include "common/grpc/grpc_runtime.h"
#include "common/payload.h"

namespace grpc_perf_msgr {
namespace {

// How long the server may take to end a stream whose messages are all answered,
// or gRPC to give back what was cancelled.
constexpr int64_t kFinishTimeoutNs = 2 * kNanosPerSecond;

}  // namespace

GrpcStreamTransport::GrpcStreamTransport(const Workload& workload,
                                         absl::string_view payload)
    : workload_(workload) {
  op_.set_data(std::string(payload));
  op_.set_reply_bytes(workload.window.reply_bytes);
}

GrpcStreamTransport::~GrpcStreamTransport() {
  // Nothing may be freed while a tag is pending; after a cancel all come back.
  if (pending_tags_ > 0) context_.TryCancel();
  while (pending_tags_ > 0) {
    Next(gpr_inf_future(GPR_CLOCK_MONOTONIC));
  }
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

void* GrpcStreamTransport::Arm(Tag& tag) {
  assert(!tag.pending);
  tag.pending = true;
  ++pending_tags_;
  return &tag;
}

absl::Status GrpcStreamTransport::Connect(int64_t timeout_ns,
                                          const StopSignal& stop) {
  channel_ = MakeChannel(workload_.server, workload_.grpc_args);
  absl::Status status =
      ConnectChannel(*channel_, workload_.server, timeout_ns, stop);
  if (!status.ok()) return status;
  stub_ = v1::Messenger::NewStub(channel_);
  stream_ = stub_->PrepareAsyncExchange(&context_, &queue_);
  stream_->StartCall(Arm(start_));
  void* tag = nullptr;
  bool ok = false;
  if (queue_.AsyncNext(&tag, &ok, GrpcDeadline(timeout_ns)) !=
      grpc::CompletionQueue::GOT_EVENT) {
    return absl::UnavailableError("could not start a stream in time");
  }
  start_.pending = false;
  --pending_tags_;
  return ok ? absl::OkStatus() : Finish(/*cancel=*/false);
}

absl::Status GrpcStreamTransport::Run(MessageWindow& window) {
  window_ = &window;
  drains_ = workload_.flush == FlushPolicy::kDrain &&
            window.options().window > 1 && !window.thinks();
  now_ns_ = SteadyNowNs();
  StartRead();
  SendWhatMayBeSent(/*queue_empty=*/false);
  gpr_timespec next_check = GrpcDeadline(MessageWindow::kCheckIntervalNs);
  while (!server_ended_ && !(window.Done() && half_closed_)) {
    const bool waiting = waiting_since_ns_ != 0 && !write_.pending;
    void* got = nullptr;
    bool ok = false;
    const auto next =
        waiting ? queue_.AsyncNext(&got, &ok, gpr_time_0(GPR_CLOCK_MONOTONIC))
                : queue_.AsyncNext(&got, &ok, next_check);
    absl::Status status;
    if (next == grpc::CompletionQueue::GOT_EVENT) {
      Tag& tag = *static_cast<Tag*>(got);
      tag.pending = false;
      --pending_tags_;
      status = OnCompletion(tag, ok);
    } else if (waiting) {
      SendWhatMayBeSent(/*queue_empty=*/true);
    } else {
      now_ns_ = SteadyNowNs();
      status = window.Check(now_ns_);
      next_check = GrpcDeadline(MessageWindow::kCheckIntervalNs);
      if (status.ok()) SendWhatMayBeSent(/*queue_empty=*/true);
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

absl::Status GrpcStreamTransport::OnCompletion(Tag& tag, bool ok) {
  switch (tag.operation) {
    case Operation::kRead:
      if (!ok) {
        server_ended_ = true;
        return absl::OkStatus();
      }
      return OnReply();
    case Operation::kWrite:
    case Operation::kWritesDone:
      // A write fails when the stream is over; the read then fails as well, and
      // the stream's status says why.
      if (ok && tag.operation == Operation::kWrite) {
        SendWhatMayBeSent(/*queue_empty=*/false);
      }
      return absl::OkStatus();
    case Operation::kStart:
    case Operation::kFinish:
      break;
  }
  return absl::InternalError("unexpected completion");
}

absl::Status GrpcStreamTransport::OnReply() {
  now_ns_ = SteadyNowNs();
  std::optional<uint32_t> crc32c;
  if (reply_.has_crc32c()) crc32c = reply_.crc32c();
  const std::string& data = reply_.data();
  absl::Status status =
      window_->Receive(reply_.id(), absl::string_view(data.data(), data.size()),
                       crc32c, now_ns_);
  if (!status.ok()) return status;
  StartRead();
  SendWhatMayBeSent(/*queue_empty=*/false);
  return status;
}

void GrpcStreamTransport::StartRead() { stream_->Read(&reply_, Arm(read_)); }

void GrpcStreamTransport::SendWhatMayBeSent(bool queue_empty) {
  if (write_.pending || half_closed_) return;
  const uint32_t sendable = window_->Sendable();
  if (sendable == 0) {
    waiting_since_ns_ = 0;
    if (window_->SendingDone()) {
      // Flushes what is buffered, too.
      half_closed_ = true;
      stream_->WritesDone(Arm(writes_done_));
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
  if (sendable == 1 && !flush_now) return;
  Write(/*more_follow=*/sendable > 1 && !flush_now);
}

void GrpcStreamTransport::Write(bool more_follow) {
  now_ns_ = SteadyNowNs();
  op_.set_id(window_->Send(now_ns_));
  if (workload_.window.verify) {
    op_.set_crc32c(
        Crc32c(absl::string_view(op_.data().data(), op_.data().size())));
  }
  grpc::WriteOptions options;
  if (more_follow) {
    options.set_buffer_hint();
  } else {
    waiting_since_ns_ = 0;
  }
  stream_->Write(op_, options, Arm(write_));
}

absl::Status GrpcStreamTransport::Finish(bool cancel) {
  if (cancel) context_.TryCancel();
  grpc::Status status;
  stream_->Finish(&status, Arm(finish_));
  gpr_timespec deadline = GrpcDeadline(kFinishTimeoutNs);
  while (pending_tags_ > 0) {
    if (Next(deadline) == grpc::CompletionQueue::TIMEOUT) {
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

grpc::CompletionQueue::NextStatus GrpcStreamTransport::Next(
    gpr_timespec deadline) {
  void* got = nullptr;
  bool ok = false;
  const auto next = queue_.AsyncNext(&got, &ok, deadline);
  if (next == grpc::CompletionQueue::GOT_EVENT) {
    static_cast<Tag*>(got)->pending = false;
    --pending_tags_;
  }
  return next;
}

}  // namespace grpc_perf_msgr
