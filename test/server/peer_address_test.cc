#include "server/peer_address.h"

#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

TEST(PeerAddressTest, ReadsGrpcsWords) {
  ASSERT_TRUE(ParsePeer("ipv4:10.0.0.1:5000").has_value());
  EXPECT_EQ(ParsePeer("ipv4:10.0.0.1:5000")->host, "10.0.0.1");
  EXPECT_EQ(ParsePeer("ipv4:10.0.0.1:5000")->port, 5000);
  ASSERT_TRUE(ParsePeer("ipv6:%5B2001:db8::1%5D:5000").has_value());
  EXPECT_EQ(ParsePeer("ipv6:%5B2001:db8::1%5D:5000")->host, "2001:db8::1");
  ASSERT_TRUE(ParsePeer("ipv6:[::1]:5000").has_value());
  EXPECT_EQ(ParsePeer("ipv6:[::1]:5000")->host, "::1");
}

TEST(PeerAddressTest, AClientsUnixSocketHasNoName) {
  ASSERT_TRUE(ParsePeer("unix:").has_value());
  EXPECT_TRUE(ParsePeer("unix:")->is_unix());
  EXPECT_TRUE(ParsePeer("unix:/tmp/x")->is_unix());
}

TEST(PeerAddressTest, OtherTextIsNoPeer) {
  for (const char* text :
       {"", "unknown", "ipv4:", "ipv4:10.0.0.1", "ipv6:%5Bfe80::1%25eth0%5D:1",
        "unix-abstract:x", "vsock:1:2"}) {
    EXPECT_FALSE(ParsePeer(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
