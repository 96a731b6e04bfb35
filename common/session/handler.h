// What a server does with the ops that a session cut out of its bytes.
#ifndef GRPC_PERF_MSGR_COMMON_SESSION_HANDLER_H_
#define GRPC_PERF_MSGR_COMMON_SESSION_HANDLER_H_

#include <concepts>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/payload.h"

namespace grpc_perf_msgr {

// One op as a transport received it; `data` is borrowed for the call.
struct ReceivedOp {
  uint64_t id = 0;
  PayloadView data = "";
  uint32_t reply_bytes = 0;
  std::optional<uint32_t> crc32c;
};

// What is to be answered. Small, so that it can wait in a queue: the reply's
// payload is made only when it is sent.
struct PendingReply {
  uint64_t id = 0;
  uint32_t reply_bytes = 0;
  // The op carried a crc32c, so the reply must.
  bool with_crc32c = false;
};

// Takes the ops of sessions; the server's is OpHandler. All belong to the
// thread that drives the sessions.
//   Handle        checks the op, spends the think time and says what to answer;
//                 an error is how the stream that the op came by must end
//   thinks        whether an op costs think time: nothing may be held back
//                 across it
//   ReplyPayload  the payload of a reply of so many bytes; valid as long as the
//                 handler
template <typename T>
concept Handler = requires(T& handler, const T& constant, const ReceivedOp& op,
                           PendingReply& reply, uint32_t reply_bytes) {
  { handler.Handle(op, reply) } -> std::same_as<absl::Status>;
  { constant.thinks() } -> std::same_as<bool>;
  { handler.ReplyPayload(reply_bytes) } -> std::same_as<absl::string_view>;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_SESSION_HANDLER_H_
