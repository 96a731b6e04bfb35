// Drives one of many sessions of a thread that waits for all of their sockets
// by epoll(7).
#ifndef GRPC_PERF_MSGR_COMMON_SESSION_EPOLL_DRIVER_H_
#define GRPC_PERF_MSGR_COMMON_SESSION_EPOLL_DRIVER_H_

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/types/span.h"
#include "common/clock.h"
#include "common/session/session.h"
#include "common/session/socket.h"
#include "common/session/socket_io.h"

namespace grpc_perf_msgr {

// Owns the socket, which is watched level-triggered, and the session.
template <Session S>
class EpollDriver {
 public:
  // `arguments` are the session's.
  template <typename... Arguments>
  explicit EpollDriver(Descriptor socket, Arguments&&... arguments)
      : socket_(std::move(socket)),
        session_(std::forward<Arguments>(arguments)...) {}

  // What the session says first. Call once, first. False as OnReady.
  bool Start() {
    Advance();
    return !over();
  }

  // The socket may be readable or writable: does what can be done, in turn with
  // others. False: it is over, close it.
  bool OnReady() {
    if (session_.HasOutput()) Flush();
    Advance();
    bool more = true;
    for (int reads = 0;
         reads < kMaxReads && more && session_.WantsRead() && !over();
         ++reads) {
      more = Read();
      Advance();
    }
    return !over();
  }

  // When to call Wake, as the session's. False as OnReady.
  int64_t WakeAtNs() const { return session_.WakeAtNs(); }
  bool Wake(int64_t now_ns) {
    session_.Wake(now_ns);
    Advance();
    return !over();
  }

  // What to wait for next, as epoll events. The last flush may have sent all
  // that reading paused for: then the socket is writable at once, and the
  // session goes on.
  uint32_t events() const {
    uint32_t events = 0;
    if (session_.WantsRead()) events |= EPOLLIN;
    if (session_.HasOutput() || !session_.WantsRead()) events |= EPOLLOUT;
    return events;
  }

  S& session() { return session_; }
  const S& session() const { return session_; }

 private:
  // Reads in a row before other sessions get their turn.
  static constexpr int kMaxReads = 8;

  bool over() const { return session_.state() == SessionState::kOver; }

  void Advance() {
    TakeSteps(session_, SteadyNowNs, [this] { Flush(); });
    if (!over()) Flush();
  }

  // Reads once. Whether there may be more.
  bool Read() {
    const absl::Span<char> space = session_.Space();
    const Moved got = ReceiveInto(socket_.get(), space, /*wait=*/false);
    if (got.bytes > 0) {
      session_.Received(got.bytes);
      return got.bytes == space.size();
    }
    if (got.end || got.error != 0) session_.PeerLeft(got.error);
    return false;
  }

  void Flush() {
    const int error = SendOutput(socket_.get(), session_);
    if (error != 0) {
      session_.SendFailed(error);
      HearLastWords(error);
    } else if (session_.state() == SessionState::kClosing && !half_closed_ &&
               !session_.HasOutput()) {
      half_closed_ = true;
      shutdown(socket_.get(), SHUT_WR);
    }
  }

  // What the peer said before nothing could be sent to it any more.
  void HearLastWords(int error) {
    bool more = true;
    while (!over() && more) {
      more = Read();
      while (session_.HasNext()) session_.TakeNext(SteadyNowNs());
    }
    if (!over()) session_.PeerLeft(error);
  }

  const Descriptor socket_;
  S session_;
  bool half_closed_ = false;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_SESSION_EPOLL_DRIVER_H_
