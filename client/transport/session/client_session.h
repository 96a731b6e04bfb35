// The client's end of a connection without gRPC: bytes on one side, a window of
// messages on the other.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_SESSION_CLIENT_SESSION_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_SESSION_CLIENT_SESSION_H_

#include <sys/uio.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "client/load/message_window.h"
#include "client/load/workload.h"
#include "client/transport/session/wire.h"
#include "common/flush_policy.h"
#include "common/session/connection_ends.h"
#include "common/session/session.h"
#include "common/session/socket_error.h"

namespace grpc_perf_msgr {

// A Session that greets the server and then carries a window to its end. Each
// reply is answered with the next message; the driver sends the whole burst
// that one read brought at once. With FlushPolicy::kMessage, or when replies
// cost think time, each message goes out at once. Nothing is held longer than
// kMaxHoldNs.
template <Wire W>
class ClientSession {
 public:
  // All must outlive it; `payload` is what each op carries. UNAVAILABLE: the
  // server does not greet until `deadline_ns`; CANCELLED: `stop` was raised
  // before.
  ClientSession(const Workload& workload, absl::string_view payload,
                const ConnectionEnds& ends, int64_t deadline_ns,
                const StopSignal& stop)
      : workload_(workload),
        small_(payload.size() <= kSmallBytes),
        deadline_ns_(deadline_ns),
        stop_(stop),
        wire_(workload, payload) {
    wire_.Begin(ends);
  }

  // Messages may be sent: Carry() may be called.
  bool greeted() const { return greeted_; }

  // Carries `window`, which was started, to its end; the session is over then.
  void Carry(MessageWindow& window) {
    window_ = &window;
    flush_each_ = workload_.flush == FlushPolicy::kMessage || window.thinks();
  }

  // As a Session.
  absl::Span<char> Space() { return wire_.reader().Space(); }
  void Received(size_t bytes) { wire_.reader().Commit(bytes); }
  void PeerLeft(int error);

  bool HasNext();
  // One reading serves a reply and the message that takes its place.
  bool WantsNow() const { return true; }
  void TakeNext(int64_t now_ns);
  bool FlushWanted() const { return flush_wanted_; }

  bool HasOutput() const { return wire_.writer().HasOutput(); }
  Gathered Gather(absl::Span<iovec> vectors) {
    return wire_.writer().Gather(vectors);
  }
  void Sent(size_t bytes) { wire_.writer().Sent(bytes); }
  void SendFailed(int error);

  bool WantsRead() const { return true; }
  int64_t WakeAtNs() const {
    return window_ != nullptr ? window_->WakeAtNs() : wake_at_ns_;
  }
  void Wake(int64_t now_ns);

  SessionState state() const { return state_; }
  // Also what of the window, or of the server, ended it.
  const absl::Status& status() const { return status_; }

 private:
  // Appends what may be sent at `now_ns`, until it is to be flushed.
  void Send(int64_t now_ns);
  void Finish(const absl::Status& status);
  // Takes what came of the greeting, or of the last words.
  void TakeWords();

  const Workload& workload_;
  const bool small_;
  const int64_t deadline_ns_;
  const StopSignal& stop_;
  W wire_;
  MessageWindow* window_ = nullptr;
  // The reply that HasNext() found.
  WireReply reply_;
  bool greeted_ = false;
  bool flush_each_ = false;
  bool flush_wanted_ = false;
  // The next step sends, without a reply.
  bool sending_ = false;
  // When the oldest message that is not flushed was appended.
  int64_t waiting_since_ns_ = 0;
  // While it greets: when to look at the time and at `stop`.
  int64_t wake_at_ns_ = 0;
  // Why nothing can be sent any more.
  absl::Status send_failure_;
  SessionState state_ = SessionState::kOpen;
  absl::Status status_;
};

template <Wire W>
bool ClientSession<W>::HasNext() {
  if (state_ == SessionState::kOver) return false;
  if (sending_) return true;
  if (window_ == nullptr || !send_failure_.ok()) {
    TakeWords();
    return false;
  }
  const absl::StatusOr<bool> found = wire_.NextReply(reply_);
  if (!found.ok()) {
    Finish(found.status());
    return false;
  }
  if (*found) return true;
  if (window_->Done()) {
    Finish(absl::OkStatus());
    return false;
  }
  // When the load begins; else each reply is answered as it is taken.
  sending_ = window_->Sendable() > 0;
  return sending_;
}

template <Wire W>
void ClientSession<W>::TakeNext(int64_t now_ns) {
  flush_wanted_ = false;
  if (!sending_) {
    absl::Status status =
        window_->Receive(reply_.id, reply_.data, reply_.crc32c, now_ns);
    if (!status.ok()) {
      Finish(status);
      return;
    }
    now_ns = window_->received_ns();
  }
  Send(now_ns);
}

template <Wire W>
void ClientSession<W>::Send(int64_t now_ns) {
  while (window_->Sendable() > 0) {
    if (!wire_.writer().HasOutput()) waiting_since_ns_ = now_ns;
    wire_.AppendOp(window_->Send(now_ns));
    const bool look = !small_ || wire_.writer().pending() % kSmallBurst == 0;
    if (flush_each_ || (look && now_ns - waiting_since_ns_ > kMaxHoldNs)) {
      flush_wanted_ = true;
      waiting_since_ns_ = now_ns;
      sending_ = window_->Sendable() > 0;
      return;
    }
  }
  sending_ = false;
}

template <Wire W>
void ClientSession<W>::TakeWords() {
  if (!greeted_) {
    const absl::StatusOr<bool> done = wire_.Greet();
    if (!done.ok()) {
      Finish(done.status());
      return;
    }
    greeted_ = *done;
  }
  if (send_failure_.ok() || !greeted_) return;
  const absl::Status last_words = wire_.LastWords();
  if (!last_words.ok()) Finish(last_words);
}

template <Wire W>
void ClientSession<W>::PeerLeft(int error) {
  if (state_ == SessionState::kOver) return;
  if (!send_failure_.ok()) {
    Finish(send_failure_);
    return;
  }
  const absl::Status status =
      error == 0 ? absl::UnavailableError("the server closed the connection")
                 : SocketError(error, "cannot receive");
  if (greeted_) {
    Finish(status);
    return;
  }
  Finish(absl::Status(status.code(),
                      absl::StrCat(status.message(), " instead of sending ",
                                   wire_.awaited(), wire_.hang_up_hint())));
}

template <Wire W>
void ClientSession<W>::SendFailed(int error) {
  if (state_ == SessionState::kOver) return;
  send_failure_ = SocketError(error, "cannot send");
  sending_ = false;
  wire_.writer().Clear();
}

template <Wire W>
void ClientSession<W>::Wake(int64_t now_ns) {
  if (window_ != nullptr) {
    const absl::Status status = window_->Check(now_ns);
    if (!status.ok()) Finish(status);
  } else if (stop_.load() != StopLevel::kNone) {
    Finish(absl::CancelledError("stopped while connecting"));
  } else if (now_ns > deadline_ns_) {
    Finish(absl::UnavailableError(absl::StrCat(
        workload_.server.ToString(),
        " accepts connections but does not answer with ", wire_.awaited())));
  } else {
    wake_at_ns_ =
        std::min(now_ns + MessageWindow::kCheckIntervalNs, deadline_ns_ + 1);
  }
}

template <Wire W>
void ClientSession<W>::Finish(const absl::Status& status) {
  if (state_ == SessionState::kOver) return;
  state_ = SessionState::kOver;
  status_ = status;
  wire_.writer().Clear();
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_SESSION_CLIENT_SESSION_H_
