// Which clients were refused, and why, for whoever runs the server: the
// client's own words for it may be lost, or its protocol may have none.
#ifndef GRPC_PERF_MSGR_SERVER_REFUSAL_LOG_H_
#define GRPC_PERF_MSGR_SERVER_REFUSAL_LOG_H_

#include <cstdint>
#include <string>
#include <utility>

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

  // `transport` is the word for what the listener speaks.
  explicit RefusalLog(std::string transport)
      : transport_(std::move(transport)) {}

  const std::string& transport() const { return transport_; }

  // Writes a line to standard error, if there may be one now: what was done
  // ("cut") to whom ("10.0.0.1:5000"), and why.
  void Write(absl::string_view what, absl::string_view peer,
             const absl::Status& why);

  // That line, with its end, at `now_ns` (steady clock):
  //   cut tcp peer 10.0.0.1:5000: DATA_LOSS: wrong crc (and 2 more before)
  // It also says how many had none since the one before. Empty: not now.
  std::string Line(absl::string_view what, absl::string_view peer,
                   const absl::Status& why, int64_t now_ns);

 private:
  const std::string transport_;

  Mutex mutex_;
  uint64_t written_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t left_out_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t last_ns_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_REFUSAL_LOG_H_
