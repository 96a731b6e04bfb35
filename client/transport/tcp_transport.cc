#include "client/transport/tcp_transport.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/clock.h"
#include "common/payload.h"

namespace grpc_perf_msgr {
namespace {

// How long to wait before another attempt to connect.
constexpr int64_t kRetryNs = 50 * kNanosPerMilli;
// A reply is its payload; as protobuf it has its id and crc32c around it.
constexpr uint32_t kReplyOverheadBytes = 64;

void SleepNs(int64_t ns) {
  const timespec time = {ns / kNanosPerSecond, ns % kNanosPerSecond};
  nanosleep(&time, nullptr);
}

}  // namespace

TcpTransport::TcpTransport(const Workload& workload, absl::string_view payload)
    : workload_(workload),
      payload_(payload),
      reader_(workload.window.reply_bytes + kReplyOverheadBytes) {
  if (workload.codec == Codec::kProtobuf) {
    op_.set_data(std::string(payload));
    op_.set_reply_bytes(workload.window.reply_bytes);
  }
}

absl::Status TcpTransport::Connect(int64_t timeout_ns, const StopSignal& stop) {
  const int64_t deadline_ns = SteadyNowNs() + timeout_ns;
  for (;;) {
    const int64_t left_ns = deadline_ns - SteadyNowNs();
    absl::StatusOr<Descriptor> made =
        ConnectSocket(workload_.server, std::max<int64_t>(left_ns, 1));
    if (made.ok()) {
      socket_ = *std::move(made);
      absl::Status status =
          MakeBlocking(socket_, MessageWindow::kCheckIntervalNs);
      return status.ok() ? ExchangeHellos(deadline_ns, stop) : status;
    }
    if (stop.load() != StopLevel::kNone) {
      return absl::CancelledError("stopped while connecting");
    }
    if (SteadyNowNs() + kRetryNs > deadline_ns) {
      return absl::Status(
          made.status().code(),
          absl::StrFormat("could not connect to %s within %.3g s: %s",
                          workload_.server.ToString(),
                          static_cast<double>(timeout_ns) / kNanosPerSecond,
                          made.status().message()));
    }
    SleepNs(kRetryNs);
  }
}

absl::Status TcpTransport::ExchangeHellos(int64_t deadline_ns,
                                          const StopSignal& stop) {
  Hello hello;
  hello.bytes = workload_.window.reply_bytes;
  hello.verify = workload_.window.verify;
  hello.protobuf = workload_.codec == Codec::kProtobuf;
  const auto bytes = EncodeHello(hello);
  writer_.AppendRaw(absl::string_view(bytes.data(), bytes.size()));
  absl::Status status = Flush();
  std::optional<absl::string_view> answer;
  while (status.ok() && !(answer = reader_.TakeRaw(kHelloBytes))) {
    if (stop.load() != StopLevel::kNone) {
      return absl::CancelledError("stopped while connecting");
    }
    if (SteadyNowNs() > deadline_ns) {
      return absl::UnavailableError(absl::StrCat(
          workload_.server.ToString(),
          " accepts connections but does not answer with a hello"));
    }
    status = Read(/*wait=*/true);
  }
  if (!status.ok()) return status;
  const absl::StatusOr<Hello> server = DecodeHello(*answer);
  if (!server.ok()) return server.status();
  if (payload_.size() > server->bytes || hello.bytes > server->bytes) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "ops of ", payload_.size(), " bytes with replies of ", hello.bytes,
        ": the server's --max_message_bytes is ", server->bytes));
  }
  return absl::OkStatus();
}

absl::Status TcpTransport::Run(MessageWindow& window) {
  flush_each_ = workload_.flush == FlushPolicy::kMessage || window.thinks();
  // A refusal may have come with the hello.
  absl::Status status = TakeReplies(window);
  if (status.ok()) status = Send(window, SteadyNowNs());
  if (status.ok()) status = Flush();
  int64_t next_check_ns = SteadyNowNs() + MessageWindow::kCheckIntervalNs;
  while (status.ok() && !window.Done()) {
    status = Read(/*wait=*/!workload_.busy_poll);
    if (!status.ok()) break;
    if (received_) {
      status = TakeReplies(window);
      if (status.ok()) status = Flush();
      continue;
    }
    const int64_t now_ns = SteadyNowNs();
    if (!writer_.empty()) status = Flush();
    if (now_ns < next_check_ns || !status.ok()) continue;
    status = window.Check(now_ns);
    if (status.ok()) status = Send(window, now_ns);
    if (status.ok()) status = Flush();
    next_check_ns = now_ns + MessageWindow::kCheckIntervalNs;
  }
  return status;
}

absl::Status TcpTransport::WaitUntilReady() {
  pollfd waiting = {socket_.get(), POLLIN, 0};
  if (!writer_.empty()) waiting.events |= POLLOUT;
  constexpr int kTimeoutMs =
      static_cast<int>(MessageWindow::kCheckIntervalNs / kNanosPerMilli);
  if (poll(&waiting, 1, kTimeoutMs) < 0 && errno != EINTR) {
    return SocketError(errno, "cannot wait for the socket");
  }
  return absl::OkStatus();
}

absl::Status TcpTransport::Read(bool wait) {
  received_ = false;
  int flags = MSG_DONTWAIT;
  if (wait && writer_.empty()) {
    // Nothing else to wait for: one system call waits (SO_RCVTIMEO) and reads.
    flags = 0;
  } else if (wait) {
    absl::Status status = WaitUntilReady();
    if (!status.ok()) return status;
  }
  const absl::Span<char> space = reader_.Space();
  const ssize_t got = recv(socket_.get(), space.data(), space.size(), flags);
  if (got > 0) {
    reader_.Commit(static_cast<size_t>(got));
    received_ = true;
    return absl::OkStatus();
  }
  if (got == 0) {
    return absl::UnavailableError("the server closed the connection");
  }
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
    return absl::OkStatus();
  }
  return SocketError(errno, "cannot receive");
}

absl::Status TcpTransport::TakeReplies(MessageWindow& window) {
  for (;;) {
    const auto frame = reader_.Next();
    if (!frame.ok()) {
      return absl::InternalError(
          absl::StrCat("protocol broken: ", frame.status().message()));
    }
    if (!frame->has_value()) return absl::OkStatus();
    absl::Status status = TakeReply(window, **frame);
    if (!status.ok()) return status;
  }
}

absl::Status TcpTransport::TakeReply(MessageWindow& window,
                                     const ReceivedFrame& frame) {
  if (frame.header.id == kErrorFrameId) {
    return DecodeErrorPayload(frame.payload);
  }
  uint64_t id = frame.header.id;
  PayloadView data = frame.payload;
  std::optional<uint32_t> crc32c;
  if (workload_.codec == Codec::kProtobuf) {
    if (!reply_.ParseFromArray(frame.payload.data(),
                               static_cast<int>(frame.payload.size()))) {
      return absl::InternalError(absl::StrCat("protocol broken: reply with id ",
                                              id, " is no OpReply"));
    }
    id = reply_.id();
    data = reply_.data();
    if (reply_.has_crc32c()) crc32c = reply_.crc32c();
  } else if (workload_.window.verify) {
    crc32c = frame.header.crc32c;
  }
  // One reading serves the reply and the message that takes its place.
  int64_t now_ns = SteadyNowNs();
  absl::Status status = window.Receive(id, data, crc32c, now_ns);
  if (!status.ok()) return status;
  if (window.thinks()) now_ns = SteadyNowNs();
  return Send(window, now_ns);
}

absl::Status TcpTransport::Send(MessageWindow& window, int64_t now_ns) {
  while (window.Sendable() > 0) {
    if (writer_.empty()) waiting_since_ns_ = now_ns;
    AppendOp(window.Send(now_ns));
    const bool look =
        payload_.size() > kSmallBytes || writer_.pending() % kSmallBurst == 0;
    if (flush_each_ || (look && now_ns - waiting_since_ns_ > kMaxHoldNs)) {
      absl::Status status = Flush();
      if (!status.ok()) return status;
      waiting_since_ns_ = now_ns;
    }
  }
  return absl::OkStatus();
}

void TcpTransport::AppendOp(uint64_t id) {
  FrameHeader header;
  header.id = id;
  if (workload_.codec == Codec::kBytes) {
    header.length = static_cast<uint32_t>(payload_.size());
    if (workload_.window.verify) header.crc32c = Crc32c(payload_);
    writer_.AppendFrame(header, payload_);
    return;
  }
  op_.set_id(id);
  if (workload_.window.verify) op_.set_crc32c(Crc32c(payload_));
  header.length = static_cast<uint32_t>(op_.ByteSizeLong());
  op_.SerializeWithCachedSizesToArray(
      reinterpret_cast<uint8_t*>(writer_.AppendOwnedFrame(header)));
}

absl::Status TcpTransport::Flush() {
  absl::Status status = writer_.Flush(socket_.get());
  if (status.ok()) return status;
  // The server may have said why before it hung up.
  while (Read(/*wait=*/false).ok() && received_) {
    for (auto frame = reader_.Next(); frame.ok() && frame->has_value();
         frame = reader_.Next()) {
      if ((*frame)->header.id == kErrorFrameId) {
        return DecodeErrorPayload((*frame)->payload);
      }
    }
  }
  return status;
}

}  // namespace grpc_perf_msgr
