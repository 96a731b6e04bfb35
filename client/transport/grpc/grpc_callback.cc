#include "client/transport/grpc/grpc_callback.h"

#include <grpcpp/support/status.h>

#include <chrono>

#include "client/transport/grpc/grpc_channel.h"
#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

// How long the server may take to end a stream whose messages are all answered.
constexpr int64_t kFinishTimeoutNs = 2 * kNanosPerSecond;

}  // namespace

GrpcCallbackTransport::GrpcCallbackTransport(const Workload& workload,
                                             absl::string_view payload)
    : workload_(workload),
      codec_(workload, payload),
      to_send_(workload.window.window) {}

GrpcCallbackTransport::~GrpcCallbackTransport() {
  if (!started_) return;
  std::unique_lock<std::mutex> lock(mutex_);
  if (!done_) context_.TryCancel();
  changed_.wait(lock, [this] { return done_; });
}

absl::Status GrpcCallbackTransport::Connect(int64_t timeout_ns,
                                            const StopSignal& stop) {
  channel_ = MakeChannel(workload_.server, workload_.grpc_args);
  stub_ = v1::Messenger::NewStub(channel_);
  return ConnectChannel(*channel_, workload_.server, timeout_ns, stop);
}

absl::Status GrpcCallbackTransport::Run(MessageWindow& window) {
  drains_ = workload_.flush == FlushPolicy::kDrain &&
            window.options().window > 1 && !window.thinks();
  started_ = true;
  stub_->async()->Exchange(&context_, this);
  std::unique_lock<std::mutex> lock(mutex_);
  window_ = &window;
  // One for Run itself, so that writes may be started while no reaction runs.
  AddHold();
  to_send_.Fill(window, SteadyNowNs());
  StartRead(&reply_);
  Pump();
  StartCall();
  // Until all is answered, an error, or the server's end of the stream.
  while (!IsOver()) {
    const std::chrono::nanoseconds left(window.WakeAtNs() - SteadyNowNs());
    if (changed_.wait_for(lock, left, [this] { return IsOver(); })) break;
    const int64_t now_ns = SteadyNowNs();
    error_ = window.Check(now_ns);
    to_send_.Fill(window, now_ns);
    Pump();
  }
  if (!error_.ok()) context_.TryCancel();
  RemoveHold();
  const auto done = [this] { return done_; };
  if (!changed_.wait_for(lock, std::chrono::nanoseconds(kFinishTimeoutNs),
                         done)) {
    context_.TryCancel();
    changed_.wait(lock, done);
  }
  window_ = nullptr;
  if (!error_.ok()) return error_;
  if (window.Done()) return absl::OkStatus();
  if (!done_status_.ok()) return done_status_;
  return absl::InternalError(
      "protocol broken: the server ended the stream with messages unanswered");
}

bool GrpcCallbackTransport::IsOver() const {
  return reads_ended_ || !error_.ok() || window_->Done();
}

void GrpcCallbackTransport::Pump() {
  if (write_pending_ || half_closed_ || reads_ended_ || !error_.ok()) return;
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
  if (drains_ && to_send_.size() > 1) options.set_buffer_hint();
  StartWrite(&codec_.Encode(to_send_.Take()), options);
}

void GrpcCallbackTransport::OnReadDone(bool ok) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!ok) {
    reads_ended_ = true;
    changed_.notify_all();
  }
  if (!ok || window_ == nullptr || !error_.ok()) return;
  ReceivedReply reply;
  error_ = codec_.Decode(reply_, reply);
  if (error_.ok()) {
    error_ =
        window_->Receive(reply.id, reply.data, reply.crc32c, SteadyNowNs());
  }
  if (IsOver()) changed_.notify_all();
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
  const std::lock_guard<std::mutex> lock(mutex_);
  write_pending_ = false;
  if (ok && window_ != nullptr) Pump();
}

void GrpcCallbackTransport::OnDone(const grpc::Status& status) {
  const std::lock_guard<std::mutex> lock(mutex_);
  done_ = true;
  done_status_ = ToAbslStatus(status);
  changed_.notify_all();
}

}  // namespace grpc_perf_msgr
