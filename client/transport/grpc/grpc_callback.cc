#include "client/transport/grpc/grpc_callback.h"

#include <grpcpp/support/status.h>

#include "client/transport/grpc/abandonable.h"
#include "client/transport/grpc/grpc_channel.h"
#include "client/transport/grpc/stream_end.h"
#include "client/transport/grpc/take_reply.h"
#include "common/clock.h"
#include "common/grpc/status.h"

namespace grpc_perf_msgr {

GrpcCallbackTransport::GrpcCallbackTransport(const Workload& workload,
                                             absl::string_view payload)
    : workload_(workload),
      codec_(workload, payload),
      to_send_(workload.window.window) {}

bool GrpcCallbackTransport::Drain(int64_t timeout_ns) {
  if (!started_) return true;
  const int64_t deadline_ns = SteadyNowNs() + timeout_ns;
  const MutexLock lock(mutex_);
  if (!done_) context_.TryCancel();
  while (!done_) {
    if (!changed_.WaitUntil(mutex_, deadline_ns)) return done_;
  }
  return true;
}

absl::Status GrpcCallbackTransport::Connect(int64_t timeout_ns,
                                            const StopSignal& stop) {
  channel_ = MakeChannel(workload_.server, workload_.grpc_args);
  stub_ = v1::Messenger::NewStub(channel_);
  return ConnectChannel(*channel_, workload_.server, timeout_ns, stop);
}

absl::Status GrpcCallbackTransport::Run(MessageWindow& window) {
  started_ = true;
  stub_->async()->Exchange(&context_, this);
  const MutexLock lock(mutex_);
  window_ = &window;
  gathers_ = GathersBursts(workload_, window);
  // One for Run itself, so that writes may be started while no reaction runs.
  AddHold();
  to_send_.Fill(window, SteadyNowNs());
  StartRead(&reply_);
  Pump();
  StartCall();
  AwaitOver();
  if (!error_.ok()) context_.TryCancel();
  RemoveHold();
  return AwaitEnd();
}

void GrpcCallbackTransport::AwaitOver() {
  while (!IsOver()) {
    // Notified or not: a check too many does no harm.
    if (changed_.WaitUntil(mutex_, window_->WakeAtNs())) continue;
    // It may be over since, for the mutex was given away: no error is lost.
    if (IsOver()) return;
    const int64_t now_ns = SteadyNowNs();
    error_ = window_->Check(now_ns);
    if (!error_.ok()) return;
    to_send_.Fill(*window_, now_ns);
    Pump();
  }
}

absl::Status GrpcCallbackTransport::AwaitEnd() {
  int64_t deadline_ns =
      SteadyNowNs() + (error_.ok() ? kStreamEndTimeoutNs : kCancelTimeoutNs);
  bool cut_off = false;
  while (!done_) {
    if (changed_.WaitUntil(mutex_, deadline_ns) || done_) continue;
    // Not even what was cancelled comes back: it is left to Abandonable.
    if (cut_off || !error_.ok()) break;
    cut_off = true;
    deadline_ns += kCancelTimeoutNs;
    context_.TryCancel();
  }
  const bool all_answered = window_->Done();
  window_ = nullptr;
  return StatusOfEnd({.error = error_,
                      .all_answered = all_answered,
                      .cut_off = cut_off,
                      .server = done_status_});
}

bool GrpcCallbackTransport::IsOver() const {
  return reads_ended_ || !error_.ok() || window_->Done();
}

void GrpcCallbackTransport::Pump() {
  if (write_pending_ || half_closed_ || reads_ended_ || !error_.ok()) return;
  if (window_ == nullptr) return;
  if (to_send_.empty()) {
    if (window_->SendingDone()) {
      half_closed_ = true;
      StartWritesDone();
    }
    return;
  }
  write_pending_ = true;
  grpc::WriteOptions options;
  // More follow at once: let them share a system call. A reactor can't ask
  // whether more reactions are ready, so nothing is held back.
  if (gathers_ && to_send_.size() > 1) options.set_buffer_hint();
  StartWrite(&codec_.Encode(to_send_.Take()), options);
}

void GrpcCallbackTransport::OnReadDone(bool ok) {
  const MutexLock lock(mutex_);
  if (!ok) {
    reads_ended_ = true;
    changed_.NotifyAll();
    return;
  }
  if (!error_.ok() || window_ == nullptr) return;
  // Also of what comes after the last reply, which is an error.
  error_ = TakeReply(codec_, reply_, *window_);
  if (IsOver()) changed_.NotifyAll();
  if (!error_.ok()) {
    context_.TryCancel();
    return;
  }
  to_send_.Fill(*window_, window_->received_ns());
  // The op before the read, whose announcement is a system call of its own.
  Pump();
  StartRead(&reply_);
}

void GrpcCallbackTransport::OnWriteDone(bool ok) {
  const MutexLock lock(mutex_);
  write_pending_ = false;
  if (ok) Pump();
}

void GrpcCallbackTransport::OnDone(const grpc::Status& status) {
  const MutexLock lock(mutex_);
  done_ = true;
  done_status_ = ToAbslStatus(status);
  changed_.NotifyAll();
}

}  // namespace grpc_perf_msgr
