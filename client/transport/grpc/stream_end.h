// How a stream ended, for every API alike. Knows neither gRPC nor a clock.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_STREAM_END_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_STREAM_END_H_

#include <cstdint>

#include "absl/status/status.h"

namespace grpc_perf_msgr {

// How long the server may take to end a stream that is half-closed and whose
// messages are all answered.
inline constexpr int64_t kStreamEndTimeoutNs = 2'000'000'000;

// What is known of a stream once nothing of it is pending.
struct StreamEnd {
  // The first error of the window, or of a reply that came after the last.
  absl::Status error;
  bool all_answered = false;
  // The client cut it off because the server did not end it in time.
  bool cut_off = false;
  // What the server ended it with; CANCELLED when the client cut it off.
  absl::Status server;
};

// What the run reports of it. In this order: the error; when it was cut off,
// DEADLINE_EXCEEDED, or INTERNAL with messages unanswered (gRPC gives up
// reading at what it can't parse, and the stream goes on); the server's status,
// even when all was answered; INTERNAL when it ended well with messages
// unanswered.
absl::Status StatusOfEnd(const StreamEnd& end);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_STREAM_END_H_
