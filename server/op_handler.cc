#include "server/op_handler.h"

#include <algorithm>
#include <bit>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/payload.h"

namespace grpc_perf_msgr {
namespace {

constexpr size_t kMinPayloadBytes = 4096;

}  // namespace

absl::Status OpHandler::Check(const ReceivedOp& op) const {
  if (op.data.size() > options_.max_message_bytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("op ", op.id, " carries ", op.data.size(),
                     " bytes, the server's --max_message_bytes is ",
                     options_.max_message_bytes));
  }
  if (op.reply_bytes > options_.max_message_bytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("op ", op.id, " asks for a reply of ", op.reply_bytes,
                     " bytes, the server's --max_message_bytes is ",
                     options_.max_message_bytes));
  }
  if (op.crc32c.has_value()) {
    const uint32_t actual = Crc32c(op.data);
    if (actual != *op.crc32c) {
      return absl::DataLossError(absl::StrFormat(
          "op %d: crc32c of its %d bytes is 0x%08x, it says 0x%08x", op.id,
          op.data.size(), actual, *op.crc32c));
    }
  }
  return absl::OkStatus();
}

absl::Status OpHandler::Handle(const ReceivedOp& op, PendingReply& reply) {
  absl::Status status = Check(op);
  if (!status.ok()) {
    Increment(errors_);
    options_.frames.Say("received op ", op.id, ", ", op.data.size(),
                        " bytes, refused: ", status.message());
    return status;
  }
  if (look_at_ops_) [[unlikely]] {
    LookAt(op);
  }
  reply.id = op.id;
  reply.reply_bytes = op.reply_bytes;
  reply.with_crc32c = op.crc32c.has_value();
  Increment(messages_);
  Increment(bytes_received_, op.data.size());
  Increment(bytes_sent_, op.reply_bytes);
  return status;
}

void OpHandler::LookAt(const ReceivedOp& op) {
  options_.frames.Say("received op ", op.id, ", ", op.data.size(), " bytes");
  think_.Think();
  options_.window.Say("op ", op.id, " handled, ",
                      messages_.load(std::memory_order_relaxed) + 1, " in all");
  options_.frames.Say("send reply ", op.id, ", ", op.reply_bytes, " bytes");
}

absl::string_view OpHandler::ReplyPayload(uint32_t reply_bytes) {
  if (payloads_.empty() || payloads_.back().size() < reply_bytes) {
    // In powers of two, so that what is kept is less than what is needed.
    payloads_.push_back(MakePayload(
        std::bit_ceil(std::max<size_t>(reply_bytes, kMinPayloadBytes))));
  }
  return absl::string_view(payloads_.back().data(), reply_bytes);
}

void OpHandler::AddTo(v1::ServerCounters& counters) const {
  const auto read = [](const std::atomic<uint64_t>& counter) {
    return counter.load(std::memory_order_relaxed);
  };
  counters.set_messages(counters.messages() + read(messages_));
  counters.set_bytes_received(counters.bytes_received() +
                              read(bytes_received_));
  counters.set_bytes_sent(counters.bytes_sent() + read(bytes_sent_));
  counters.set_errors(counters.errors() + read(errors_));
  // Closed first: a stream is never closed before it was counted.
  const uint64_t closed = read(streams_closed_);
  const uint64_t total = read(streams_total_);
  counters.set_streams_open(counters.streams_open() +
                            (total > closed ? total - closed : 0));
  counters.set_streams_total(counters.streams_total() + total);
  counters.set_streams_broken(counters.streams_broken() +
                              read(streams_broken_));
  counters.add_streams_by_thread(total);
  MergeThinkTimeUse(think_.Use(), *counters.mutable_think());
}

}  // namespace grpc_perf_msgr
