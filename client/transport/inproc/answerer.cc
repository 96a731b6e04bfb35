#include "client/transport/inproc/answerer.h"

#include "absl/strings/str_cat.h"
#include "common/payload.h"

namespace grpc_perf_msgr {

Answerer::Answerer(uint32_t reply_bytes) : payload_(MakePayload(reply_bytes)) {}

absl::Status Answerer::Handle(const ReceivedOp& op, PendingReply& reply) {
  if (op.crc32c.has_value() && Crc32c(op.data) != *op.crc32c) {
    return absl::DataLossError(absl::StrCat("op with id ", op.id,
                                            ": wrong crc32c of its ",
                                            op.data.size(), " bytes"));
  }
  reply.id = op.id;
  reply.reply_bytes = op.reply_bytes;
  reply.with_crc32c = op.crc32c.has_value();
  return absl::OkStatus();
}

}  // namespace grpc_perf_msgr
