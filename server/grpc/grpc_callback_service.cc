#include "server/grpc/grpc_callback_service.h"

#include <array>
#include <cstddef>
#include <string>

#include "common/grpc/status.h"
#include "common/think_time.h"
#include "server/grpc/grpc_codec.h"
#include "server/op_handler_options.h"
#include "server/peer_address.h"

namespace grpc_perf_msgr {

// Reactions to reads and writes may run at the same time, hence the lock. Ops
// are read and handled one after the other; replies wait in a queue for the
// write before them.
class GrpcCallbackService::Stream
    : public grpc::ServerBidiReactor<v1::Op, v1::OpReply> {
 public:
  Stream(GrpcCallbackService& service,
         const grpc::CallbackServerContext& context,
         const absl::Status& allowed)
      : service_(service),
        context_(context),
        handler_(allowed.ok() ? service.TakeHandler() : nullptr) {
    if (handler_ == nullptr) {
      LogRefusal(allowed);
      finished_ = true;
      Finish(ToGrpcStatus(allowed));
      return;
    }
    handler_->StreamOpened();
    drains_ =
        service.options_.flush == FlushPolicy::kDrain && !handler_->thinks();
    StartRead(&op_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      const MutexLock lock(mutex_);
      reads_done_ = true;
      FinishWhenDone();
      return;
    }
    ReceivedOp op;
    PendingReply reply;
    absl::Status status = codec_.Decode(op_, op);
    // Think time is spent here, with no lock held.
    if (status.ok()) status = handler_->Handle(op, reply);
    if (!status.ok()) LogRefusal(status);
    const MutexLock lock(mutex_);
    if (!status.ok()) {
      status_ = status;
      reads_done_ = true;
      FinishWhenDone();
      return;
    }
    waiting_[(first_waiting_ + waiting_count_++) % kMaxWaiting] = reply;
    if (!write_pending_) Write();
    if (waiting_count_ < kMaxWaiting) {
      StartRead(&op_);
    } else {
      read_paused_ = true;
    }
  }

  void OnWriteDone(bool ok) override {
    const MutexLock lock(mutex_);
    write_pending_ = false;
    if (!ok) {
      write_failed_ = true;
      waiting_count_ = 0;
    }
    if (waiting_count_ > 0) Write();
    if (read_paused_ && !write_failed_ && waiting_count_ < kMaxWaiting) {
      read_paused_ = false;
      StartRead(&op_);
    }
    FinishWhenDone();
  }

  void OnCancel() override {
    const MutexLock lock(mutex_);
    cancelled_ = true;
  }

  void OnDone() override {
    if (handler_ != nullptr) {
      handler_->StreamClosed(WasBroken());
      service_.limit_.Close();
      service_.GiveBack(handler_);
    }
    delete this;
  }

 private:
  // Replies that may wait; then reading pauses.
  static constexpr size_t kMaxWaiting = 128;

  bool WasBroken() {
    const MutexLock lock(mutex_);
    return cancelled_ || write_failed_ || !status_.ok();
  }

  void LogRefusal(const absl::Status& why) {
    service_.log_.Write("cut", PeerForLog(context_.peer()), why);
  }

  void Write() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const PendingReply pending = waiting_[first_waiting_];
    first_waiting_ = (first_waiting_ + 1) % kMaxWaiting;
    --waiting_count_;
    write_pending_ = true;
    grpc::WriteOptions options;
    // More wait behind it. A reactor can't ask whether more reactions are
    // ready, so nothing is held back. The first write never carries the hint.
    if (drains_ && written_before_ && waiting_count_ > 0) {
      options.set_buffer_hint();
    }
    written_before_ = true;
    StartWrite(&codec_.Encode(pending, *handler_), options);
  }

  void FinishWhenDone() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_ || write_pending_) return;
    if (!write_failed_ && (!reads_done_ || waiting_count_ > 0)) return;
    finished_ = true;
    Finish(ToGrpcStatus(status_));
  }

  GrpcCallbackService& service_;
  const grpc::CallbackServerContext& context_;
  OpHandler* const handler_;
  bool drains_ = false;
  v1::Op op_;
  ProtobufServerCodec codec_;

  Mutex mutex_;
  // Replies not yet written: a ring, because a deque would allocate.
  std::array<PendingReply, kMaxWaiting> waiting_ ABSL_GUARDED_BY(mutex_);
  size_t first_waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t waiting_count_ ABSL_GUARDED_BY(mutex_) = 0;
  bool write_pending_ ABSL_GUARDED_BY(mutex_) = false;
  bool written_before_ ABSL_GUARDED_BY(mutex_) = false;
  bool reads_done_ ABSL_GUARDED_BY(mutex_) = false;
  bool read_paused_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  bool write_failed_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

grpc::ServerBidiReactor<v1::Op, v1::OpReply>* GrpcCallbackService::Exchange(
    grpc::CallbackServerContext* context) {
  return new Stream(*this, *context, limit_.TryOpen());
}

OpHandler* GrpcCallbackService::TakeHandler() {
  const MutexLock lock(mutex_);
  if (free_handlers_.empty()) {
    return &handlers_.emplace_back(
        OpHandlerOptions(options_, "grpc", handlers_.size()));
  }
  OpHandler* handler = free_handlers_.back();
  free_handlers_.pop_back();
  return handler;
}

void GrpcCallbackService::GiveBack(OpHandler* handler) {
  const MutexLock lock(mutex_);
  free_handlers_.push_back(handler);
}

void GrpcCallbackService::AddCounters(v1::ServerCounters& counters) const {
  const MutexLock lock(mutex_);
  for (const OpHandler& handler : handlers_) handler.AddTo(counters);
  // These streams run on gRPC's threads, not on ours.
  counters.clear_streams_by_thread();
}

}  // namespace grpc_perf_msgr
