#include "common/grpc/listen_uri.h"

#include <gtest/gtest.h>

#include <string>

namespace grpc_perf_msgr {
namespace {

std::string UriOf(const std::string& address) {
  const auto endpoint = ParseEndpoint(address);
  EXPECT_TRUE(endpoint.ok()) << endpoint.status();
  return endpoint.ok() ? GrpcListenUri(*endpoint) : "";
}

TEST(ListenUriTest, IsHostAndPort) {
  EXPECT_EQ(UriOf("127.0.0.1:10001"), "127.0.0.1:10001");
  EXPECT_EQ(UriOf("localhost:0"), "localhost:0");
}

TEST(ListenUriTest, PutsIpv6IntoBrackets) {
  EXPECT_EQ(UriOf("[::1]:10001"), "[::1]:10001");
}

TEST(ListenUriTest, LeavesAUnixPathAsItStands) {
  EXPECT_EQ(UriOf("unix:/run/a.sock"), "unix:/run/a.sock");
  EXPECT_EQ(UriOf("unix:a.sock"), "unix:a.sock");
  EXPECT_EQ(UriOf("unix:///run/a.sock"), "unix:/run/a.sock");
}

// gRPC would take "tcp" for a resolver of its own.
TEST(ListenUriTest, LeavesOutOurScheme) {
  EXPECT_EQ(UriOf("grpc://127.0.0.1:1"), "127.0.0.1:1");
  EXPECT_EQ(UriOf("tcp://[::1]:1"), "[::1]:1");
}

}  // namespace
}  // namespace grpc_perf_msgr
