#include "server/tcp_connection.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/payload.h"

namespace grpc_perf_msgr {
namespace {

// What a serialized Op adds to its payload, at most.
constexpr uint32_t kOpOverheadBytes = 64;

}  // namespace

TcpConnection::TcpConnection(Descriptor socket, OpHandler& handler,
                             FlushPolicy flush, uint64_t max_message_bytes,
                             const absl::Status& refusal)
    : socket_(std::move(socket)),
      handler_(handler),
      flush_each_(flush == FlushPolicy::kMessage || handler.thinks()),
      max_message_bytes_(max_message_bytes),
      reader_(static_cast<uint32_t>(max_message_bytes) + kOpOverheadBytes) {
  if (!refusal.ok()) {
    accepted_ = false;
    Refuse(refusal);
  }
}

uint32_t TcpConnection::events() const {
  uint32_t events = 0;
  if (!paused_) events |= EPOLLIN;
  // The last flush may have sent all that reading paused for: then the socket
  // is writable at once, and reading goes on.
  if (!writer_.empty() || paused_) events |= EPOLLOUT;
  return events;
}

bool TcpConnection::OnReady() {
  if (!writer_.empty()) Flush();
  if (paused_ && writer_.pending() < kMaxWaiting / 2) {
    paused_ = false;
    TakeFrames();
    Flush();
  }
  more_to_read_ = true;
  for (int reads = 0; reads < kMaxReads && more_to_read_ && !paused_ && !ended_;
       ++reads) {
    if (!Read()) break;
    TakeFrames();
    Flush();
  }
  return !ended_;
}

bool TcpConnection::Read() {
  const absl::Span<char> space = reader_.Space();
  const ssize_t got =
      recv(socket_.get(), space.data(), space.size(), MSG_DONTWAIT);
  if (got > 0) {
    reader_.Commit(static_cast<size_t>(got));
    // A full buffer means that there may be more.
    more_to_read_ = static_cast<size_t>(got) == space.size();
    return true;
  }
  more_to_read_ = false;
  if (got == 0) {
    // Between two frames it is the client's way to say that it is done; replies
    // that could not be sent are then lost.
    if (reader_.buffered() > 0 || !writer_.empty()) broken_ = true;
    ended_ = true;
  } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
    broken_ = true;
    ended_ = true;
  }
  return false;
}

void TcpConnection::TakeFrames() {
  if (state_ == State::kHello) TakeHello();
  while (state_ == State::kOpen && !ended_) {
    if (writer_.pending() >= kMaxWaiting) {
      Flush();
      if (writer_.pending() >= kMaxWaiting) {
        paused_ = true;
        return;
      }
    }
    const auto frame = reader_.Next();
    absl::Status status = frame.status();
    if (status.ok()) {
      if (!frame->has_value()) return;
      status = TakeOp(**frame);
    }
    if (!status.ok()) Refuse(status);
  }
  if (state_ == State::kClosing) {
    discarded_bytes_ += reader_.buffered();
    reader_.Clear();
    if (discarded_bytes_ > kMaxDiscardedBytes) ended_ = true;
  }
}

void TcpConnection::TakeHello() {
  const std::optional<absl::string_view> bytes = reader_.TakeRaw(kHelloBytes);
  if (!bytes.has_value()) return;
  const absl::StatusOr<Hello> hello = DecodeHello(*bytes);
  if (!hello.ok()) {
    // It speaks something else and would not understand an error frame.
    broken_ = true;
    ended_ = true;
    return;
  }
  hello_ = *hello;
  Hello answer = hello_;
  answer.bytes = static_cast<uint32_t>(max_message_bytes_);
  const auto encoded = EncodeHello(answer);
  writer_.AppendRaw(absl::string_view(encoded.data(), encoded.size()));
  state_ = State::kOpen;
  // Larger replies are refused with the first op.
  if (hello_.bytes <= max_message_bytes_) {
    payload_ = handler_.ReplyPayload(hello_.bytes);
  }
  if (hello_.protobuf) reply_.set_data(std::string(payload_));
}

absl::Status TcpConnection::TakeOp(const ReceivedFrame& frame) {
  ReceivedOp op;
  op.id = frame.header.id;
  op.data = frame.payload;
  op.reply_bytes = hello_.bytes;
  if (hello_.protobuf) {
    if (!op_.ParseFromArray(frame.payload.data(),
                            static_cast<int>(frame.payload.size()))) {
      return absl::InvalidArgumentError(
          absl::StrCat("frame with id ", op.id, " is no Op"));
    }
    op.id = op_.id();
    op.data = op_.data();
    if (op_.has_crc32c()) op.crc32c = op_.crc32c();
  } else if (hello_.verify) {
    op.crc32c = frame.header.crc32c;
  }
  PendingReply reply;
  absl::Status status = handler_.Handle(op, reply);
  if (!status.ok()) return status;
  AppendReply(reply);
  if (flush_each_) {
    Flush();
    return status;
  }
  if (writer_.pending() == 1) {
    waiting_since_ns_ = SteadyNowNs();
  } else if ((writer_.pending() % kSmallBurst == 0 ||
              op.data.size() > kSmallBytes) &&
             SteadyNowNs() - waiting_since_ns_ > kMaxHoldNs) {
    Flush();
  }
  return status;
}

void TcpConnection::AppendReply(const PendingReply& reply) {
  FrameHeader header;
  header.id = reply.id;
  if (!hello_.protobuf) {
    header.length = static_cast<uint32_t>(payload_.size());
    if (reply.with_crc32c) header.crc32c = Crc32c(payload_);
    writer_.AppendFrame(header, payload_);
    return;
  }
  reply_.set_id(reply.id);
  if (reply.with_crc32c) {
    reply_.set_crc32c(Crc32c(payload_));
  } else {
    reply_.clear_crc32c();
  }
  header.length = static_cast<uint32_t>(reply_.ByteSizeLong());
  reply_.SerializeWithCachedSizesToArray(
      reinterpret_cast<uint8_t*>(writer_.AppendOwnedFrame(header)));
}

void TcpConnection::Flush() {
  if (ended_) return;
  if (!writer_.Flush(socket_.get()).ok()) {
    broken_ = true;
    ended_ = true;
    return;
  }
  // All said: the client reads the end of the stream; what it still sends is
  // read and thrown away, or its reset would take our words with it.
  if (state_ == State::kClosing && writer_.empty()) {
    shutdown(socket_.get(), SHUT_WR);
  }
}

void TcpConnection::Refuse(const absl::Status& status) {
  if (accepted_) broken_ = true;
  if (state_ == State::kHello) {
    Hello greeting;
    greeting.bytes = static_cast<uint32_t>(max_message_bytes_);
    const auto hello = EncodeHello(greeting);
    writer_.AppendRaw(absl::string_view(hello.data(), hello.size()));
  }
  state_ = State::kClosing;
  writer_.AppendRaw(EncodeErrorFrame(status));
}

}  // namespace grpc_perf_msgr
