#include "common/msgr2/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

// An encoded entity_addr_t: marker of the form since Ceph 10, version and
// oldest reader's version of the structure, its length, and these fields.
constexpr uint8_t kAddressMarker = 1;
constexpr uint8_t kAddressesMarker = 2;
constexpr uint8_t kStructVersion = 1;
constexpr uint32_t kFieldBytes = 12;

uint32_t SocketAddressBytes(int family) {
  switch (family) {
    case AF_INET:
      return sizeof(sockaddr_in);
    case AF_INET6:
      return sizeof(sockaddr_in6);
    default:
      return 0;
  }
}

absl::Status Bad(absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("the peer wrote an address ", what));
}

// The structure as the kernel has it, but for its family, which is a u16 there
// as here; port and IP are in network order in both.
absl::Status GetSocketAddress(absl::string_view bytes, EntityAddress& address) {
  if (bytes.empty()) return absl::OkStatus();
  ByteReader in(bytes);
  const int family = in.Get<uint16_t>();
  const uint32_t expected = SocketAddressBytes(family);
  if (in.ok() && family == AF_UNSPEC) return absl::OkStatus();
  if (!in.ok() || expected == 0 || bytes.size() < expected) {
    return Bad(absl::StrCat("of family ", family, " with ", bytes.size(),
                            " bytes, which is neither IPv4 nor IPv6"));
  }
  std::memcpy(&address.socket_address, bytes.data(), expected);
  return absl::OkStatus();
}

}  // namespace

EntityAddress ToEntityAddress(const sockaddr_storage& from, AddressType type,
                              uint32_t nonce) {
  EntityAddress address;
  address.type = type;
  address.nonce = nonce;
  // Copied up to its length only: the rest of such a structure is not defined.
  std::memcpy(&address.socket_address, &from,
              SocketAddressBytes(from.ss_family));
  return address;
}

std::string EntityAddress::ToString() const {
  char text[INET6_ADDRSTRLEN] = {};
  switch (socket_address.ss_family) {
    case AF_INET: {
      sockaddr_in in;
      std::memcpy(&in, &socket_address, sizeof(in));
      inet_ntop(AF_INET, &in.sin_addr, text, sizeof(text));
      return absl::StrCat(text, ":", ntohs(in.sin_port), "/", nonce);
    }
    case AF_INET6: {
      sockaddr_in6 in;
      std::memcpy(&in, &socket_address, sizeof(in));
      inet_ntop(AF_INET6, &in.sin6_addr, text, sizeof(text));
      return absl::StrCat("[", text, "]:", ntohs(in.sin6_port), "/", nonce);
    }
    default:
      return "blank";
  }
}

bool EntityAddress::operator==(const EntityAddress& other) const {
  return type == other.type && nonce == other.nonce &&
         socket_address.ss_family == other.socket_address.ss_family &&
         std::memcmp(&socket_address, &other.socket_address,
                     SocketAddressBytes(socket_address.ss_family)) == 0;
}

EntityAddress LocalAddress(int fd, AddressType type, uint32_t nonce) {
  sockaddr_storage address = {};
  socklen_t bytes = sizeof(address);
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &bytes) != 0) {
    address.ss_family = AF_UNSPEC;
  }
  return ToEntityAddress(address, type, nonce);
}

EntityAddress PeerAddress(int fd, AddressType type, uint32_t nonce) {
  sockaddr_storage address = {};
  socklen_t bytes = sizeof(address);
  if (getpeername(fd, reinterpret_cast<sockaddr*>(&address), &bytes) != 0) {
    address.ss_family = AF_UNSPEC;
  }
  return ToEntityAddress(address, type, nonce);
}

void PutAddress(const EntityAddress& address, ByteWriter& out) {
  const uint32_t bytes = SocketAddressBytes(address.socket_address.ss_family);
  char encoded[sizeof(sockaddr_storage)];
  std::memcpy(encoded, &address.socket_address, sizeof(encoded));
  out.Put(kAddressMarker)
      .Put(kStructVersion)
      .Put(kStructVersion)
      .Put(kFieldBytes + bytes)
      .Put(static_cast<uint32_t>(address.type))
      .Put(address.nonce)
      .Put(bytes)
      .PutBytes(absl::string_view(encoded, bytes));
}

absl::StatusOr<EntityAddress> GetAddress(ByteReader& in) {
  const auto marker = in.Get<uint8_t>();
  const auto version = in.Get<uint8_t>();
  const auto oldest_reader = in.Get<uint8_t>();
  const auto bytes = in.Get<uint32_t>();
  if (!in.ok()) return Bad("that is cut short");
  if (marker != kAddressMarker || version == 0 ||
      oldest_reader > kStructVersion) {
    return Bad(absl::StrCat("of another form (marker ", marker, ", version ",
                            version, ")"));
  }
  // Later versions may have more fields behind those that are known.
  ByteReader fields(in.GetBytes(bytes));
  EntityAddress address;
  address.type = static_cast<AddressType>(fields.Get<uint32_t>());
  address.nonce = fields.Get<uint32_t>();
  const auto socket_bytes = fields.Get<uint32_t>();
  const absl::string_view socket_address = fields.GetBytes(socket_bytes);
  if (!in.ok() || !fields.ok()) return Bad("that is cut short");
  absl::Status status = GetSocketAddress(socket_address, address);
  if (!status.ok()) return status;
  return address;
}

void PutAddresses(const std::vector<EntityAddress>& addresses,
                  ByteWriter& out) {
  out.Put(kAddressesMarker).Put(static_cast<uint32_t>(addresses.size()));
  for (const EntityAddress& address : addresses) PutAddress(address, out);
}

absl::StatusOr<std::vector<EntityAddress>> GetAddresses(ByteReader& in) {
  const auto marker = in.Get<uint8_t>();
  const auto count = in.Get<uint32_t>();
  if (!in.ok()) return Bad("list that is cut short");
  if (marker != kAddressesMarker) {
    return Bad(absl::StrCat("list of another form (marker ", marker, ")"));
  }
  if (count > kMaxAddresses) {
    return Bad(absl::StrCat("list of ", count, ", at most ", kMaxAddresses,
                            " are accepted"));
  }
  std::vector<EntityAddress> addresses;
  for (uint32_t i = 0; i < count; ++i) {
    absl::StatusOr<EntityAddress> address = GetAddress(in);
    if (!address.ok()) return address.status();
    addresses.push_back(*address);
  }
  return addresses;
}

}  // namespace grpc_perf_msgr::msgr2
