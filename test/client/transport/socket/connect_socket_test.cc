#include "client/transport/socket/connect_socket.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "test/integration/reserved_port.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int64_t kPatienceNs = 60 * kNanosPerSecond;
constexpr int64_t kTimeoutNs = 2'500 * kNanosPerMilli;

Endpoint Tcp(uint16_t port) {
  Endpoint endpoint;
  endpoint.scheme = "tcp";
  endpoint.host = "127.0.0.1";
  endpoint.port = port;
  return endpoint;
}

class ConnectUntilTest : public ::testing::Test {
 protected:
  // Until a minute from now.
  absl::StatusOr<Descriptor> Connect(const Endpoint& server) {
    return ConnectUntil(server, SteadyNowNs() + kPatienceNs, kPatienceNs,
                        stop_);
  }
  // There is no time left but for one attempt.
  absl::Status Error(const Endpoint& server) {
    return ConnectUntil(server, SteadyNowNs(), kTimeoutNs, stop_).status();
  }

  StopSignal stop_{StopLevel::kNone};
};

TEST_F(ConnectUntilTest, GivesASocketWhoseReadsEndAtTheNextCheck) {
  const auto listening = ListenSocket(Tcp(0));
  ASSERT_TRUE(listening.ok()) << listening.status();
  const auto socket = Connect(Tcp(BoundPort(*listening)));
  ASSERT_TRUE(socket.ok()) << socket.status();
  EXPECT_EQ(PeerName(*socket),
            absl::StrCat("127.0.0.1:", BoundPort(*listening)));
  EXPECT_EQ(fcntl(socket->get(), F_GETFL) & O_NONBLOCK, 0);
  timeval time = {};
  socklen_t size = sizeof(time);
  ASSERT_EQ(getsockopt(socket->get(), SOL_SOCKET, SO_RCVTIMEO, &time, &size),
            0);
  // Kernels round it up to a tick of theirs, of 10 ms at most.
  const int64_t us = time.tv_sec * 1'000'000 + time.tv_usec;
  const int64_t asked_us = MessageWindow::kCheckIntervalNs / kNanosPerMicro;
  EXPECT_GE(us, asked_us);
  EXPECT_LE(us, asked_us + 10'000);
}

TEST_F(ConnectUntilTest, SaysWhereNobodyListens) {
  const ReservedPort nobody;
  const absl::Status status = Error(Tcp(nobody.port()));
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()),
              StartsWith(absl::StrCat("could not connect to tcp://",
                                      nobody.address(), " within 2.5 s: ")));
}

TEST_F(ConnectUntilTest, SaysWhyThereIsNoConnection) {
  Endpoint server;
  server.scheme = "tcp";
  server.unix_path = absl::StrCat(testing::TempDir(), "/connect_socket_test.",
                                  getpid(), ".nobody");
  const absl::Status status = Error(server);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(status.message(), HasSubstr(server.unix_path));
  EXPECT_THAT(status.message(), HasSubstr("No such file or directory"));
}

TEST_F(ConnectUntilTest, WaitsForAServerThatIsNotThereYet) {
  const ReservedPort later;
  absl::Status status = absl::UnknownError("no end");
  std::thread connecting([&] { status = Connect(Tcp(later.port())).status(); });
  later.Listen();
  connecting.join();
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(ConnectUntilTest, GivesUpWhenItIsToStop) {
  const ReservedPort nobody;
  for (const StopLevel level : {StopLevel::kDrain, StopLevel::kAbandon}) {
    stop_ = level;
    EXPECT_EQ(Connect(Tcp(nobody.port())).status(),
              absl::CancelledError("stopped while connecting"));
  }
}

// One that connects and is told to stop by another thread.
TEST_F(ConnectUntilTest, GivesUpWhileItTries) {
  const ReservedPort nobody;
  absl::Status status;
  std::thread connecting(
      [&] { status = Connect(Tcp(nobody.port())).status(); });
  stop_ = StopLevel::kDrain;
  connecting.join();
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace grpc_perf_msgr
