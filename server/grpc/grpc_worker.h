// One server thread with its completion queue and the streams on it.
#ifndef GRPC_PERF_MSGR_SERVER_GRPC_GRPC_WORKER_H_
#define GRPC_PERF_MSGR_SERVER_GRPC_GRPC_WORKER_H_

#include <grpcpp/completion_queue.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/thread_clock.h"
#include "proto/messenger.grpc.pb.h"
#include "server/grpc/grpc_call.h"
#include "server/grpc/grpc_codec.h"
#include "server/grpc/grpc_stream.h"
#include "server/op_handler.h"
#include "server/options.h"
#include "server/refusal_log.h"
#include "server/stream_limit.h"

namespace grpc_perf_msgr {

// The services whose calls completion queues carry.
struct GrpcServices {
  v1::Messenger::AsyncService messenger;
  GrpcStream<BytesServerCodec>::Service bytes_messenger;
  v1::UnaryMessenger::AsyncService unary_messenger;
};

// Exactly one accept of each kind is pending at a time: Debian's gRPC searches
// its list of pending tags at every completion.
class GrpcWorker : public GrpcCallOwner {
 public:
  // All must outlive it. `index` counts workers from 0.
  GrpcWorker(const ServerOptions& options, uint32_t index,
             GrpcServices& services,
             std::unique_ptr<grpc::ServerCompletionQueue> queue,
             StreamLimit& limit, RefusalLog& log);
  ~GrpcWorker() override;

  // Starts the thread; the server has been started.
  void Start();
  // After the server was shut down: ends the thread once all tags are back.
  void Stop();

  void AddCounters(v1::ServerCounters& counters) const {
    handler_.AddTo(counters);
    counters.add_cpu_ns_by_thread(clock_.CpuNs());
  }

  OpHandler& handler() override { return handler_; }
  void Hold(GrpcCall& call, int64_t now_ns) override;
  void OnCreated() override;
  absl::Status OnStream() override;
  void OnRefused(absl::string_view what, const std::string& peer,
                 const absl::Status& why) override;
  void OnClosed(GrpcCall& call, bool was_stream) override;

 private:
  void AcceptFirst();
  void Serve();
  bool Spins() const;
  void FlushHeld();

  const ServerOptions& options_;
  const uint32_t index_;
  GrpcServices& services_;
  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  StreamLimit& limit_;
  RefusalLog& log_;
  OpHandler handler_;
  // Calls that exist, those that wait for a client included.
  std::atomic<int> live_calls_{0};
  ThreadClock clock_;
  uint32_t open_streams_ = 0;
  // Until when to spin for the sake of the last unary call.
  int64_t spin_until_ns_ = 0;
  // Calls that hold a reply back, and since when the first does.
  std::vector<GrpcCall*> holding_;
  int64_t holding_since_ns_ = 0;
  std::thread thread_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_GRPC_GRPC_WORKER_H_
