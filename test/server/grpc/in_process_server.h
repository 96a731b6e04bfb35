// A gRPC server without a network: one worker, or the callback service, and a
// channel to it within the process.
#ifndef GRPC_PERF_MSGR_TEST_SERVER_GRPC_IN_PROCESS_SERVER_H_
#define GRPC_PERF_MSGR_TEST_SERVER_GRPC_IN_PROCESS_SERVER_H_

#include <grpcpp/channel.h>
#include <grpcpp/server.h>
#include <grpcpp/support/channel_arguments.h>

#include <memory>

#include "proto/control.pb.h"
#include "server/grpc/grpc_callback_service.h"
#include "server/grpc/grpc_worker.h"
#include "server/options.h"
#include "server/refusal_log.h"
#include "server/stream_limit.h"

namespace grpc_perf_msgr {

class InProcessServer {
 public:
  // Of `options` those count that workers and the service read.
  explicit InProcessServer(const ServerOptions& options);
  // Waits for streams that are open.
  ~InProcessServer();

  std::shared_ptr<grpc::Channel> channel() {
    return server_->InProcessChannel(grpc::ChannelArguments());
  }
  v1::ServerCounters Counters() const;

 private:
  const ServerOptions options_;
  StreamLimit limit_;
  RefusalLog log_;
  GrpcServices services_;
  std::unique_ptr<GrpcWorker> worker_;
  std::unique_ptr<GrpcCallbackService> callback_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_SERVER_GRPC_IN_PROCESS_SERVER_H_
