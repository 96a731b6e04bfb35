#include "client/report/network.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;

v1::NetworkPath Path() {
  v1::NetworkPath path;
  v1::NetworkEnd& client = *path.mutable_client();
  client.set_interface("eth0");
  client.set_address("10.0.0.1");
  client.set_kind("nic");
  client.set_driver("ixgbe");
  client.set_mtu(9000);
  client.set_path_mtu(1500);
  client.set_link_speed_mbit(10'000);
  v1::NetworkEnd& server = *path.mutable_server();
  server.set_interface("eth1");
  server.set_address("10.0.0.2");
  server.set_kind("veth");
  server.set_driver("veth");
  server.set_mtu(1400);
  server.set_path_mtu(1400);
  return path;
}

TEST(NetworkTest, TellsOfBothEnds) {
  EXPECT_THAT(
      DescribeNetwork(Path()),
      ElementsAre("client 10.0.0.1 on eth0 (nic ixgbe, MTU 9000, path MTU "
                  "1500, link 10,000 Mbit/s)",
                  "server 10.0.0.2 on eth1 (veth, not its host's own network, "
                  "MTU 1400)"));
  EXPECT_FALSE(IsWithinOneHost(Path()));
}

TEST(NetworkTest, SaysWhatIsNotKnown) {
  v1::NetworkPath path = Path();
  path.mutable_client()->clear_link_speed_mbit();
  path.mutable_client()->clear_path_mtu();
  path.clear_server();
  EXPECT_THAT(
      DescribeNetwork(path),
      ElementsAre("client 10.0.0.1 on eth0 (nic ixgbe, MTU 9000, link speed "
                  "unknown)",
                  "server unknown"));
  path.mutable_client()->clear_interface();
  EXPECT_EQ(DescribeNetwork(path)[0],
            "client 10.0.0.1 on an unknown interface");
}

TEST(NetworkTest, WithinOneHostThereIsOnlyOneEnd) {
  v1::NetworkPath path = Path();
  v1::NetworkEnd& client = *path.mutable_client();
  client.set_interface("lo");
  client.set_kind("loopback");
  client.set_mtu(65536);
  client.set_path_mtu(65536);
  client.clear_link_speed_mbit();
  EXPECT_THAT(DescribeNetwork(path), ElementsAre("loopback (lo, MTU 65536)"));
  EXPECT_TRUE(IsWithinOneHost(path));
  client.Clear();
  client.set_kind("unix");
  EXPECT_THAT(DescribeNetwork(path), ElementsAre("unix socket"));
  EXPECT_TRUE(IsWithinOneHost(path));
}

}  // namespace
}  // namespace grpc_perf_msgr
