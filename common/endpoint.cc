#include "common/endpoint.h"

#include <arpa/inet.h>
#include <sys/un.h>

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace grpc_perf_msgr {
namespace {

constexpr uint32_t kMaxPort = 65535;
constexpr absl::string_view kUnix = "unix:";
// RFC 1035, written out.
constexpr size_t kMaxHostBytes = 253;
// The last byte ends the string.
constexpr size_t kMaxPathBytes = sizeof(sockaddr_un::sun_path) - 1;

// `what` is one sentence without its end: "has no port".
absl::Status Bad(absl::string_view address, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(
      "address must be [scheme://]host:port, [IPv6]:port or unix:PATH, got \"",
      address, "\", ", what));
}

bool IsHostCharacter(char c) {
  return absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_';
}

bool IsIpv4(const std::string& host) {
  in_addr address;
  return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

// With or without a zone: "fe80::1%eth0".
bool IsIpv6(absl::string_view host) {
  const size_t percent = host.find('%');
  if (percent != absl::string_view::npos) {
    const absl::string_view zone = host.substr(percent + 1);
    if (zone.empty() ||
        !std::all_of(zone.begin(), zone.end(), IsHostCharacter)) {
      return false;
    }
    host = host.substr(0, percent);
  }
  in6_addr address;
  // A NUL inside would end the string early.
  return host.find('\0') == absl::string_view::npos &&
         inet_pton(AF_INET6, std::string(host).c_str(), &address) == 1;
}

absl::Status ParseUnixPath(absl::string_view address, absl::string_view path,
                           Endpoint& endpoint) {
  if (absl::ConsumePrefix(&path, "//") && !path.empty() && path[0] != '/') {
    return Bad(address,
               "whose path after unix:// is not absolute: write unix:PATH or "
               "unix:///ABSOLUTE");
  }
  if (path.empty()) return Bad(address, "which has an empty path");
  if (path.find('\0') != absl::string_view::npos) {
    return Bad(address, "whose path has a NUL byte");
  }
  if (path.size() > kMaxPathBytes) {
    return Bad(address,
               absl::StrCat("whose path must have at most ", kMaxPathBytes,
                            " bytes, not ", path.size()));
  }
  endpoint.unix_path = std::string(path);
  return absl::OkStatus();
}

absl::Status ParsePort(absl::string_view address, absl::string_view text,
                       Endpoint& endpoint) {
  if (text.empty()) return Bad(address, "which has no port");
  uint32_t port = 0;
  if (!std::all_of(text.begin(), text.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(text, &port) || port > kMaxPort) {
    return absl::InvalidArgumentError(
        absl::StrCat("port must be 0..", kMaxPort, ", got \"", text,
                     "\" in address \"", address, "\""));
  }
  endpoint.port = static_cast<uint16_t>(port);
  return absl::OkStatus();
}

// "[::1]:10001"
absl::Status ParseBracketed(absl::string_view address, absl::string_view text,
                            Endpoint& endpoint) {
  const size_t close = text.find(']');
  if (close == absl::string_view::npos) {
    return Bad(address, "which has \"[\" without \"]\"");
  }
  const absl::string_view host = text.substr(1, close - 1);
  absl::string_view rest = text.substr(close + 1);
  if (host.empty()) return Bad(address, "which has an empty host");
  if (!IsIpv6(host)) {
    return Bad(address, absl::StrCat("where \"", host,
                                     "\" is no IPv6 address: brackets are for "
                                     "these only"));
  }
  if (rest.empty()) return Bad(address, "which has no port");
  if (!absl::ConsumePrefix(&rest, ":")) {
    return Bad(address, absl::StrCat("which has \"", rest,
                                     "\" after \"]\" where :port is expected"));
  }
  endpoint.host = std::string(host);
  return ParsePort(address, rest, endpoint);
}

// "host:port"
absl::Status ParseHostPort(absl::string_view address, absl::string_view text,
                           Endpoint& endpoint) {
  const size_t colon = text.find(':');
  if (colon == absl::string_view::npos) {
    return Bad(address, "which has no port");
  }
  if (text.find_first_of("[]") != absl::string_view::npos) {
    return Bad(address, "whose brackets do not enclose the host");
  }
  const size_t last_colon = text.rfind(':');
  if (IsIpv6(text) || IsIpv6(text.substr(0, last_colon))) {
    return Bad(address,
               "which is an IPv6 address without brackets: write it as in "
               "[::1]:10001");
  }
  const std::string host(text.substr(0, colon));
  if (host.empty()) return Bad(address, "which has an empty host");
  if (host.size() > kMaxHostBytes) {
    return Bad(address,
               absl::StrCat("whose host must have at most ", kMaxHostBytes,
                            " bytes, not ", host.size()));
  }
  if (!std::all_of(host.begin(), host.end(), IsHostCharacter)) {
    return Bad(address, absl::StrCat("where host \"", host,
                                     "\" has other characters than letters, "
                                     "digits, \"-\", \".\" and \"_\""));
  }
  if (host.find_first_not_of("0123456789.") == std::string::npos &&
      !IsIpv4(host)) {
    return Bad(address,
               absl::StrCat("where \"", host, "\" is no IPv4 address"));
  }
  endpoint.host = host;
  return ParsePort(address, text.substr(colon + 1), endpoint);
}

absl::Status ParseScheme(absl::string_view address, absl::string_view scheme,
                         Endpoint& endpoint) {
  const TransportRow* const row = FindTransport(scheme);
  if (row == nullptr || !row->is_scheme()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "scheme must be one of ", absl::StrJoin(SchemeWords(), ", "),
        "; got \"", scheme, "\" in address \"", address, "\""));
  }
  endpoint.scheme = std::string(scheme);
  return absl::OkStatus();
}

// The transport of a prefix that is no scheme, as in "v2:host:port" or
// "v2:[IPv6]:port", which is then dropped; "v2:10001" is a host named v2.
// nullptr: there is none.
const TransportRow* ConsumeOtherPrefix(absl::string_view& text) {
  for (const TransportRow& row : kTransports) {
    absl::string_view rest = text;
    if (row.other_prefix.empty() ||
        !absl::ConsumePrefix(&rest, row.other_prefix) ||
        rest.find(':') == absl::string_view::npos) {
      continue;
    }
    text = rest;
    return &row;
  }
  return nullptr;
}

// What follows "all://" in `text`, for each transport that it means.
absl::Status AddAll(absl::string_view text, absl::string_view host_port,
                    std::vector<Endpoint>& endpoints) {
  if (absl::StartsWith(host_port, kUnix)) {
    return Bad(text, "which is one socket: all:// wants host:port");
  }
  Endpoint endpoint;
  absl::Status status = absl::StartsWith(host_port, "[")
                            ? ParseBracketed(text, host_port, endpoint)
                            : ParseHostPort(text, host_port, endpoint);
  if (!status.ok()) return status;
  const bool any_port = endpoint.port == 0;
  uint32_t port = endpoint.port;
  for (const TransportRow& row : kTransports) {
    if (!row.is_scheme()) continue;
    if (port > kMaxPort) {
      return Bad(text, "which has too few ports above it");
    }
    endpoint.scheme = std::string(row.word);
    endpoint.port = static_cast<uint16_t>(port);
    endpoints.push_back(endpoint);
    if (!any_port) ++port;
  }
  return absl::OkStatus();
}

}  // namespace

bool Endpoint::is_ipv6() const { return host.find(':') != std::string::npos; }

std::string Endpoint::ToCephString() const {
  return absl::StrCat(transport().other_prefix,
                      is_ipv6() ? absl::StrCat("[", host, "]") : host, ":",
                      port);
}

std::string Endpoint::ToString() const {
  const TransportRow* const row = FindTransport(scheme);
  if (row != nullptr && row->in_process()) return std::string(row->own_address);
  const std::string prefix =
      scheme == DefaultTransport().word ? "" : absl::StrCat(scheme, "://");
  if (is_unix()) {
    // "unix://x" would not be read back as the path //x.
    const bool two_slashes = unix_path.compare(0, 2, "//") == 0;
    return absl::StrCat(prefix, two_slashes ? "unix://" : "unix:", unix_path);
  }
  if (is_ipv6()) return absl::StrCat(prefix, "[", host, "]:", port);
  return absl::StrCat(prefix, host, ":", port);
}

absl::StatusOr<Endpoint> ParseEndpoint(absl::string_view text) {
  Endpoint endpoint;
  absl::string_view rest = text;
  absl::Status status;
  for (const TransportRow& row : kTransports) {
    if (!row.in_process() || text != row.own_address) continue;
    endpoint.scheme = std::string(row.word);
    return endpoint;
  }
  const size_t separator = text.find("://");
  // "unix://" is no scheme, and a path may hold what looks like one.
  if (separator != absl::string_view::npos &&
      text.substr(0, kUnix.size()) != kUnix) {
    status = ParseScheme(text, text.substr(0, separator), endpoint);
    if (!status.ok()) return status;
    rest.remove_prefix(separator + 3);
  } else if (const TransportRow* const row = ConsumeOtherPrefix(rest)) {
    endpoint.scheme = std::string(row->word);
  }
  if (absl::ConsumePrefix(&rest, kUnix)) {
    const absl::string_view why_not = endpoint.transport().why_no_unix;
    if (!why_not.empty()) {
      return Bad(text, absl::StrCat("which is a unix socket: ", why_not));
    }
    status = ParseUnixPath(text, rest, endpoint);
  } else if (!rest.empty() && rest[0] == '[') {
    status = ParseBracketed(text, rest, endpoint);
  } else {
    status = ParseHostPort(text, rest, endpoint);
  }
  if (!status.ok()) return status;
  return endpoint;
}

// all://host:port is one for each transport, at successive ports from that one
// on; port 0 is any for each.
absl::StatusOr<std::vector<Endpoint>> ParseEndpoints(absl::string_view text) {
  std::vector<Endpoint> endpoints;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    absl::string_view rest = part;
    if (absl::ConsumePrefix(&rest, "all://")) {
      const absl::Status status = AddAll(part, rest, endpoints);
      if (!status.ok()) return status;
      continue;
    }
    absl::StatusOr<Endpoint> endpoint = ParseEndpoint(part);
    if (!endpoint.ok()) return endpoint.status();
    endpoints.push_back(*std::move(endpoint));
  }
  return endpoints;
}

}  // namespace grpc_perf_msgr
