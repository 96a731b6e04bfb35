// The server's part within the client, where both ends of a connection are in
// one process: answers ops and spends nothing on them.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_INPROC_ANSWERER_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_INPROC_ANSWERER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/session/handler.h"

namespace grpc_perf_msgr {

// A Handler that checks and answers as the server does, without think time. One
// thread.
class Answerer {
 public:
  // `reply_bytes`: the payload of each reply.
  explicit Answerer(uint32_t reply_bytes);

  // DATA_LOSS: the op's payload does not have the crc32c that it says.
  absl::Status Handle(const ReceivedOp& op, PendingReply& reply);
  bool thinks() const { return false; }
  // At most as many as were asked for in the constructor.
  absl::string_view ReplyPayload(uint32_t reply_bytes) const {
    return absl::string_view(payload_).substr(0, reply_bytes);
  }

 private:
  const std::string payload_;
};
static_assert(Handler<Answerer>);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_INPROC_ANSWERER_H_
