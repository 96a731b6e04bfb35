// A session that tells of its bytes: --debug=frames.
#ifndef GRPC_PERF_MSGR_SERVER_SOCKET_TRACED_SESSION_H_
#define GRPC_PERF_MSGR_SERVER_SOCKET_TRACED_SESSION_H_

#include <cstddef>
#include <utility>

#include "common/debug.h"
#include "common/session/session.h"

namespace grpc_perf_msgr {

// `S` is made into another class instead of being asked for each message
// whether it tells. Ops and replies are told of by OpHandler; these are the
// pieces in which their bytes, and those of greetings, come and go.
template <Session S>
class TracedSession final : public S {
 public:
  template <typename... Arguments>
  explicit TracedSession(DebugLog debug, Arguments&&... arguments)
      : S(std::forward<Arguments>(arguments)...), debug_(std::move(debug)) {
    debug_.Say("connection open");
  }

  void Received(size_t bytes) {
    debug_.Say("received ", bytes, " bytes");
    S::Received(bytes);
  }
  void PeerLeft(int error) {
    debug_.Say("the peer sends no more, errno ", error);
    S::PeerLeft(error);
  }
  void Sent(size_t bytes) {
    debug_.Say("sent ", bytes, " bytes");
    S::Sent(bytes);
  }

 private:
  const DebugLog debug_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_SOCKET_TRACED_SESSION_H_
