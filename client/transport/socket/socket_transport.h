// The transports without gRPC: one socket, one blocking loop on one thread.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_SOCKET_SOCKET_TRANSPORT_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_SOCKET_SOCKET_TRANSPORT_H_

#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "client/load/workload.h"
#include "client/transport/socket/connect_socket.h"
#include "client/transport/transport.h"
#include "common/clock.h"
#include "common/flush_policy.h"
#include "common/payload.h"
#include "common/session/socket.h"
#include "common/session/socket_io.h"

namespace grpc_perf_msgr {

// A reply as a wire found it; `data` is borrowed until more is read.
struct WireReply {
  uint64_t id = 0;
  PayloadView data = "";
  std::optional<uint32_t> crc32c;
};

// Takes every reply that one recv(2) brought, answers each with the next
// message, and hands the whole burst to one sendmsg(2). With
// FlushPolicy::kMessage, or when replies cost think time, each message goes out
// at once. Nothing is held longer than kMaxHoldNs.
//
// What the bytes mean is the Wire's, a class with
//   Wire(const Workload&, absl::string_view payload)
//   void Begin(const Descriptor&)             what is sent first, into writer()
//   absl::StatusOr<bool> Greet()              takes what came; true when
//                                             messages may be sent
//   const char* awaited() const               what a silent server owes:
//   "hello" writer(), reader()                        a BurstWriter; Space()
//   and Commit() void AppendOp(uint64_t id) absl::StatusOr<bool>
//   NextReply(WireReply&)   false: none is complete absl::Status LastWords()
//   what the server said before it
//                                             hung up; OK: nothing
template <typename Wire>
class SocketTransport final : public Transport {
 public:
  // Both must outlive it.
  SocketTransport(const Workload& workload, absl::string_view payload)
      : workload_(workload),
        small_(payload.size() <= kSmallBytes),
        wire_(workload, payload) {}

  absl::Status Connect(int64_t timeout_ns, const StopSignal& stop) override;
  absl::Status Run(MessageWindow& window) override;

 private:
  absl::Status Greet(int64_t deadline_ns, const StopSignal& stop);
  // Reads once, waiting no longer than kCheckIntervalNs. OK also when nothing
  // came; sets `received_`.
  absl::Status Read(bool wait);
  absl::Status TakeReplies(MessageWindow& window);
  // Appends all that may be sent at `now_ns`.
  absl::Status Send(MessageWindow& window, int64_t now_ns);
  absl::Status Flush();

  const Workload& workload_;
  const bool small_;
  Wire wire_;
  Descriptor socket_;
  bool flush_each_ = false;
  bool received_ = false;
  // When the oldest message that is not flushed was appended.
  int64_t waiting_since_ns_ = 0;
};

template <typename Wire>
absl::Status SocketTransport<Wire>::Connect(int64_t timeout_ns,
                                            const StopSignal& stop) {
  const int64_t deadline_ns = SteadyNowNs() + timeout_ns;
  absl::StatusOr<Descriptor> made =
      ConnectUntil(workload_.server, deadline_ns, timeout_ns, stop);
  if (!made.ok()) return made.status();
  socket_ = *std::move(made);
  return Greet(deadline_ns, stop);
}

template <typename Wire>
absl::Status SocketTransport<Wire>::Greet(int64_t deadline_ns,
                                          const StopSignal& stop) {
  wire_.Begin(socket_);
  for (;;) {
    absl::Status status = Flush();
    if (!status.ok()) return status;
    if (stop.load() != StopLevel::kNone) {
      return absl::CancelledError("stopped while connecting");
    }
    if (SteadyNowNs() > deadline_ns) {
      return absl::UnavailableError(absl::StrCat(
          workload_.server.ToString(),
          " accepts connections but does not answer with ", wire_.awaited()));
    }
    status = Read(/*wait=*/true);
    if (!status.ok()) {
      return absl::Status(status.code(),
                          absl::StrCat(status.message(), " instead of sending ",
                                       wire_.awaited(), wire_.hang_up_hint()));
    }
    const absl::StatusOr<bool> done = wire_.Greet();
    if (!done.ok()) return done.status();
    if (*done) return Flush();
  }
}

template <typename Wire>
absl::Status SocketTransport<Wire>::Run(MessageWindow& window) {
  flush_each_ = workload_.flush == FlushPolicy::kMessage || window.thinks();
  // A refusal may have come with the greeting.
  absl::Status status = TakeReplies(window);
  if (status.ok()) status = Send(window, SteadyNowNs());
  if (status.ok()) status = Flush();
  while (status.ok() && !window.Done()) {
    status = Read(/*wait=*/!workload_.busy_poll);
    if (!status.ok()) break;
    if (received_) {
      status = TakeReplies(window);
      if (status.ok()) status = Flush();
      continue;
    }
    const int64_t now_ns = SteadyNowNs();
    if (wire_.writer().HasOutput()) status = Flush();
    if (now_ns < window.WakeAtNs() || !status.ok()) continue;
    status = window.Check(now_ns);
    if (status.ok()) status = Send(window, now_ns);
    if (status.ok()) status = Flush();
  }
  return status;
}

template <typename Wire>
absl::Status SocketTransport<Wire>::Read(bool wait) {
  received_ = false;
  int flags = MSG_DONTWAIT;
  if (wait && !wire_.writer().HasOutput()) {
    // Nothing else to wait for: one system call waits (SO_RCVTIMEO) and reads.
    flags = 0;
  } else if (wait) {
    absl::Status status = WaitForSocket(socket_);
    if (!status.ok()) return status;
  }
  const absl::Span<char> space = wire_.reader().Space();
  const ssize_t got = recv(socket_.get(), space.data(), space.size(), flags);
  if (got > 0) {
    wire_.reader().Commit(static_cast<size_t>(got));
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

template <typename Wire>
absl::Status SocketTransport<Wire>::TakeReplies(MessageWindow& window) {
  WireReply reply;
  for (;;) {
    const absl::StatusOr<bool> found = wire_.NextReply(reply);
    if (!found.ok()) return found.status();
    if (!*found) return absl::OkStatus();
    // One reading serves the reply and the message that takes its place.
    absl::Status status =
        window.Receive(reply.id, reply.data, reply.crc32c, SteadyNowNs());
    if (!status.ok()) return status;
    status = Send(window, window.received_ns());
    if (!status.ok()) return status;
  }
}

template <typename Wire>
absl::Status SocketTransport<Wire>::Send(MessageWindow& window,
                                         int64_t now_ns) {
  while (window.Sendable() > 0) {
    if (!wire_.writer().HasOutput()) waiting_since_ns_ = now_ns;
    wire_.AppendOp(window.Send(now_ns));
    const bool look = !small_ || wire_.writer().pending() % kSmallBurst == 0;
    if (flush_each_ || (look && now_ns - waiting_since_ns_ > kMaxHoldNs)) {
      absl::Status status = Flush();
      if (!status.ok()) return status;
      waiting_since_ns_ = now_ns;
    }
  }
  return absl::OkStatus();
}

template <typename Wire>
absl::Status SocketTransport<Wire>::Flush() {
  const int error = SendOutput(socket_.get(), wire_.writer());
  if (error == 0) return absl::OkStatus();
  absl::Status status = SocketError(error, "cannot send");
  // The server may have said why before it hung up.
  while (Read(/*wait=*/false).ok() && received_) {
    absl::Status last_words = wire_.LastWords();
    if (!last_words.ok()) return last_words;
  }
  return status;
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_SOCKET_SOCKET_TRANSPORT_H_
