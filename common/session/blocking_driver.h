// Drives one session on a thread of its own that has one socket.
#ifndef GRPC_PERF_MSGR_COMMON_SESSION_BLOCKING_DRIVER_H_
#define GRPC_PERF_MSGR_COMMON_SESSION_BLOCKING_DRIVER_H_

#include <cstddef>
#include <cstdint>

#include "common/clock.h"
#include "common/session/session.h"
#include "common/session/socket.h"
#include "common/session/socket_io.h"

namespace grpc_perf_msgr {

// One system call waits and reads, unless something waits to be sent. The
// session is woken late by at most the time that reads of the socket wait
// (SO_RCVTIMEO, MakeBlocking).
template <Session S>
class BlockingDriver {
 public:
  struct Options {
    // How long reads of the socket wait, in ns.
    int64_t read_timeout_ns = 0;
    // Never waits: the thread spins.
    bool busy_poll = false;
  };

  // Both must outlive it.
  BlockingDriver(const Descriptor& socket, S& session, const Options& options)
      : fd_(socket.get()), session_(session), options_(options) {}

  // Carries the session on until it is over or `done`, a function without
  // arguments, says so after a burst.
  template <typename Done>
  void RunUntil(const Done& done) {
    Advance();
    while (session_.state() != SessionState::kOver && !done()) {
      if (Read(/*wait=*/!options_.busy_poll) && Advance() > 0) continue;
      if (session_.HasOutput()) Flush();
      const int64_t now_ns = SteadyNowNs();
      if (now_ns < session_.WakeAtNs()) continue;
      session_.Wake(now_ns);
      Advance();
    }
  }

 private:
  // Takes all steps and sends all output, as far as that goes. Returns the
  // number of steps.
  size_t Advance() {
    const size_t steps = TakeSteps(session_, SteadyNowNs, [this] { Flush(); });
    if (session_.HasOutput()) Flush();
    return steps;
  }

  // Reads once. False: nothing came.
  bool Read(bool wait) {
    bool wait_in_read = wait;
    if (wait && session_.HasOutput()) {
      wait_in_read = false;
      const int error = WaitUntilReady(
          fd_, /*to_write=*/true,
          static_cast<int>(options_.read_timeout_ns / kNanosPerMilli));
      if (error != 0) {
        session_.PeerLeft(error);
        return false;
      }
    }
    const Moved got = ReceiveInto(fd_, session_.Space(), wait_in_read);
    if (got.bytes > 0) {
      session_.Received(got.bytes);
      return true;
    }
    if (got.end || got.error != 0) session_.PeerLeft(got.error);
    return false;
  }

  void Flush() {
    const int error = SendToSocket(fd_, session_);
    if (error == 0) return;
    session_.SendFailed(error);
    // The peer may have said why before it hung up.
    while (session_.state() != SessionState::kOver && Read(/*wait=*/false)) {
      while (session_.HasNext()) session_.TakeNext(SteadyNowNs());
    }
    if (session_.state() != SessionState::kOver) session_.PeerLeft(error);
  }

  const int fd_;
  S& session_;
  const Options options_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_SESSION_BLOCKING_DRIVER_H_
