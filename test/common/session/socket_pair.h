// Two ends of a connection, for tests of what drives a session.
#ifndef GRPC_PERF_MSGR_TEST_COMMON_SESSION_SOCKET_PAIR_H_
#define GRPC_PERF_MSGR_TEST_COMMON_SESSION_SOCKET_PAIR_H_

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <string>

#include "absl/strings/string_view.h"
#include "common/session/socket.h"

namespace grpc_perf_msgr {

// `near` is the session's; the test speaks at `far`.
struct SocketPair {
  SocketPair() {
    std::array<int, 2> ends = {-1, -1};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()),
              0);
    near = Descriptor(ends[0]);
    far = Descriptor(ends[1]);
  }

  void Say(absl::string_view bytes) const {
    EXPECT_EQ(send(far.get(), bytes.data(), bytes.size(), 0),
              static_cast<ssize_t>(bytes.size()));
  }
  // What has come; "(end)" at the end of the stream.
  std::string Hear() const {
    std::string bytes(100'000, '\0');
    const ssize_t got =
        recv(far.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got == 0) return "(end)";
    bytes.resize(got > 0 ? static_cast<size_t>(got) : 0);
    return bytes;
  }

  Descriptor near;
  Descriptor far;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_COMMON_SESSION_SOCKET_PAIR_H_
