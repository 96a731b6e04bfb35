// A socket that takes little at a time, for tests of what writes to sockets.
#ifndef GRPC_PERF_MSGR_TEST_COMMON_TCP_WRITER_TESTING_H_
#define GRPC_PERF_MSGR_TEST_COMMON_TCP_WRITER_TESTING_H_

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <string>

#include "common/session/socket.h"
#include "common/session/socket_io.h"

namespace grpc_perf_msgr {

// Two ends of a connection; the first takes little at a time. `Writer` is a
// BurstWriter.
template <typename Writer>
class WriterTest : public ::testing::Test {
 protected:
  WriterTest() {
    std::array<int, 2> ends = {-1, -1};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()),
              0);
    out_ = Descriptor(ends[0]);
    in_ = Descriptor(ends[1]);
    // The kernel raises it to its least, some 4 KiB.
    const int little = 1;
    EXPECT_EQ(
        setsockopt(out_.get(), SOL_SOCKET, SO_SNDBUF, &little, sizeof(little)),
        0);
  }

  // What has arrived, at most `most` bytes.
  std::string Receive(size_t most) const {
    std::string bytes(most, '\0');
    const ssize_t got =
        recv(in_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    bytes.resize(got > 0 ? static_cast<size_t>(got) : 0);
    return bytes;
  }

  // Sends as much as the socket takes. As SendToSocket.
  int Flush() { return SendToSocket(out_.get(), writer_); }

  // Flushes and receives in turn until everything is sent and received.
  std::string ReceiveAll(size_t most) {
    std::string all;
    for (;;) {
      const int error = Flush();
      EXPECT_EQ(error, 0);
      const std::string part = Receive(most);
      if (part.empty() && !writer_.HasOutput()) return all;
      // Something must have moved: what was sent is there at once.
      if (part.empty() || error != 0) {
        ADD_FAILURE() << "stuck with " << writer_.pending() << " frames";
        return all;
      }
      all += part;
    }
  }

  Writer writer_;
  Descriptor out_;
  Descriptor in_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_COMMON_TCP_WRITER_TESTING_H_
