#include "common/session/socket.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

sockaddr_un UnixAddress(const Endpoint& endpoint) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, endpoint.unix_path.c_str(),
               sizeof(address.sun_path) - 1);
  return address;
}

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

absl::StatusOr<AddressList> Resolve(const Endpoint& endpoint, int flags) {
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  const int failure =
      getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(),
                  &hints, &found);
  if (failure != 0) {
    return absl::NotFoundError(absl::StrCat(
        "host \"", endpoint.host, "\" is unknown: ", gai_strerror(failure)));
  }
  return AddressList(found, &freeaddrinfo);
}

void SetNoDelay(int fd) {
  const int on = 1;
  // Fails for a unix socket, which needs none.
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

using Stopped = absl::FunctionRef<bool()>;

// How often somebody who wants to stop is looked for.
constexpr int64_t kStopCheckNs = 50 * kNanosPerMilli;

// Waits until the socket is connected, or not; OK, or the errno as a status.
absl::Status AwaitConnected(int fd, int64_t timeout_ns, Stopped stopped) {
  const int64_t deadline_ns = SteadyNowNs() + timeout_ns;
  pollfd waiting = {fd, POLLOUT, 0};
  for (int64_t left_ns = timeout_ns;; left_ns = deadline_ns - SteadyNowNs()) {
    const int64_t slice_ns = std::clamp<int64_t>(left_ns, 0, kStopCheckNs);
    const int timeout_ms = static_cast<int>(slice_ns / kNanosPerMilli) + 1;
    if (poll(&waiting, 1, timeout_ms) > 0) break;
    if (stopped()) return absl::CancelledError("stopped while connecting");
    if (left_ns <= 0) return absl::UnavailableError("no answer in time");
  }
  int error = 0;
  socklen_t size = sizeof(error);
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
  return error == 0 ? absl::OkStatus() : SocketError(error, "cannot connect");
}

absl::StatusOr<Descriptor> ConnectTo(int family, const sockaddr* address,
                                     socklen_t length, int64_t timeout_ns,
                                     Stopped stopped) {
  Descriptor made(
      socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!made.valid()) return SocketError(errno, "cannot make a socket");
  if (connect(made.get(), address, length) != 0) {
    if (errno != EINPROGRESS) return SocketError(errno, "cannot connect");
    absl::Status status = AwaitConnected(made.get(), timeout_ns, stopped);
    if (!status.ok()) return status;
  }
  SetNoDelay(made.get());
  return made;
}

absl::StatusOr<Descriptor> ListenOn(int family, const sockaddr* address,
                                    socklen_t length) {
  Descriptor made(
      socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!made.valid()) return SocketError(errno, "cannot make a socket");
  const int on = 1;
  setsockopt(made.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (bind(made.get(), address, length) != 0 ||
      listen(made.get(), SOMAXCONN) != 0) {
    return SocketError(errno, "cannot listen");
  }
  return made;
}

}  // namespace

void Descriptor::Close() {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
}

absl::StatusOr<Descriptor> ConnectSocket(const Endpoint& server,
                                         int64_t timeout_ns, Stopped stopped) {
  if (server.is_unix()) {
    const sockaddr_un address = UnixAddress(server);
    return ConnectTo(AF_UNIX, reinterpret_cast<const sockaddr*>(&address),
                     sizeof(address), timeout_ns, stopped);
  }
  absl::StatusOr<AddressList> found = Resolve(server, 0);
  if (!found.ok()) return found.status();
  int64_t addresses = 0;
  for (const addrinfo* it = found->get(); it != nullptr; it = it->ai_next) {
    ++addresses;
  }
  const int64_t deadline_ns = SteadyNowNs() + timeout_ns;
  absl::Status status = absl::UnavailableError("no address");
  for (const addrinfo* it = found->get(); it != nullptr; it = it->ai_next) {
    const int64_t left_ns = std::max<int64_t>(0, deadline_ns - SteadyNowNs());
    absl::StatusOr<Descriptor> made =
        ConnectTo(it->ai_family, it->ai_addr, it->ai_addrlen,
                  left_ns / addresses--, stopped);
    if (made.ok() || absl::IsCancelled(made.status())) return made;
    status = made.status();
  }
  return status;
}

absl::Status MakeBlocking(const Descriptor& socket, int64_t read_timeout_ns) {
  timeval timeout = {};
  timeout.tv_sec = read_timeout_ns / kNanosPerSecond;
  timeout.tv_usec = read_timeout_ns % kNanosPerSecond / kNanosPerMicro;
  const int flags = fcntl(socket.get(), F_GETFL);
  if (flags < 0 || fcntl(socket.get(), F_SETFL, flags & ~O_NONBLOCK) < 0 ||
      setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout,
                 sizeof(timeout)) != 0) {
    return SocketError(errno, "cannot set up the socket");
  }
  return absl::OkStatus();
}

absl::StatusOr<Descriptor> ListenSocket(const Endpoint& listen) {
  if (listen.is_unix()) {
    const sockaddr_un address = UnixAddress(listen);
    return ListenOn(AF_UNIX, reinterpret_cast<const sockaddr*>(&address),
                    sizeof(address));
  }
  absl::StatusOr<AddressList> found = Resolve(listen, AI_PASSIVE);
  if (!found.ok()) return found.status();
  absl::Status status = absl::UnavailableError("no address");
  for (const addrinfo* it = found->get(); it != nullptr; it = it->ai_next) {
    absl::StatusOr<Descriptor> made =
        ListenOn(it->ai_family, it->ai_addr, it->ai_addrlen);
    if (made.ok()) return made;
    status = made.status();
  }
  return status;
}

uint16_t BoundPort(const Descriptor& socket) {
  sockaddr_storage address = {};
  socklen_t length = sizeof(address);
  if (getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address),
                  &length) != 0) {
    return 0;
  }
  if (address.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
  }
  if (address.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port);
  }
  return 0;
}

ConnectionEnds EndsOf(const Descriptor& socket) {
  static std::atomic<uint32_t> connections{0};
  ConnectionEnds ends;
  socklen_t length = sizeof(ends.local);
  if (getsockname(socket.get(), reinterpret_cast<sockaddr*>(&ends.local),
                  &length) != 0) {
    ends.local = {};
  }
  length = sizeof(ends.peer);
  if (getpeername(socket.get(), reinterpret_cast<sockaddr*>(&ends.peer),
                  &length) != 0) {
    ends.peer = {};
  }
  ends.number = static_cast<uint64_t>(getpid()) + connections++;
  return ends;
}

std::string PeerName(const Descriptor& socket) {
  sockaddr_storage address = {};
  socklen_t length = sizeof(address);
  if (getpeername(socket.get(), reinterpret_cast<sockaddr*>(&address),
                  &length) != 0) {
    return "-";
  }
  if (address.ss_family == AF_UNIX) return "unix:-";
  std::array<char, INET6_ADDRSTRLEN> host = {};
  std::array<char, 8> port = {};
  if (getnameinfo(reinterpret_cast<const sockaddr*>(&address), length,
                  host.data(), host.size(), port.data(), port.size(),
                  NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "-";
  }
  return address.ss_family == AF_INET6
             ? absl::StrCat("[", host.data(), "]:", port.data())
             : absl::StrCat(host.data(), ":", port.data());
}

absl::StatusOr<Descriptor> AcceptSocket(const Descriptor& listening) {
  for (;;) {
    Descriptor accepted(accept4(listening.get(), nullptr, nullptr,
                                SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (accepted.valid()) {
      SetNoDelay(accepted.get());
      return accepted;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) return Descriptor();
    if (errno != EINTR && errno != ECONNABORTED) {
      return SocketError(errno, "cannot accept a connection");
    }
  }
}

}  // namespace grpc_perf_msgr
