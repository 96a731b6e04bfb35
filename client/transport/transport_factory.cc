#include "client/transport/transport_factory.h"

#include "absl/strings/str_cat.h"
#include "client/transport/grpc_stream.h"

namespace grpc_perf_msgr {

absl::StatusOr<std::unique_ptr<Transport>> MakeTransport(
    const Workload& workload, absl::string_view payload) {
  if (workload.server.scheme == "grpc") {
    return std::make_unique<GrpcStreamTransport>(workload, payload);
  }
  return absl::UnimplementedError(absl::StrCat(
      "no transport for ", workload.server.scheme, ":// addresses"));
}

}  // namespace grpc_perf_msgr
