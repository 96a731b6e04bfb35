// Why peers were cut, for protocols that have no words to tell the peer itself.
#ifndef GRPC_PERF_MSGR_SERVER_REFUSAL_LOG_H_
#define GRPC_PERF_MSGR_SERVER_REFUSAL_LOG_H_

#include <cstdint>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/mutex.h"

namespace grpc_perf_msgr {

// Shared by the threads of a listener. Bounded, whatever peers do: after the
// first kMaxAtOnce lines there is at most one a second. Any thread.
class RefusalLog {
 public:
  static constexpr uint64_t kMaxAtOnce = 20;

  // Writes a line to standard error, if there may be one now: `what` happened
  // to whom, and why.
  void Write(absl::string_view what, const absl::Status& why);

  // That line, with its end, at `now_ns` (steady clock); it also says how many
  // had none since the one before. Empty: not now.
  std::string Line(absl::string_view what, const absl::Status& why,
                   int64_t now_ns);

 private:
  Mutex mutex_;
  uint64_t written_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t left_out_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t last_ns_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_REFUSAL_LOG_H_
