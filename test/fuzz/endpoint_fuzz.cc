// libFuzzer target: addresses as users write them. What is accepted is written
// back in a form that means the same.
#include <string>
#include <vector>

#include "common/endpoint.h"
#include "test/fuzz/require.h"

namespace grpc_perf_msgr {
namespace {

void CheckEndpoint(const Endpoint& endpoint) {
  const absl::StatusOr<Endpoint> again = ParseEndpoint(endpoint.ToString());
  Require(again.ok() && *again == endpoint);
  Require(again->ToString() == endpoint.ToString());
  const bool nowhere = endpoint.is_in_process();
  Require((endpoint.is_unix() || nowhere) == endpoint.host.empty());
  Require(!endpoint.is_unix() || endpoint.port == 0);
  Require(endpoint.unix_path.size() < 108);
  if (endpoint.scheme != "msgr2") return;
  const absl::StatusOr<Endpoint> ceph = ParseEndpoint(endpoint.ToCephString());
  Require(ceph.ok() && ceph->scheme == "msgr2");
  Require(ceph->host == endpoint.host && ceph->port == endpoint.port);
}

}  // namespace
}  // namespace grpc_perf_msgr

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using grpc_perf_msgr::Endpoint;
  const absl::string_view text = grpc_perf_msgr::ToText(data, size);
  const absl::StatusOr<std::vector<Endpoint>> endpoints =
      grpc_perf_msgr::ParseEndpoints(text);
  if (!endpoints.ok()) return 0;
  grpc_perf_msgr::Require(!endpoints->empty());
  for (const Endpoint& endpoint : *endpoints) {
    grpc_perf_msgr::CheckEndpoint(endpoint);
  }
  return 0;
}
