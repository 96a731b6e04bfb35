// Addresses as users write them: [scheme://]host:port, [::1]:port, unix:PATH.
#ifndef GRPC_PERF_MSGR_COMMON_ENDPOINT_H_
#define GRPC_PERF_MSGR_COMMON_ENDPOINT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

// Where a server listens or is found.
struct Endpoint {
  // How messages travel there: "grpc" unless the address says otherwise.
  std::string scheme = "grpc";
  // Host name or IP address without brackets; empty for a unix socket.
  std::string host;
  // 0..65535; 0 (any free port) makes sense for listening only.
  uint16_t port = 0;
  // Path of a unix socket; empty otherwise.
  std::string unix_path;

  bool is_unix() const { return !unix_path.empty(); }
  // Whether `host` is a literal IPv6 address (it contains a colon).
  bool is_ipv6() const;

  // The canonical way to write it, without the scheme when that is "grpc":
  // "127.0.0.1:10001", "[::1]:10001", "unix:/tmp/socket".
  std::string ToString() const;

  bool operator==(const Endpoint& other) const = default;
};

// Reads an address. InvalidArgument names the address, what is wrong with it
// and what is expected. Known schemes: grpc, tcp. Accepted forms of a unix
// socket: unix:PATH (relative or absolute), unix:///ABSOLUTE,
// SCHEME://unix:PATH; PATH has at most 107 bytes (sockaddr_un).
absl::StatusOr<Endpoint> ParseEndpoint(absl::string_view text);

// Reads addresses separated by commas; at least one.
absl::StatusOr<std::vector<Endpoint>> ParseEndpoints(absl::string_view text);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_ENDPOINT_H_
