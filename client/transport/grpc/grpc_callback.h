// The transport `grpc`, API `callback`: the stream of `stream`, driven by
// gRPC's callback API (a reactor) on gRPC's own threads.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_CALLBACK_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_CALLBACK_H_

#include <grpcpp/client_context.h>
#include <grpcpp/support/client_callback.h>

#include <cstdint>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "client/load/workload.h"
#include "client/transport/grpc/grpc_codec.h"
#include "client/transport/grpc/held_writes.h"
#include "client/transport/send_queue.h"
#include "client/transport/transport.h"
#include "common/mutex.h"
#include "proto/messenger.grpc.pb.h"

namespace grpc_perf_msgr {

// The one transport whose window is touched by other threads than the one that
// calls Run, as Transport::Run allows: reactions may come on several of gRPC's
// threads at a time, so a lock goes around window and stream. It is part of
// what this API costs. Think time is spent on gRPC's thread.
class GrpcCallbackTransport final
    : public Transport,
      private grpc::ClientBidiReactor<v1::Op, v1::OpReply> {
 public:
  GrpcCallbackTransport(const Workload& workload, absl::string_view payload);

  absl::Status Connect(int64_t timeout_ns, const StopSignal& stop) override;
  absl::Status Run(MessageWindow& window) override;
  // For Abandonable.
  bool Drain(int64_t timeout_ns);

 private:
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

  // Everything is answered, or an error, or the server ended the stream.
  bool IsOver() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Starts a write when one may be started, or half-closes.
  void Pump() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Waits until IsOver() and checks the window meanwhile.
  void AwaitOver() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Waits until gRPC is done with the stream; cuts it off when the server does
  // not end it. Returns the status of the run.
  absl::Status AwaitEnd() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Workload& workload_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::Messenger::Stub> stub_;
  grpc::ClientContext context_;
  // Of the thread that calls Run and the destructor.
  bool started_ = false;

  Mutex mutex_;
  // Notified when IsOver() or done_ becomes true.
  ConditionVariable changed_;
  ProtobufClientCodec codec_ ABSL_GUARDED_BY(mutex_);
  // gRPC's while a read is pending.
  v1::OpReply reply_;
  // Null before Run and once all is over.
  MessageWindow* window_ ABSL_GUARDED_BY(mutex_) = nullptr;
  SendQueue to_send_ ABSL_GUARDED_BY(mutex_);
  bool gathers_ ABSL_GUARDED_BY(mutex_) = false;
  bool write_pending_ ABSL_GUARDED_BY(mutex_) = false;
  bool half_closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool reads_ended_ ABSL_GUARDED_BY(mutex_) = false;
  // The first error of the window.
  absl::Status error_ ABSL_GUARDED_BY(mutex_);
  bool done_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status done_status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_CALLBACK_H_
