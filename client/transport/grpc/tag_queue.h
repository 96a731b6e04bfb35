// A completion queue that counts what is pending on it.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_TAG_QUEUE_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_TAG_QUEUE_H_

#include <grpc/support/time.h>
#include <grpcpp/completion_queue.h>

namespace grpc_perf_msgr {

// Nothing may be freed while a tag is pending: whoever owns the operations
// gives every tag through Arm and destroys nothing, nor this, until pending()
// is 0. One thread.
class TagQueue {
 public:
  ~TagQueue() {
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  grpc::CompletionQueue& queue() { return queue_; }
  int pending() const { return pending_; }

  // The tag is about to be given to gRPC.
  template <typename Tag>
  void* Arm(Tag& tag) {
    ++pending_;
    return &tag;
  }

  // Waits for one completion until `deadline`; null when none came.
  template <typename Tag>
  Tag* Next(gpr_timespec deadline, bool& ok) {
    return static_cast<Tag*>(NextTag(deadline, ok));
  }

  // Waits until nothing is pending; false: something is at `deadline`. For what
  // was cancelled.
  bool Drain(gpr_timespec deadline) {
    bool ok = false;
    while (pending_ > 0 && NextTag(deadline, ok) != nullptr) {
    }
    return pending_ == 0;
  }

 private:
  void* NextTag(gpr_timespec deadline, bool& ok) {
    void* tag = nullptr;
    if (queue_.AsyncNext(&tag, &ok, deadline) !=
        grpc::CompletionQueue::GOT_EVENT) {
      return nullptr;
    }
    --pending_;
    return tag;
  }

  grpc::CompletionQueue queue_;
  int pending_ = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_TAG_QUEUE_H_
