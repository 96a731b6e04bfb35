// One server thread with its completion queue and the streams on it.
#ifndef GRPC_PERF_MSGR_SERVER_GRPC_WORKER_H_
#define GRPC_PERF_MSGR_SERVER_GRPC_WORKER_H_

#include <grpcpp/completion_queue.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "proto/messenger.grpc.pb.h"
#include "server/grpc_stream.h"
#include "server/op_handler.h"
#include "server/options.h"

namespace grpc_perf_msgr {

// Streams open on all workers of a listener; touched once a stream.
using OpenStreams = std::atomic<uint32_t>;

// Exactly one accept is pending at a time: Debian's gRPC searches its list of
// pending tags at every completion.
class GrpcWorker : public GrpcStreamOwner {
 public:
  // All must outlive it. `index` counts workers from 0.
  GrpcWorker(const ServerOptions& options, uint32_t index,
             v1::Messenger::AsyncService& service,
             std::unique_ptr<grpc::ServerCompletionQueue> queue,
             OpenStreams& open_streams);
  ~GrpcWorker() override;

  // Starts the thread; the server has been started.
  void Start();
  // After the server was shut down: ends the thread once all tags are back.
  void Stop();

  void AddCounters(v1::ServerCounters& counters) const {
    handler_.AddTo(counters);
  }

  OpHandler& handler() override { return handler_; }
  void Hold(GrpcStream& stream, int64_t now_ns) override;
  absl::Status OnAccepted(GrpcStream& stream, bool ok) override;
  void OnClosed(GrpcStream& stream) override;

 private:
  void Serve();
  void FlushHeld();
  void AcceptNext();

  const ServerOptions& options_;
  const uint32_t index_;
  v1::Messenger::AsyncService& service_;
  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  OpenStreams& open_streams_;
  OpHandler handler_;
  // Streams that exist, the one that waits for a call included.
  std::atomic<int> live_streams_{0};
  // Streams that hold a reply back, and since when the first does.
  std::vector<GrpcStream*> holding_;
  int64_t holding_since_ns_ = 0;
  std::thread thread_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_GRPC_WORKER_H_
