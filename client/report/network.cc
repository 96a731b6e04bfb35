#include "client/report/network.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/report/numbers.h"

namespace grpc_perf_msgr {
namespace {

std::string Kind(const v1::NetworkEnd& end) {
  // What kind of thing it is follows from these.
  if (end.kind() == "veth") return "veth, not its host's own network";
  if (end.kind() == "bridge") return "bridge";
  return absl::StrCat(end.kind(), end.driver().empty() ? "" : " ",
                      end.driver());
}

std::string Details(const v1::NetworkEnd& end) {
  Row parts;
  if (end.kind() != "loopback") parts.push_back(Kind(end));
  if (end.has_mtu()) parts.push_back(absl::StrCat("MTU ", end.mtu()));
  if (end.has_path_mtu() && end.path_mtu() != end.mtu()) {
    parts.push_back(absl::StrCat("path MTU ", end.path_mtu()));
  }
  if (end.has_link_speed_mbit()) {
    parts.push_back(
        absl::StrCat("link ", FormatCount(end.link_speed_mbit()), " Mbit/s"));
  } else if (end.kind() == "nic") {
    parts.emplace_back("link speed unknown");
  }
  return absl::StrJoin(parts, ", ");
}

std::string DescribeEnd(const char* which, bool known,
                        const v1::NetworkEnd& end) {
  if (!known) return absl::StrCat(which, " unknown");
  if (end.interface().empty()) {
    return absl::StrCat(which, " ", end.address(), " on an unknown interface");
  }
  const std::string details = Details(end);
  return absl::StrCat(which, " ", end.address(), " on ", end.interface(),
                      details.empty() ? "" : absl::StrCat(" (", details, ")"));
}

}  // namespace

Row DescribeNetwork(const v1::NetworkPath& network) {
  const v1::NetworkEnd& client = network.client();
  if (client.kind() == "unix") return {"unix socket"};
  if (client.kind() == "loopback") {
    return {absl::StrCat("loopback (", client.interface(), ", ",
                         Details(client), ")")};
  }
  return {DescribeEnd("client", network.has_client(), client),
          DescribeEnd("server", network.has_server(), network.server())};
}

bool IsWithinOneHost(const v1::NetworkPath& network) {
  return network.client().kind() == "unix" ||
         network.client().kind() == "loopback";
}

}  // namespace grpc_perf_msgr
