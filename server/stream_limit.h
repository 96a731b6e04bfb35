// How many streams are open on the whole server, and how many may be.
#ifndef GRPC_PERF_MSGR_SERVER_STREAM_LIMIT_H_
#define GRPC_PERF_MSGR_SERVER_STREAM_LIMIT_H_

#include <atomic>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {

// Shared by all listeners; touched twice a stream, never for a message. Any
// thread.
class StreamLimit {
 public:
  // `max_streams` 0: any number.
  explicit StreamLimit(uint32_t max_streams) : max_streams_(max_streams) {}

  // OK: the stream counts as open until Close. RESOURCE_EXHAUSTED: too many.
  absl::Status TryOpen() {
    const uint32_t open = open_.fetch_add(1) + 1;
    if (max_streams_ == 0 || open <= max_streams_) return absl::OkStatus();
    open_.fetch_sub(1);
    return absl::ResourceExhaustedError(absl::StrCat(
        "the server has ", max_streams_, " streams open, its --max_streams"));
  }
  void Close() { open_.fetch_sub(1); }

 private:
  const uint32_t max_streams_;
  std::atomic<uint32_t> open_{0};
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_STREAM_LIMIT_H_
