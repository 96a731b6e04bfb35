// Messenger by gRPC's callback API: a reactor for each stream, on gRPC's own
// threads.
#ifndef GRPC_PERF_MSGR_SERVER_GRPC_GRPC_CALLBACK_SERVICE_H_
#define GRPC_PERF_MSGR_SERVER_GRPC_GRPC_CALLBACK_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <list>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "common/mutex.h"
#include "proto/control.pb.h"
#include "proto/messenger.grpc.pb.h"
#include "server/op_handler.h"
#include "server/options.h"
#include "server/refusal_log.h"
#include "server/stream_limit.h"

namespace grpc_perf_msgr {

class GrpcCallbackService : public v1::Messenger::CallbackService {
 public:
  // All must outlive it.
  GrpcCallbackService(const ServerOptions& options, StreamLimit& limit,
                      RefusalLog& log)
      : options_(options), limit_(limit), log_(log) {}

  grpc::ServerBidiReactor<v1::Op, v1::OpReply>* Exchange(
      grpc::CallbackServerContext* context) override;

  // Adds what all streams, ended ones too, have served. Any thread.
  void AddCounters(v1::ServerCounters& counters) const;

 private:
  class Stream;

  // A handler belongs to one stream at a time: gRPC's threads are not ours to
  // give one each. Ended streams leave theirs to the next.
  OpHandler* TakeHandler();
  void GiveBack(OpHandler* handler);

  const ServerOptions& options_;
  StreamLimit& limit_;
  RefusalLog& log_;
  mutable Mutex mutex_;
  std::list<OpHandler> handlers_ ABSL_GUARDED_BY(mutex_);
  std::vector<OpHandler*> free_handlers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_GRPC_GRPC_CALLBACK_SERVICE_H_
