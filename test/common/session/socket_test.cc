// Sockets as both programs make and name them, on the loopback.
#include "common/session/socket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/endpoint.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kPatienceNs = 60 * kNanosPerSecond;

Endpoint Loopback(const std::string& host) {
  Endpoint endpoint;
  endpoint.host = host;
  return endpoint;
}

// A connection to a listening socket, both ends.
struct Connected {
  Descriptor client;
  Descriptor server;
};
Connected ConnectTo(const Descriptor& listening, Endpoint endpoint) {
  endpoint.port = BoundPort(listening);
  auto client = ConnectSocket(endpoint, kPatienceNs);
  EXPECT_TRUE(client.ok()) << client.status();
  pollfd waiting = {listening.get(), POLLIN, 0};
  EXPECT_EQ(poll(&waiting, 1, 60'000), 1);
  auto server = AcceptSocket(listening);
  EXPECT_TRUE(server.ok()) << server.status();
  if (!client.ok() || !server.ok()) return {};
  return {*std::move(client), *std::move(server)};
}

TEST(Socket, NamesItsPeer) {
  const Endpoint listen = Loopback("127.0.0.1");
  const auto listening = ListenSocket(listen);
  ASSERT_TRUE(listening.ok()) << listening.status();
  const Connected both = ConnectTo(*listening, listen);
  EXPECT_EQ(PeerName(both.client),
            absl::StrCat("127.0.0.1:", BoundPort(*listening)));
  EXPECT_EQ(PeerName(both.server),
            absl::StrCat("127.0.0.1:", BoundPort(both.client)));
}

TEST(Socket, NamesItsPeerOverIpv6) {
  const Endpoint listen = Loopback("::1");
  const auto listening = ListenSocket(listen);
  if (!listening.ok()) GTEST_SKIP() << "no IPv6: " << listening.status();
  const Connected both = ConnectTo(*listening, listen);
  EXPECT_EQ(PeerName(both.client),
            absl::StrCat("[::1]:", BoundPort(*listening)));
}

TEST(Socket, HasANameForAPeerWithoutOne) {
  std::array<int, 2> ends = {-1, -1};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const Descriptor one(ends[0]);
  const Descriptor other(ends[1]);
  EXPECT_EQ(PeerName(one), "unix:-");
  EXPECT_EQ(BoundPort(one), 0);
  EXPECT_EQ(PeerName(Descriptor()), "-");
}

TEST(Socket, AcceptsNothingWhenNobodyWaits) {
  const auto listening = ListenSocket(Loopback("127.0.0.1"));
  ASSERT_TRUE(listening.ok()) << listening.status();
  const auto accepted = AcceptSocket(*listening);
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_FALSE(accepted->valid());
}

TEST(Socket, SaysWhyItCanNotConnect) {
  Endpoint nobody = Loopback("127.0.0.1");
  {
    const auto listening = ListenSocket(nobody);
    ASSERT_TRUE(listening.ok());
    nobody.port = BoundPort(*listening);
  }
  const auto refused = ConnectSocket(nobody, kPatienceNs);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(refused.status().message(), HasSubstr("refused"));
}

TEST(Socket, ReadsEndAfterTheirTime) {
  const Endpoint listen = Loopback("127.0.0.1");
  const auto listening = ListenSocket(listen);
  ASSERT_TRUE(listening.ok()) << listening.status();
  const Connected both = ConnectTo(*listening, listen);
  ASSERT_TRUE(MakeBlocking(both.client, kNanosPerMilli).ok());
  char byte = 0;
  EXPECT_EQ(recv(both.client.get(), &byte, 1, 0), -1);
  EXPECT_TRUE(errno == EAGAIN || errno == EWOULDBLOCK) << errno;
}

TEST(Descriptor, IsClosedOnceAndByItsLastOwner) {
  std::array<int, 2> ends = {-1, -1};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const Descriptor watcher(ends[1]);
  Descriptor first(ends[0]);
  Descriptor second(std::move(first));
  EXPECT_FALSE(first.valid());  // NOLINT(bugprone-use-after-move): its promise
  EXPECT_EQ(second.get(), ends[0]);
  second.Close();
  EXPECT_FALSE(second.valid());
  char byte = 0;
  EXPECT_EQ(recv(watcher.get(), &byte, 1, 0), 0) << "the end of the stream";
}

}  // namespace
}  // namespace grpc_perf_msgr
