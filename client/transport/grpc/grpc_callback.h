// The transport `grpc`, API `callback`: the stream of `stream`, driven by
// gRPC's callback API (a reactor) on gRPC's own threads.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_CALLBACK_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_CALLBACK_H_

#include <grpcpp/client_context.h>
#include <grpcpp/support/client_callback.h>

#include <condition_variable>
#include <memory>
#include <mutex>

#include "absl/status/status.h"
#include "client/load/workload.h"
#include "client/transport/grpc/grpc_codec.h"
#include "client/transport/send_queue.h"
#include "client/transport/transport.h"
#include "proto/messenger.grpc.pb.h"

namespace grpc_perf_msgr {

// The one transport whose window is touched by other threads than the one that
// calls Run: reactions may come on several of gRPC's threads at a time, so a
// lock goes around window and stream. It is part of what this API costs. Think
// time is spent on gRPC's thread.
class GrpcCallbackTransport
    : public Transport,
      private grpc::ClientBidiReactor<v1::Op, v1::OpReply> {
 public:
  GrpcCallbackTransport(const Workload& workload, absl::string_view payload);
  ~GrpcCallbackTransport() override;

  absl::Status Connect(int64_t timeout_ns, const StopSignal& stop) override;
  absl::Status Run(MessageWindow& window) override;

 private:
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

  // Both with the lock held.
  bool IsOver() const;
  // Starts a write when one may be started, or half-closes.
  void Pump();

  const Workload& workload_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::Messenger::Stub> stub_;
  grpc::ClientContext context_;

  // Guards what follows.
  std::mutex mutex_;
  // Notified when IsOver() or done_ becomes true.
  std::condition_variable changed_;
  ProtobufClientCodec codec_;
  v1::OpReply reply_;
  MessageWindow* window_ = nullptr;
  SendQueue to_send_;
  bool drains_ = false;
  bool write_pending_ = false;
  bool half_closed_ = false;
  bool reads_ended_ = false;
  // The first error of the window.
  absl::Status error_;
  bool started_ = false;
  bool done_ = false;
  absl::Status done_status_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_CALLBACK_H_
