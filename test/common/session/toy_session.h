// The least that a session can be, for tests of what drives one.
#ifndef GRPC_PERF_MSGR_TEST_COMMON_SESSION_TOY_SESSION_H_
#define GRPC_PERF_MSGR_TEST_COMMON_SESSION_TOY_SESSION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/session/session.h"

namespace grpc_perf_msgr {

// Its messages are single bytes. It repeats each but '.', which makes it say
// "bye" and close; and it keeps what it was told.
class ToySession {
 public:
  absl::Span<char> Space() { return absl::MakeSpan(space_); }
  void Received(size_t bytes) { received_.append(space_.data(), bytes); }
  void PeerLeft(int error) {
    left.push_back(error);
    state_ = SessionState::kOver;
  }

  bool HasNext() {
    return state_ == SessionState::kOpen && taken_ < received_.size() &&
           output.size() < most_waiting;
  }
  bool WantsNow() const { return true; }
  void TakeNext(int64_t now_ns) {
    taken_at.push_back(now_ns);
    const char message = received_[taken_++];
    if (message == '.') {
      output += "bye";
      state_ = SessionState::kClosing;
    } else if (!mute) {
      output += message;
    }
  }
  bool FlushWanted() const { return flush_each; }

  bool HasOutput() const { return !output.empty(); }
  Gathered Gather(absl::Span<iovec> vectors) {
    vectors[0] = {output.data(), output.size()};
    return {1, output.size()};
  }
  void Sent(size_t bytes) {
    sends.push_back(output.substr(0, bytes));
    output.erase(0, bytes);
  }
  void SendFailed(int error) {
    failed.push_back(error);
    output.clear();
    mute = true;
    if (!hears_last_words) state_ = SessionState::kOver;
  }

  bool WantsRead() const {
    return state_ != SessionState::kOver && output.size() < most_waiting;
  }
  int64_t WakeAtNs() const { return wake_at_ns; }
  void Wake(int64_t now_ns) {
    woken_at.push_back(now_ns);
    wake_at_ns = kNeverNs;
    if (ends_when_woken) state_ = SessionState::kOver;
  }

  SessionState state() const { return state_; }
  absl::Status status() const { return absl::OkStatus(); }
  // All that came.
  const std::string& received() const { return received_; }

  // How it behaves.
  bool flush_each = false;
  bool hears_last_words = false;
  bool ends_when_woken = false;
  bool mute = false;
  size_t most_waiting = size_t{1} << 20;
  int64_t wake_at_ns = kNeverNs;
  // What it has to say, and what it was told.
  std::string output;
  std::vector<std::string> sends;
  std::vector<int> left;
  std::vector<int> failed;
  std::vector<int64_t> taken_at;
  std::vector<int64_t> woken_at;

 private:
  std::array<char, 64> space_ = {};
  std::string received_;
  size_t taken_ = 0;
  SessionState state_ = SessionState::kOpen;
};
static_assert(Session<ToySession>);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_COMMON_SESSION_TOY_SESSION_H_
