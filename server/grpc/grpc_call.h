// What a server thread knows of a call on its completion queue, and a call of
// the thread.
#ifndef GRPC_PERF_MSGR_SERVER_GRPC_GRPC_CALL_H_
#define GRPC_PERF_MSGR_SERVER_GRPC_GRPC_CALL_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/op_handler.h"

namespace grpc_perf_msgr {

class GrpcCallOwner;

// A stream or a unary call from the wait for it to its end. Everything is
// called on the thread of its completion queue; its owner deletes it.
class GrpcCall {
 public:
  enum class Operation { kAccept, kRead, kWrite, kFinish, kDone };
  // What the completion queue hands back: a member of the call.
  struct Tag {
    GrpcCall* call;
    Operation operation;
  };

  explicit GrpcCall(GrpcCallOwner& owner);
  virtual ~GrpcCall() = default;

  // One of this call's tags came back.
  virtual void OnCompletion(Operation operation, bool ok) = 0;
  // Sends the reply that is held back, if it still is.
  virtual void FlushHeld() {}

  // Never served: refused, or the server shut down before it came.
  bool refused() const { return refused_; }
  // Ended otherwise than by the client's half-close.
  bool broken() const { return broken_; }

 protected:
  GrpcCallOwner& owner_;
  bool refused_ = false;
  bool broken_ = false;
};

// What a call needs of the thread that serves it.
class GrpcCallOwner {
 public:
  virtual ~GrpcCallOwner() = default;
  virtual OpHandler& handler() = 0;
  // The call holds its last reply back: FlushHeld() is to be called when no
  // completion is ready, or after kMaxHoldNs. Called once until it is flushed.
  virtual void Hold(GrpcCall& call, int64_t now_ns) = 0;
  // A call waits for a client from now on; OnClosed follows in the end.
  virtual void OnCreated() = 0;
  // A stream has come. OK to serve it, or what to refuse it with.
  virtual absl::Status OnStream() = 0;
  // For the log: what was done to the peer, as gRPC writes it, and why.
  virtual void OnRefused(absl::string_view what, const std::string& peer,
                         const absl::Status& why) = 0;
  // A stream that was served has ended, or a call whose tags are all back: it
  // is deleted.
  virtual void OnClosed(GrpcCall& call, bool was_stream) = 0;
};

inline GrpcCall::GrpcCall(GrpcCallOwner& owner) : owner_(owner) {
  owner_.OnCreated();
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_GRPC_GRPC_CALL_H_
