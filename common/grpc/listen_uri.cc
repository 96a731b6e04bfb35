#include "common/grpc/listen_uri.h"

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {

std::string GrpcListenUri(const Endpoint& listen) {
  if (listen.is_unix()) return absl::StrCat("unix:", listen.unix_path);
  if (listen.is_ipv6()) {
    return absl::StrCat("[", listen.host, "]:", listen.port);
  }
  return absl::StrCat(listen.host, ":", listen.port);
}

}  // namespace grpc_perf_msgr
