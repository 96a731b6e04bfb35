// The transport `grpc`, API `unary`: a call for each message, as many at a time
// as the window, on one connection and one thread.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_UNARY_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_UNARY_H_

#include <grpcpp/client_context.h>
#include <grpcpp/support/async_unary_call.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "client/load/workload.h"
#include "client/transport/grpc/grpc_codec.h"
#include "client/transport/grpc/tag_queue.h"
#include "client/transport/transport.h"
#include "proto/messenger.grpc.pb.h"

namespace grpc_perf_msgr {

class GrpcUnaryTransport final : public Transport {
 public:
  // One place for a call in flight; it is its own tag.
  struct Tag {
    std::optional<grpc::ClientContext> context;
    std::unique_ptr<grpc::ClientAsyncResponseReader<v1::OpReply>> reader;
    v1::OpReply reply;
    grpc::Status status;
    bool in_flight = false;
  };

  GrpcUnaryTransport(const Workload& workload, absl::string_view payload);

  absl::Status Connect(int64_t timeout_ns, const StopSignal& stop) override;
  absl::Status Run(MessageWindow& window) override;
  // For Abandonable.
  bool Drain(int64_t timeout_ns);

  // For RunCompletions. Nothing is ever held back, and `ok` is always true: a
  // call that failed says so in its status.
  absl::Status OnCompletion(Tag& call, bool ok);
  static bool Holds() { return false; }
  void OnIdle() {}
  void OnCheck(int64_t now_ns) { SendWhatMayBeSent(now_ns); }
  bool Over() const { return window_->Done(); }

 private:
  void SendWhatMayBeSent(int64_t now_ns);

  const Workload& workload_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::UnaryMessenger::Stub> stub_;
  ProtobufClientCodec codec_;
  TagQueue tags_;
  MessageWindow* window_ = nullptr;
  std::vector<Tag> calls_;
  std::vector<Tag*> free_calls_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_UNARY_H_
