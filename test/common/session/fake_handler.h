// A Handler for tests of servers' sessions: answers all that is not too long.
#ifndef GRPC_PERF_MSGR_TEST_COMMON_SESSION_FAKE_HANDLER_H_
#define GRPC_PERF_MSGR_TEST_COMMON_SESSION_FAKE_HANDLER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/payload.h"
#include "common/session/handler.h"

namespace grpc_perf_msgr {

// Answers ops with at most so many bytes either way, and checks a crc32c.
class FakeHandler {
 public:
  static constexpr uint32_t kMaxBytes = 100'000;

  absl::Status Handle(const ReceivedOp& op, PendingReply& reply) {
    if (op.data.size() > kMaxBytes || op.reply_bytes > kMaxBytes) {
      return absl::ResourceExhaustedError(
          absl::StrCat("op ", op.id, " is too long"));
    }
    if (op.crc32c.has_value() && *op.crc32c != Crc32c(op.data)) {
      return absl::DataLossError(absl::StrCat("op ", op.id, " is damaged"));
    }
    ids_.push_back(op.id);
    bytes_ += op.data.size();
    reply.id = op.id;
    reply.reply_bytes = op.reply_bytes;
    reply.with_crc32c = op.crc32c.has_value();
    return absl::OkStatus();
  }
  bool thinks() const { return thinks_; }
  absl::string_view ReplyPayload(uint32_t reply_bytes) {
    return absl::string_view(payload_).substr(0, reply_bytes);
  }

  void set_thinks(bool thinks) { thinks_ = thinks; }
  // What was handled.
  const std::vector<uint64_t>& ids() const { return ids_; }
  uint64_t bytes() const { return bytes_; }

 private:
  const std::string payload_ = MakePayload(kMaxBytes);
  bool thinks_ = false;
  std::vector<uint64_t> ids_;
  uint64_t bytes_ = 0;
};
static_assert(Handler<FakeHandler>);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_COMMON_SESSION_FAKE_HANDLER_H_
