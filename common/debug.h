// --debug: what happens inside, for people, on standard error.
//
// Costs nothing when it is off: what may be traced has a DebugLog that was made
// with the connection or the run, and asks it once an event whether it is on,
// an inline test of a pointer that never changes. So to trace something new,
// keep a DebugLog where the event is seen, made by whoever has the options:
//
//   const DebugLog debug_;   // DebugLog(options.debug.frames, "frames", who)
//   ...
//   if (debug_.on()) debug_.Say("sent op ", id, ", ", bytes, " bytes");
//
// A line is `debug 12345.678 frames tcp 3: sent op 7, 4096 bytes`: microseconds
// on the steady clock, the word, who (a thread's index, a peer), and the event.
#ifndef GRPC_PERF_MSGR_COMMON_DEBUG_H_
#define GRPC_PERF_MSGR_COMMON_DEBUG_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

// The words of --debug.
struct DebugWords {
  // Calls of the control plane, and groups.
  bool control = false;
  // Each frame or message that is sent or received, those of handshakes, too.
  bool frames = false;
  // On the client: sends, replies, changes of phase, stalls. On the server:
  // ops that were answered.
  bool window = false;

  bool operator==(const DebugWords& other) const = default;
};

// For absl flags: words separated by commas, "" for none. The error names the
// words that there are.
bool AbslParseFlag(absl::string_view text, DebugWords* words,
                   std::string* error);
std::string AbslUnparseFlag(const DebugWords& words);

// Which of the threads that carry messages this is, for who makes a DebugLog on
// it; 0 before it was set.
void SetDebugThread(uint32_t index);
uint32_t DebugThread();

// Copies share what they know. Any thread.
class DebugLog {
 public:
  // Off.
  DebugLog() = default;
  DebugLog(bool on, absl::string_view word, absl::string_view who);

  bool on() const { return prefix_ != nullptr; }

  // Writes a line, in one piece, if it is on.
  template <typename... Args>
  void Say(const Args&... event) const {
    if (on()) Write(absl::StrCat(event...));
  }

 private:
  void Write(const std::string& event) const;

  // " frames tcp 3: "; null when off.
  std::shared_ptr<const std::string> prefix_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_DEBUG_H_
