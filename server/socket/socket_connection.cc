#include "server/socket/socket_connection.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "absl/types/span.h"
#include "common/clock.h"
#include "common/session/socket_io.h"

namespace grpc_perf_msgr {

template <typename Reader, typename Writer>
SocketConnection<Reader, Writer>::SocketConnection(Descriptor socket,
                                                   OpHandler& handler,
                                                   FlushPolicy flush,
                                                   uint32_t reader_limit)
    : socket_(std::move(socket)),
      handler_(handler),
      flush_each_(flush == FlushPolicy::kMessage || handler.thinks()),
      reader_(reader_limit) {}

template <typename Reader, typename Writer>
uint32_t SocketConnection<Reader, Writer>::events() const {
  uint32_t events = 0;
  if (!paused_) events |= EPOLLIN;
  // The last flush may have sent all that reading paused for: then the socket
  // is writable at once, and reading goes on.
  if (writer_.HasOutput() || paused_) events |= EPOLLOUT;
  return events;
}

template <typename Reader, typename Writer>
bool SocketConnection<Reader, Writer>::OnReady() {
  if (writer_.HasOutput()) Flush();
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

template <typename Reader, typename Writer>
bool SocketConnection<Reader, Writer>::Read() {
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
    End(0);
  } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
    End(errno);
  }
  return false;
}

template <typename Reader, typename Writer>
void SocketConnection<Reader, Writer>::TakeFrames() {
  while (!closing_ && !ended_) {
    if (writer_.pending() >= kMaxWaiting) {
      Flush();
      if (writer_.pending() >= kMaxWaiting) {
        paused_ = true;
        return;
      }
    }
    const absl::StatusOr<bool> taken = TakeNext();
    if (!taken.ok()) {
      broken_ = true;
      Refuse(taken.status());
    } else if (!*taken) {
      return;
    }
  }
  if (closing_) {
    discarded_bytes_ += reader_.buffered();
    reader_.Clear();
    if (discarded_bytes_ > kMaxDiscardedBytes) ended_ = true;
  }
}

template <typename Reader, typename Writer>
void SocketConnection<Reader, Writer>::ReplyAdded(size_t op_bytes) {
  if (flush_each_) {
    Flush();
    return;
  }
  if (writer_.pending() == 1) {
    waiting_since_ns_ = SteadyNowNs();
  } else if ((writer_.pending() % kSmallBurst == 0 || op_bytes > kSmallBytes) &&
             SteadyNowNs() - waiting_since_ns_ > kMaxHoldNs) {
    Flush();
  }
}

template <typename Reader, typename Writer>
void SocketConnection<Reader, Writer>::Flush() {
  if (ended_) return;
  if (SendOutput(socket_.get(), writer_) != 0) {
    End(EPIPE);
    return;
  }
  if (closing_ && !writer_.HasOutput()) shutdown(socket_.get(), SHUT_WR);
}

template <typename Reader, typename Writer>
void SocketConnection<Reader, Writer>::End(int error) {
  if (!closing_ && !OnLeft(error)) broken_ = true;
  ended_ = true;
}

template class SocketConnection<FrameReader, FrameWriter>;
template class SocketConnection<msgr2::FrameReader,
                                BurstWriter<msgr2::kReplyBytes, 0>>;

}  // namespace grpc_perf_msgr
