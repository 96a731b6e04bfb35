// The one way in which a reply gets from gRPC to the window.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_TAKE_REPLY_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_TAKE_REPLY_H_

#include <cstdint>

#include "absl/status/status.h"
#include "client/load/message_window.h"
#include "client/transport/grpc/grpc_codec.h"
#include "common/clock.h"

namespace grpc_perf_msgr {

// Dispatches the reply in `message` now. After OK, window.received_ns() is the
// time for the op that takes its place: one reading serves both. An error is
// the end of the run.
template <typename Codec>
absl::Status TakeReply(Codec& codec, const typename Codec::Reply& message,
                       MessageWindow& window) {
  const int64_t now_ns = SteadyNowNs();
  ReceivedReply reply;
  absl::Status status = codec.Decode(message, reply);
  if (!status.ok()) return status;
  return window.Receive(reply.id, reply.data, reply.crc32c, now_ns);
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_TAKE_REPLY_H_
