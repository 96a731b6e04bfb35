// This host's end of the network to another one: which interface, which MTU.
#ifndef GRPC_PERF_MSGR_COMMON_NETWORK_END_H_
#define GRPC_PERF_MSGR_COMMON_NETWORK_END_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/endpoint.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// What the kernel tells of an interface.
struct InterfaceFacts {
  std::string name;
  bool loopback = false;
  // Of ETHTOOL_GDRVINFO; empty when the interface does not have it. The bus
  // address is "0000:00:03.0" for PCI and "" or "N/A" for what is no device.
  std::string driver;
  std::string bus;
  // SIOCGIFMTU, ETHTOOL_GSET; 0: unknown.
  uint32_t mtu = 0;
  uint32_t speed_mbit = 0;
};

// Its name, kind, driver, MTU and, when it means something, speed. Pure.
v1::NetworkEnd DescribeInterface(const InterfaceFacts& facts);

// This end of the network to `peer`: the route that the kernel would take, to
// the first of the host's addresses that has one. Sends nothing. Asks the
// kernel by sockets, not in /sys, which shows the interfaces of the namespace
// that mounted it. NOT_FOUND: unknown host; UNAVAILABLE: no route.
absl::StatusOr<v1::NetworkEnd> FindNetworkEnd(const Endpoint& peer);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_NETWORK_END_H_
