// Addresses as Ceph's messenger writes them (entity_addr_t, entity_addrvec_t).
#ifndef GRPC_PERF_MSGR_COMMON_MSGR2_ADDRESS_H_
#define GRPC_PERF_MSGR_COMMON_MSGR2_ADDRESS_H_

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/msgr2/bytes.h"

namespace grpc_perf_msgr::msgr2 {

// Who an address is for: one that listens for msgr2, or a client that does not
// listen.
enum class AddressType : uint32_t {
  kNone = 0,
  kLegacy = 1,
  kMsgr2 = 2,
  kAny = 3
};

struct EntityAddress {
  AddressType type = AddressType::kNone;
  // Tells processes at one address apart; a server that was started at a fixed
  // port has 0.
  uint32_t nonce = 0;
  // Family AF_UNSPEC (blank), AF_INET or AF_INET6, with port.
  sockaddr_storage socket_address = {};

  // "127.0.0.1:6800/0", "[::1]:6800/0", or "blank"
  std::string ToString() const;
  bool operator==(const EntityAddress& other) const;
};

// `from` as Ceph's messenger says it; blank when it has none.
EntityAddress ToEntityAddress(const sockaddr_storage& from, AddressType type,
                              uint32_t nonce);
// The address at this, or at the other end of a connected socket; blank when it
// has none.
EntityAddress LocalAddress(int fd, AddressType type, uint32_t nonce);
EntityAddress PeerAddress(int fd, AddressType type, uint32_t nonce);

void PutAddress(const EntityAddress& address, ByteWriter& out);
// INVALID_ARGUMENT: cut short, or of a form that is not known (that from before
// Ceph 10, another address family).
absl::StatusOr<EntityAddress> GetAddress(ByteReader& in);

void PutAddresses(const std::vector<EntityAddress>& addresses, ByteWriter& out);
// As GetAddress; also when there are more than kMaxAddresses.
absl::StatusOr<std::vector<EntityAddress>> GetAddresses(ByteReader& in);
inline constexpr uint32_t kMaxAddresses = 16;

}  // namespace grpc_perf_msgr::msgr2

#endif  // GRPC_PERF_MSGR_COMMON_MSGR2_ADDRESS_H_
