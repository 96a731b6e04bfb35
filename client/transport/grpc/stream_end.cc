#include "client/transport/grpc/stream_end.h"

namespace grpc_perf_msgr {

absl::Status StatusOfEnd(const StreamEnd& end) {
  if (!end.error.ok()) return end.error;
  if (end.cut_off && !end.all_answered) {
    return absl::InternalError(
        "protocol broken: the server sent what is no reply, and did not end "
        "the stream");
  }
  if (end.cut_off) {
    return absl::DeadlineExceededError(
        "all messages were answered, but the server did not end the stream "
        "within 2 s of the client's half-close");
  }
  if (!end.server.ok()) return end.server;
  if (end.all_answered) return absl::OkStatus();
  return absl::InternalError(
      "protocol broken: the server ended the stream with messages unanswered");
}

}  // namespace grpc_perf_msgr
