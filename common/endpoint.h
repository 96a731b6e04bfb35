// Addresses as users write them: [scheme://]host:port, [::1]:port, unix:PATH,
// and v2:host:port as Ceph writes them.
#ifndef GRPC_PERF_MSGR_COMMON_ENDPOINT_H_
#define GRPC_PERF_MSGR_COMMON_ENDPOINT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/transports.h"

namespace grpc_perf_msgr {

// Where a server listens or is found.
struct Endpoint {
  // How messages travel there: a word of kTransports, the default one unless
  // the address says otherwise.
  std::string scheme = std::string(DefaultTransport().word);
  // Host name or IP address without brackets; empty for a unix socket.
  std::string host;
  // 0..65535; 0 (any free port) makes sense for listening only.
  uint16_t port = 0;
  // Path of a unix socket; empty otherwise.
  std::string unix_path;

  // The row of `scheme`, which must be a word of the table.
  const TransportRow& transport() const { return TransportOf(scheme); }
  bool is_unix() const { return !unix_path.empty(); }
  // Within the client; there is neither host nor port then.
  bool is_in_process() const { return transport().in_process(); }
  // Whether `host` is a literal IPv6 address (it contains a colon).
  bool is_ipv6() const;

  // The canonical way to write it, without the scheme when that is the default:
  // "127.0.0.1:10001", "[::1]:10001", "unix:/tmp/socket".
  std::string ToString() const;
  // With the other prefix of its transport, as Ceph's programs take the address
  // of a messenger of version 2: "v2:127.0.0.1:10001", "v2:[::1]:10001". Not
  // for unix sockets.
  std::string ToCephString() const;

  bool operator==(const Endpoint& other) const = default;
};

// Reads an address. InvalidArgument names the address, what is wrong with it
// and what is expected. Known schemes and the prefixes that stand for them are
// those of kTransports: Ceph's "v2:host:port" is the same as
// "msgr2://host:port", while "v2:10001" is a host named v2. Accepted forms of a
// unix socket, which not all transports have:
// unix:PATH (relative or absolute), unix:///ABSOLUTE, SCHEME://unix:PATH; PATH
// has at most 107 bytes (sockaddr_un).
absl::StatusOr<Endpoint> ParseEndpoint(absl::string_view text);

// Reads addresses separated by commas; at least one.
absl::StatusOr<std::vector<Endpoint>> ParseEndpoints(absl::string_view text);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_ENDPOINT_H_
