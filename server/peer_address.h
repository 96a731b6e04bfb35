// Who calls, from gRPC's words for it.
#ifndef GRPC_PERF_MSGR_SERVER_PEER_ADDRESS_H_
#define GRPC_PERF_MSGR_SERVER_PEER_ADDRESS_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/endpoint.h"

namespace grpc_perf_msgr {

// Reads what grpc::ServerContext::peer() says: "ipv4:10.0.0.1:5000",
// "ipv6:%5B::1%5D:5000" (percent-encoded, as URIs are), "unix:" or
// "unix:PATH". Nothing for other text and for addresses with a zone.
std::optional<Endpoint> ParsePeer(absl::string_view peer);

// The same for a log: "10.0.0.1:5000", "[::1]:5000", "unix:-"; gRPC's own words
// where ParsePeer has nothing.
std::string PeerForLog(const std::string& peer);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_PEER_ADDRESS_H_
