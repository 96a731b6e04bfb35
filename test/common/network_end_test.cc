#include "common/network_end.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

Endpoint At(const std::string& host) {
  Endpoint endpoint;
  endpoint.host = host;
  endpoint.port = 9;
  return endpoint;
}

TEST(NetworkEndTest, ACardTellsItsSpeed) {
  const v1::NetworkEnd end = DescribeInterface(
      {"eth0", false, "mlx5_core", "0000:3b:00.0", 9000, 100'000});
  EXPECT_EQ(end.interface(), "eth0");
  EXPECT_EQ(end.kind(), "nic");
  EXPECT_EQ(end.driver(), "mlx5_core");
  EXPECT_EQ(end.mtu(), 9000u);
  EXPECT_EQ(end.link_speed_mbit(), 100'000u);
}

TEST(NetworkEndTest, WhatIsUnknownIsAbsent) {
  const v1::NetworkEnd end =
      DescribeInterface({"eth0", false, "virtio_net", "0000:00:03.0", 0, 0});
  EXPECT_EQ(end.kind(), "nic");
  EXPECT_FALSE(end.has_mtu());
  EXPECT_FALSE(end.has_link_speed_mbit());
}

TEST(NetworkEndTest, MadeUpSpeedsAreNotRepeated) {
  for (const InterfaceFacts& facts :
       {InterfaceFacts{"eth0", false, "veth", "", 1500, 10'000},
        InterfaceFacts{"docker0", false, "bridge", "N/A", 1500, 10'000},
        InterfaceFacts{"tun0", false, "tun", "tun", 1500, 10}}) {
    EXPECT_FALSE(DescribeInterface(facts).has_link_speed_mbit()) << facts.name;
  }
}

TEST(NetworkEndTest, KindsAreToldApart) {
  const auto kind = [](const InterfaceFacts& facts) {
    return DescribeInterface(facts).kind();
  };
  EXPECT_EQ(kind({"lo", true, "", "", 65536, 0}), "loopback");
  EXPECT_EQ(kind({"eth0", false, "veth", "", 1500, 0}), "veth");
  EXPECT_EQ(kind({"docker0", false, "bridge", "N/A", 1500, 0}), "bridge");
  EXPECT_EQ(kind({"tap0", false, "tun", "tap", 1500, 0}), "virtual");
  EXPECT_EQ(kind({"wg0", false, "", "", 1420, 0}), "virtual");
}

TEST(NetworkEndTest, ABondTellsTheSpeedOfItsCards) {
  const v1::NetworkEnd end =
      DescribeInterface({"bond0", false, "bonding", "", 9000, 50'000});
  EXPECT_EQ(end.kind(), "virtual");
  EXPECT_EQ(end.link_speed_mbit(), 50'000u);
}

TEST(NetworkEndTest, AUnixSocketHasNoInterface) {
  Endpoint unix_socket;
  unix_socket.unix_path = "/tmp/x";
  const auto end = FindNetworkEnd(unix_socket);
  ASSERT_TRUE(end.ok()) << end.status();
  EXPECT_EQ(end->kind(), "unix");
  EXPECT_EQ(end->interface(), "");
}

TEST(NetworkEndTest, LoopbackIsFoundForItsAddresses) {
  for (const char* host : {"127.0.0.1", "127.1.2.3"}) {
    const auto end = FindNetworkEnd(At(host));
    ASSERT_TRUE(end.ok()) << end.status();
    EXPECT_EQ(end->kind(), "loopback") << host;
    EXPECT_FALSE(end->interface().empty());
    EXPECT_GT(end->mtu(), 0u);
    EXPECT_FALSE(end->has_path_mtu());
  }
}

TEST(NetworkEndTest, AnUnknownHostIsNamed) {
  const auto end = FindNetworkEnd(At("no-such-host.invalid"));
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(end.status().message()),
              HasSubstr("\"no-such-host.invalid\""));
}

}  // namespace
}  // namespace grpc_perf_msgr
