#include "common/network_end.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
namespace {

// An IPv4 or IPv6 address, without its port.
std::string AddressText(const sockaddr* address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text));
  } else if (address->sa_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof(text));
  }
  return text;
}

// Asks about one interface with `request` behind ifr_data or beside it.
bool Ask(int fd, unsigned long what, const std::string& name, ifreq& request) {
  std::strncpy(request.ifr_name, name.c_str(), IFNAMSIZ - 1);
  return ioctl(fd, what, &request) == 0;
}

InterfaceFacts ReadFacts(int fd, const std::string& name, bool loopback) {
  InterfaceFacts facts;
  facts.name = name;
  facts.loopback = loopback;
  ifreq request = {};
  if (Ask(fd, SIOCGIFMTU, name, request) && request.ifr_mtu > 0) {
    facts.mtu = static_cast<uint32_t>(request.ifr_mtu);
  }
  ethtool_drvinfo driver = {};
  driver.cmd = ETHTOOL_GDRVINFO;
  request = {};
  request.ifr_data = reinterpret_cast<char*>(&driver);
  if (Ask(fd, SIOCETHTOOL, name, request)) {
    facts.driver.assign(driver.driver,
                        strnlen(driver.driver, sizeof(driver.driver)));
    facts.bus.assign(driver.bus_info,
                     strnlen(driver.bus_info, sizeof(driver.bus_info)));
  }
  // The old request: the new one needs two calls and tells no more of this.
  ethtool_cmd link = {};
  link.cmd = ETHTOOL_GSET;
  request = {};
  request.ifr_data = reinterpret_cast<char*>(&link);
  if (Ask(fd, SIOCETHTOOL, name, request)) {
    const uint32_t speed = ethtool_cmd_speed(&link);
    if (speed != static_cast<uint32_t>(SPEED_UNKNOWN)) facts.speed_mbit = speed;
  }
  return facts;
}

// The interface that has `address`, or the loopback one; nothing when there is
// none, e.g. because it has just gone.
std::optional<InterfaceFacts> FindInterface(int fd, const std::string& address,
                                            bool loopback) {
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return std::nullopt;
  const absl::Cleanup free_all = [all] { freeifaddrs(all); };
  for (const ifaddrs* it = all; it != nullptr; it = it->ifa_next) {
    const bool is_loopback = (it->ifa_flags & IFF_LOOPBACK) != 0;
    if (loopback
            ? is_loopback
            : it->ifa_addr != nullptr && AddressText(it->ifa_addr) == address) {
      return ReadFacts(fd, it->ifa_name, is_loopback);
    }
  }
  return std::nullopt;
}

std::optional<uint32_t> PathMtu(int fd, int family) {
  int mtu = 0;
  socklen_t size = sizeof(mtu);
  const int got = family == AF_INET6
                      ? getsockopt(fd, IPPROTO_IPV6, IPV6_MTU, &mtu, &size)
                      : getsockopt(fd, IPPROTO_IP, IP_MTU, &mtu, &size);
  if (got != 0 || mtu <= 0) return std::nullopt;
  return static_cast<uint32_t>(mtu);
}

// A connected UDP socket has chosen its route and has sent nothing.
absl::StatusOr<v1::NetworkEnd> EndTowards(const addrinfo& peer) {
  const int fd = socket(peer.ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return absl::ErrnoToStatus(errno, "cannot make a socket");
  const absl::Cleanup close_fd = [fd] { close(fd); };
  sockaddr_storage own = {};
  socklen_t length = sizeof(own);
  auto* own_address = reinterpret_cast<sockaddr*>(&own);
  if (connect(fd, peer.ai_addr, peer.ai_addrlen) != 0 ||
      getsockname(fd, own_address, &length) != 0) {
    return absl::UnavailableError(absl::StrCat(
        "no route to ", AddressText(peer.ai_addr), ": ", std::strerror(errno)));
  }
  const std::string address = AddressText(own_address);
  // What a host sends to one of its own addresses, whichever interface has it,
  // goes through loopback.
  const bool loopback = address == AddressText(peer.ai_addr);
  v1::NetworkEnd end;
  if (const auto facts = FindInterface(fd, address, loopback)) {
    end = DescribeInterface(*facts);
  }
  end.set_address(address);
  const auto path_mtu = PathMtu(fd, peer.ai_family);
  // Of loopback it is but the largest packet of IP.
  if (path_mtu.has_value() && end.kind() != "loopback") {
    end.set_path_mtu(*path_mtu);
  }
  return end;
}

}  // namespace

v1::NetworkEnd DescribeInterface(const InterfaceFacts& facts) {
  v1::NetworkEnd end;
  end.set_interface(facts.name);
  end.set_driver(facts.driver);
  if (facts.mtu > 0) end.set_mtu(facts.mtu);
  const bool is_device = !facts.bus.empty() && facts.bus != "N/A";
  if (facts.loopback) {
    end.set_kind("loopback");
  } else if (facts.driver == "veth" || facts.driver == "bridge") {
    end.set_kind(facts.driver);
  } else if (is_device && facts.driver != "tun") {
    // A tun has "tun" or "tap" for a bus.
    end.set_kind("nic");
  } else {
    end.set_kind("virtual");
  }
  // Software has no speed but that of CPUs: veth and tun make one up, and a
  // bridge repeats that of a port. A VLAN and a bond tell of what is below.
  const bool tells_speed = end.kind() == "nic" || facts.driver == "bonding" ||
                           facts.driver == "802.1Q VLAN Support";
  if (tells_speed && facts.speed_mbit > 0) {
    end.set_link_speed_mbit(facts.speed_mbit);
  }
  return end;
}

absl::StatusOr<v1::NetworkEnd> FindNetworkEnd(const Endpoint& peer) {
  if (peer.is_unix()) {
    v1::NetworkEnd end;
    end.set_kind("unix");
    return end;
  }
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failure = getaddrinfo(
      peer.host.c_str(), std::to_string(peer.port).c_str(), &hints, &found);
  if (failure != 0) {
    return absl::NotFoundError(absl::StrCat(
        "host \"", peer.host, "\" is unknown: ", gai_strerror(failure)));
  }
  const absl::Cleanup free_found = [found] { freeaddrinfo(found); };
  absl::StatusOr<v1::NetworkEnd> end = absl::UnavailableError("no address");
  for (const addrinfo* it = found; it != nullptr; it = it->ai_next) {
    end = EndTowards(*it);
    if (end.ok()) break;
  }
  return end;
}

}  // namespace grpc_perf_msgr
