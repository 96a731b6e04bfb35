#include "server/peer_address.h"

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace grpc_perf_msgr {

std::optional<Endpoint> ParsePeer(absl::string_view peer) {
  if (absl::ConsumePrefix(&peer, "unix:")) {
    Endpoint endpoint;
    // A client's socket mostly has no name.
    endpoint.unix_path = peer.empty() ? "-" : std::string(peer);
    return endpoint;
  }
  if (!absl::ConsumePrefix(&peer, "ipv4:") &&
      !absl::ConsumePrefix(&peer, "ipv6:")) {
    return std::nullopt;
  }
  const std::string address =
      absl::StrReplaceAll(peer, {{"%5B", "["}, {"%5D", "]"}});
  // What is still encoded is a zone ("%25eth0").
  if (absl::StrContains(address, '%')) return std::nullopt;
  absl::StatusOr<Endpoint> endpoint = ParseEndpoint(address);
  if (!endpoint.ok()) return std::nullopt;
  return *std::move(endpoint);
}

std::string PeerForLog(const std::string& peer) {
  const std::optional<Endpoint> endpoint = ParsePeer(peer);
  return endpoint.has_value() ? endpoint->ToString() : peer;
}

}  // namespace grpc_perf_msgr
