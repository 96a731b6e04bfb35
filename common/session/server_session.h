// What the server's ends of all sessions have in common: when to take an op,
// when to pause, when to send, how to end.
#ifndef GRPC_PERF_MSGR_COMMON_SESSION_SERVER_SESSION_H_
#define GRPC_PERF_MSGR_COMMON_SESSION_SERVER_SESSION_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/base/attributes.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/flush_policy.h"
#include "common/session/session.h"

namespace grpc_perf_msgr {

// What is to be said about a client that was refused or has gone.
struct Parting {
  enum class Kind {
    // Nothing: it is still there, or left as it may.
    kWell,
    // It left as it may, but in the middle of something.
    kEarly,
    // Its connection broke, or it left as it may not.
    kLost,
    // It was refused: it broke the protocol, or there was no room for it.
    kCut,
  };

  Kind kind = Kind::kWell;
  // OK for kWell alone.
  absl::Status why;
};

// What a protocol must have to be spoken by ServerSession.
//   reader, writer  a reader of frames and a BurstWriter
//   thinks          whether an op costs think time
//   Begin           adds what the server says first
//   Find            whether the next frame, or greeting, is complete; also true
//                   when it is not even to be taken, which ends the session:
//                   `wrong` then says why
//   Take            takes the one that was found and adds what it is answered
//                   with. An error ends the session
//   op_bytes        the payload of the op that was taken last
//   Refuse          adds the words that tell the client why it is refused, as
//                   far as the protocol has any. False: it would not understand
//                   a single one
//   Left            the client has gone, by an end of the stream (0), an
//                   errno(3) of reading, or EPIPE: nothing can be sent to it
template <typename W>
concept ServerWire = requires(W wire, const W& state, const absl::Status& why,
                              absl::Status& wrong, int error) {
  wire.reader().Space();
  wire.writer().Gather(absl::Span<iovec>());
  { state.thinks() } -> std::same_as<bool>;
  { wire.Begin() } -> std::same_as<void>;
  { wire.Find(wrong) } -> std::same_as<bool>;
  { wire.Take() } -> std::same_as<absl::Status>;
  { state.op_bytes() } -> std::same_as<size_t>;
  { wire.Refuse(why) } -> std::same_as<bool>;
  { wire.Left(error) } -> std::same_as<Parting>;
};

// Ops that came together are answered together, unless ops cost think time or
// the policy flushes each message. A client that does not read its replies is
// not read either, once kMaxWaiting of them wait.
template <ServerWire Wire>
class ServerSession {
 public:
  // Replies that may wait to be sent; then reading pauses until half are gone.
  static constexpr size_t kMaxWaiting = 1024;
  static_assert(kMaxWaiting % kSmallBurst == 0, "it is looked at once a burst");
  // How much of what a refused client still sends is thrown away before its
  // session is over.
  static constexpr size_t kMaxDiscardedBytes = size_t{64} * 1024 * 1024;

  // `refusal` not OK: there is no room for one more client, which is told so,
  // if the protocol has words for it. The rest is the wire's.
  template <typename... Arguments>
  explicit ServerSession(FlushPolicy flush, const absl::Status& refusal,
                         Arguments&&... arguments)
      : wire_(std::forward<Arguments>(arguments)...),
        flush_each_(flush == FlushPolicy::kMessage || wire_.thinks()) {
    if (refusal.ok()) {
      wire_.Begin();
    } else {
      Refuse(refusal);
    }
  }

  // As the concept Session.
  absl::Span<char> Space() { return wire_.reader().Space(); }
  void Received(size_t bytes) {
    wire_.reader().Commit(bytes);
    if (state_ == SessionState::kClosing) Discard();
  }
  void PeerLeft(int error) { End(error); }

  // The steps of a message are taken without a call but for what the handler
  // does with it.
  ABSL_ATTRIBUTE_ALWAYS_INLINE bool HasNext();
  // Once for what came together, in large bursts now and then, and for each
  // large op.
  bool WantsNow() const {
    const size_t waiting = wire_.writer().pending();
    return waiting == 0 || waiting % kSmallBurst == kSmallBurst - 1 ||
           wire_.op_bytes() > kSmallBytes;
  }
  ABSL_ATTRIBUTE_ALWAYS_INLINE void TakeNext(int64_t now_ns);
  bool FlushWanted() const { return flush_wanted_; }

  bool HasOutput() const { return wire_.writer().HasOutput(); }
  Gathered Gather(absl::Span<iovec> vectors) {
    return wire_.writer().Gather(vectors);
  }
  void Sent(size_t bytes) {
    flush_wanted_ = false;
    wire_.writer().Sent(bytes);
  }
  // What came before could not be answered, so it is not wanted.
  void SendFailed(int) { End(EPIPE); }

  bool WantsRead() const {
    // Until HasNext() has seen that there is room: what was read before the
    // pause comes first.
    return state_ != SessionState::kOver && !paused_;
  }
  int64_t WakeAtNs() const { return kNeverNs; }
  void Wake(int64_t) {}

  SessionState state() const { return state_; }
  absl::Status status() const { return broken() ? parting_.why : Ok(); }

  // Ended otherwise than by the client's leaving as its protocol allows it.
  bool broken() const {
    return parting_.kind == Parting::Kind::kLost ||
           parting_.kind == Parting::Kind::kCut;
  }
  // For the log; complete as soon as the session is no longer open.
  const Parting& parting() const { return parting_; }

 private:
  static absl::Status Ok() { return absl::OkStatus(); }

  // While reading pauses.
  bool StillFull() const { return wire_.writer().pending() >= kMaxWaiting / 2; }
  ABSL_ATTRIBUTE_NOINLINE void Refuse(const absl::Status& why);
  void Discard();
  void End(int error);

  Wire wire_;
  const bool flush_each_;
  // Why what HasNext() found is to be refused.
  absl::Status found_wrong_;
  SessionState state_ = SessionState::kOpen;
  Parting parting_;
  size_t discarded_bytes_ = 0;
  // When the first of the replies that wait was added.
  int64_t waiting_since_ns_ = 0;
  bool flush_wanted_ = false;
  bool paused_ = false;
};

template <ServerWire Wire>
inline bool ServerSession<Wire>::HasNext() {
  if (state_ != SessionState::kOpen) return false;
  if (paused_ && StillFull()) return false;
  paused_ = wire_.writer().pending() >= kMaxWaiting;
  if (paused_) return false;
  return wire_.Find(found_wrong_);
}

template <ServerWire Wire>
inline void ServerSession<Wire>::TakeNext(int64_t now_ns) {
  if (!found_wrong_.ok()) return Refuse(found_wrong_);
  const absl::Status status = wire_.Take();
  if (!status.ok()) return Refuse(status);
  const size_t waiting = wire_.writer().pending();
  flush_wanted_ = flush_each_;
  if (waiting <= 1) {
    waiting_since_ns_ = now_ns;
  } else if (waiting % kSmallBurst == 0 || wire_.op_bytes() > kSmallBytes) {
    flush_wanted_ = flush_each_ || waiting >= kMaxWaiting ||
                    now_ns - waiting_since_ns_ > kMaxHoldNs;
  }
}

template <ServerWire Wire>
void ServerSession<Wire>::Refuse(const absl::Status& why) {
  parting_ = {Parting::Kind::kCut, why};
  state_ = wire_.Refuse(why) ? SessionState::kClosing : SessionState::kOver;
  Discard();
}

template <ServerWire Wire>
void ServerSession<Wire>::Discard() {
  discarded_bytes_ += wire_.reader().buffered();
  wire_.reader().Clear();
  if (discarded_bytes_ > kMaxDiscardedBytes) state_ = SessionState::kOver;
}

template <ServerWire Wire>
void ServerSession<Wire>::End(int error) {
  if (state_ == SessionState::kOpen) parting_ = wire_.Left(error);
  state_ = SessionState::kOver;
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_SESSION_SERVER_SESSION_H_
