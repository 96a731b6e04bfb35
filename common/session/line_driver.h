// Drives one of many sessions of a thread, whenever its line may be ready.
#ifndef GRPC_PERF_MSGR_COMMON_SESSION_LINE_DRIVER_H_
#define GRPC_PERF_MSGR_COMMON_SESSION_LINE_DRIVER_H_

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/types/span.h"
#include "common/clock.h"
#include "common/session/line.h"
#include "common/session/session.h"

namespace grpc_perf_msgr {

// The one clock, for a driver.
struct ReadSteadyClock {
  int64_t operator()() const { return SteadyNowNs(); }
};

// Owns the line and the session. `Now` is a function that reads a clock.
template <Session S, Line L, typename Now = ReadSteadyClock>
class LineDriver {
 public:
  // `arguments` are the session's.
  template <typename... Arguments>
  explicit LineDriver(L line, Now now, Arguments&&... arguments)
      : line_(std::move(line)),
        now_(now),
        session_(std::forward<Arguments>(arguments)...) {}

  // What the session says first. Call once, first. False as OnReady.
  bool Start() {
    Advance();
    return !over();
  }

  // The line may have something, or take something: does what can be done, in
  // turn with others. False: it is over, close the line.
  bool OnReady() {
    if (over()) return false;
    if (session_.HasOutput()) Flush();
    Advance();
    bool more = true;
    for (int reads = 0;
         reads < kMaxReads && more && !over() && session_.WantsRead();
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

  bool over() const { return session_.state() == SessionState::kOver; }
  L& line() { return line_; }
  const L& line() const { return line_; }
  S& session() { return session_; }
  const S& session() const { return session_; }

 private:
  // Reads in a row before other sessions get their turn.
  static constexpr int kMaxReads = 8;

  void Advance() {
    TakeSteps(session_, now_, [this] { Flush(); });
    Flush();
  }

  // Reads once. Whether there may be more.
  bool Read() {
    const absl::Span<char> space = session_.Space();
    const Moved got = line_.Receive(space);
    if (got.bytes > 0) {
      session_.Received(got.bytes);
      return got.bytes == space.size();
    }
    if (got.end || got.error != 0) session_.PeerLeft(got.error);
    return false;
  }

  void Flush() {
    if (over()) return;
    const int error = SendOutput(
        [this](absl::Span<iovec> vectors) { return line_.Send(vectors); },
        session_);
    if (error != 0) {
      session_.SendFailed(error);
      HearLastWords(error);
    } else if (session_.state() == SessionState::kClosing && !half_closed_ &&
               !session_.HasOutput()) {
      half_closed_ = true;
      line_.EndSending();
    }
  }

  // What the peer said before nothing could be sent to it any more.
  void HearLastWords(int error) {
    bool more = true;
    while (!over() && more) {
      more = Read();
      while (session_.HasNext()) session_.TakeNext(now_());
    }
    if (!over()) session_.PeerLeft(error);
  }

  L line_;
  const Now now_;
  S session_;
  bool half_closed_ = false;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_SESSION_LINE_DRIVER_H_
