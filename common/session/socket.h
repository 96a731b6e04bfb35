// Stream sockets, TCP and unix, of all that is spoken without a library.
#ifndef GRPC_PERF_MSGR_COMMON_SESSION_SOCKET_H_
#define GRPC_PERF_MSGR_COMMON_SESSION_SOCKET_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/endpoint.h"
#include "common/session/connection_ends.h"
#include "common/session/socket_error.h"  // IWYU pragma: export

namespace grpc_perf_msgr {

// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      Close();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }

  // -1 when there is none.
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  void Close();

 private:
  int fd_ = -1;
};

// One attempt to connect, to each address of the host in turn, for at most
// `timeout_ns` in all, of which each address has its share of what is left;
// CANCELLED soon after `stopped` says so (asked while it waits). The socket
// does not block and sends small frames at once (TCP_NODELAY). UNAVAILABLE:
// nobody listens, unreachable, timed out; NOT_FOUND: unknown host; both say
// which.
absl::StatusOr<Descriptor> ConnectSocket(
    const Endpoint& server, int64_t timeout_ns,
    absl::FunctionRef<bool()> stopped = [] { return false; });

// Makes reads of the socket block, for `read_timeout_ns` at most; then they
// fail with EAGAIN.
absl::Status MakeBlocking(const Descriptor& socket, int64_t read_timeout_ns);

// A listening socket that does not block. Errors as CheckListenAddress.
absl::StatusOr<Descriptor> ListenSocket(const Endpoint& listen);

// The port that a TCP socket is bound to; 0 for a unix socket.
uint16_t BoundPort(const Descriptor& socket);

// The addresses of a connected socket, and a number for it: as Ceph's client
// makes it, of its pid and how many connections it made.
ConnectionEnds EndsOf(const Descriptor& socket);
// Who is at the other end of a connected socket, for a log: "127.0.0.1:5000",
// "[::1]:5000"; "unix:-" for a unix socket, "-" when it has gone.
std::string PeerName(const Descriptor& socket);

// Takes one connection from a listening socket; an invalid descriptor when none
// waits. Errors (too many open files, ...) are those of accept4(2).
absl::StatusOr<Descriptor> AcceptSocket(const Descriptor& listening);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_SESSION_SOCKET_H_
