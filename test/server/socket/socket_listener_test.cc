// The listener of the protocols on bare sockets, on the loopback.
#include "server/socket/socket_listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/endpoint.h"
#include "common/session/socket.h"
#include "common/tcp/frame.h"
#include "server/options.h"
#include "server/socket/protocols.h"
#include "server/stream_limit.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kPatienceNs = 60 * kNanosPerSecond;

class SocketListenerTest : public ::testing::Test {
 protected:
  SocketListenerTest() {
    listen_.scheme = "tcp";
    listen_.host = "127.0.0.1";
    options_.threads = 2;
    options_.max_message_bytes = 1000;
  }

  // Connects and exchanges hellos.
  static Descriptor Greet(const Endpoint& server) {
    auto connected = ConnectSocket(server, kPatienceNs);
    EXPECT_TRUE(connected.ok()) << connected.status();
    if (!connected.ok()) return Descriptor();
    Descriptor socket = *std::move(connected);
    EXPECT_TRUE(MakeBlocking(socket, kPatienceNs).ok());
    const auto hello = EncodeHello({});
    EXPECT_EQ(send(socket.get(), hello.data(), hello.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(hello.size()));
    std::string answer(kHelloBytes, '\0');
    EXPECT_EQ(recv(socket.get(), answer.data(), answer.size(), MSG_WAITALL),
              static_cast<ssize_t>(kHelloBytes));
    return socket;
  }

  Endpoint listen_;
  ServerOptions options_;
  StreamLimit limit_{0};
};

TEST_F(SocketListenerTest, ServesOnThePortThatItNames) {
  SocketListener listener(listen_, options_, limit_, TcpProtocol(options_));
  ASSERT_TRUE(listener.Start().ok());
  EXPECT_NE(listener.bound_port(), 0);
  EXPECT_EQ(listener.bound_address(),
            absl::StrCat("tcp://127.0.0.1:", listener.bound_port()));
  Endpoint server = listen_;
  server.port = listener.bound_port();
  // One for each thread, and one more.
  for (int i = 0; i < 3; ++i) Greet(server);
  EXPECT_TRUE(listener.Stop(kPatienceNs).ok());
  v1::ServerCounters counters;
  listener.AddCounters(counters);
  EXPECT_EQ(counters.streams_total(), 3);
  ASSERT_EQ(counters.streams_by_thread_size(), 2);
  EXPECT_EQ(counters.streams_by_thread(0), 2) << "dealt out in turn";
  EXPECT_EQ(counters.cpu_ns_by_thread_size(), 2);
}

TEST_F(SocketListenerTest, SaysHowManyStreamsItCut) {
  SocketListener listener(listen_, options_, limit_, TcpProtocol(options_));
  ASSERT_TRUE(listener.Start().ok());
  Endpoint server = listen_;
  server.port = listener.bound_port();
  const Descriptor first = Greet(server);
  const Descriptor second = Greet(server);
  const absl::Status status = listener.Stop(/*drain_timeout_ns=*/0);
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_THAT(status.message(), HasSubstr("2 stream(s) were still open"));
}

TEST_F(SocketListenerTest, NamesAnAddressThatIsInUse) {
  SocketListener first(listen_, options_, limit_, TcpProtocol(options_));
  ASSERT_TRUE(first.Start().ok());
  Endpoint taken = listen_;
  taken.port = first.bound_port();
  SocketListener second(taken, options_, limit_, TcpProtocol(options_));
  const absl::Status status = second.Start();
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(status.message(), HasSubstr(taken.ToString()));
}

}  // namespace
}  // namespace grpc_perf_msgr
