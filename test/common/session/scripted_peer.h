// The other end of a session in memory, under a made-up clock: a test is what
// it says, what it hears, and when it takes no more.
#ifndef GRPC_PERF_MSGR_TEST_COMMON_SESSION_SCRIPTED_PEER_H_
#define GRPC_PERF_MSGR_TEST_COMMON_SESSION_SCRIPTED_PEER_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/session/session.h"

namespace grpc_perf_msgr {

template <Session S>
class ScriptedPeer {
 public:
  // The arguments are the session's.
  template <typename... Arguments>
  explicit ScriptedPeer(Arguments&&... arguments)
      : session_(std::forward<Arguments>(arguments)...) {
    Drive();
  }

  // Says all of it, as far as the session reads, at most `piece` bytes at a
  // time. Returns how much was read.
  size_t Say(absl::string_view bytes, size_t piece = kAny) {
    const size_t all = bytes.size();
    while (!bytes.empty() && session_.WantsRead()) {
      const absl::Span<char> space = session_.Space();
      const size_t part = std::min({space.size(), bytes.size(), piece});
      std::memcpy(space.data(), bytes.data(), part);
      session_.Received(part);
      bytes.remove_prefix(part);
      Drive();
    }
    return all - bytes.size();
  }
  // Ends what it sends, or breaks the connection.
  void Leave(int error = 0) {
    session_.PeerLeft(error);
    Drive();
  }

  // Takes only so many more bytes; the session is told.
  void TakeOnly(size_t bytes) {
    capacity_ = bytes;
    Drive();
  }
  // What the session sends next fails with this errno.
  void FailSending(int error) { send_error_ = error; }

  // What was heard since the last call.
  std::string Heard() { return std::exchange(heard_, ""); }
  // The same, as it was sent: a string for each time that all was sent which
  // there was.
  std::vector<std::string> Bursts() { return std::exchange(bursts_, {}); }

  // Each look at the clock finds it so much later.
  void set_tick_ns(int64_t tick_ns) { tick_ns_ = tick_ns; }
  // How often the session had it looked at.
  size_t looks() const { return looks_; }

  S& session() { return session_; }
  // Has said its last words and sent them.
  bool half_closed() const {
    return session_.state() == SessionState::kClosing && !session_.HasOutput();
  }

 private:
  static constexpr size_t kAny = std::numeric_limits<size_t>::max();

  void Drive() {
    Flush();
    TakeSteps(
        session_,
        [this] {
          ++looks_;
          return now_ns_ += tick_ns_;
        },
        [this] { Flush(); });
    Flush();
  }
  void Flush() {
    std::string burst;
    while (session_.HasOutput()) {
      if (send_error_ != 0) {
        session_.SendFailed(send_error_);
        return;
      }
      std::array<iovec, 16> vectors;
      const Gathered gathered = session_.Gather(absl::MakeSpan(vectors));
      std::string bytes;
      for (size_t i = 0; i < gathered.vectors; ++i) {
        bytes.append(static_cast<const char*>(vectors[i].iov_base),
                     vectors[i].iov_len);
      }
      bytes.resize(std::min(bytes.size(), capacity_));
      capacity_ -= capacity_ == kAny ? 0 : bytes.size();
      burst += bytes;
      session_.Sent(bytes.size());
      if (bytes.size() < gathered.bytes) break;
    }
    if (burst.empty()) return;
    heard_ += burst;
    bursts_.push_back(std::move(burst));
  }

  S session_;
  size_t capacity_ = kAny;
  int send_error_ = 0;
  std::string heard_;
  std::vector<std::string> bursts_;
  int64_t now_ns_ = 0;
  int64_t tick_ns_ = 0;
  size_t looks_ = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_COMMON_SESSION_SCRIPTED_PEER_H_
