// One end of one connection without its socket: bytes in, bytes out, the time
// as an argument. Both ends of every protocol that is spoken here without a
// library are such; so a whole connection runs in memory, under a made-up
// clock, and what a socket does is written once, in the drivers beside this.
#ifndef GRPC_PERF_MSGR_COMMON_SESSION_SESSION_H_
#define GRPC_PERF_MSGR_COMMON_SESSION_SESSION_H_

#include <sys/uio.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace grpc_perf_msgr {

enum class SessionState {
  // Bytes go both ways.
  kOpen,
  // It has said its last words. When HasOutput() is false the driver ends the
  // stream that it sends (half-close), and goes on to read, or a reset would
  // take those words away: the session throws away what comes.
  kClosing,
  // Nothing more is to be read or sent: the driver closes. status() says why.
  kOver,
};

// What Gather() put together.
struct Gathered {
  size_t vectors = 0;
  size_t bytes = 0;
};

// WakeAtNs() of a session that waits for its peer alone.
inline constexpr int64_t kNeverNs = std::numeric_limits<int64_t>::max();

// What a class must have to be a session. Times are ns on the steady clock. A
// driver, on one thread, does what follows; none of it blocks, does I/O or
// looks at a clock, but for the think time that a message costs.
//
// Reading, unless WantsRead() is false:
//   Space()        where the peer's next bytes go; never empty. Invalidates
//                  what was taken before
//   Received(n)    n > 0 more bytes are in Space()
//   PeerLeft(e)    no more come: e is 0 for an end of the stream, else the
//                  errno of reading. The session is over then
// Then, and also once output was sent, and at the very start, one step after
// the other:
//   HasNext()      whether there is a step to take: a whole frame, say. When
//                  true, TakeNext comes before any other call
//   WantsNow()     whether that step wants a new reading of the clock (20 ns);
//                  the last one is good enough otherwise
//   TakeNext(now)  takes the step: one message, with its think time
//   FlushWanted()  what waits must be sent before the next step: the policy
//                  flushes each message, something was held for kMaxHoldNs, or
//                  too much waits
// Writing, when FlushWanted() and when there is no next step:
//   HasOutput()    something waits to be sent
//   Gather(v)      the first of it, as vectors that are borrowed until the next
//                  call but HasOutput()
//   Sent(n)        the peer's side took n of these bytes
//   SendFailed(e)  errno: nothing can be sent any more. A session that is not
//                  over then wants what the peer said before: read without
//                  waiting, until there is nothing; then PeerLeft(e)
// Time:
//   WakeAtNs()     when to call Wake if nothing was received until then;
//                  kNeverNs: not at all. Late is well, by as much as the driver
//                  is promised to be
//   Wake(now)      then take steps
template <typename S>
concept Session = requires(S session, const S& state, size_t bytes,
                           int64_t now_ns, int error,
                           absl::Span<iovec> vectors) {
  { session.Space() } -> std::same_as<absl::Span<char>>;
  { session.Received(bytes) } -> std::same_as<void>;
  { session.PeerLeft(error) } -> std::same_as<void>;

  { session.HasNext() } -> std::same_as<bool>;
  { state.WantsNow() } -> std::same_as<bool>;
  { session.TakeNext(now_ns) } -> std::same_as<void>;
  { state.FlushWanted() } -> std::same_as<bool>;

  { state.HasOutput() } -> std::same_as<bool>;
  { session.Gather(vectors) } -> std::same_as<Gathered>;
  { session.Sent(bytes) } -> std::same_as<void>;
  { session.SendFailed(error) } -> std::same_as<void>;

  { state.WantsRead() } -> std::same_as<bool>;
  { state.WakeAtNs() } -> std::same_as<int64_t>;
  { session.Wake(now_ns) } -> std::same_as<void>;

  { state.state() } -> std::same_as<SessionState>;
  // OK while it is open, and when it ended as its protocol allows.
  { state.status() } -> std::convertible_to<absl::Status>;
};

// Takes every step that there is. `now` is a function that reads the clock;
// `flush` one that sends what waits, as far as that goes. Returns the number of
// steps.
template <Session S, typename Now, typename Flush>
size_t TakeSteps(S& session, const Now& now, const Flush& flush) {
  size_t steps = 0;
  int64_t now_ns = 0;
  while (session.HasNext()) {
    if (steps++ == 0 || session.WantsNow()) now_ns = now();
    session.TakeNext(now_ns);
    if (session.FlushWanted()) flush();
  }
  return steps;
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_SESSION_SESSION_H_
