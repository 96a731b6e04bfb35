#include "common/grpc/status.h"

#include <string>

namespace grpc_perf_msgr {

absl::Status ToAbslStatus(const grpc::Status& status) {
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  // A reset of HTTP/2's has no text; gRPC 1.51 repeats the code for it.
  const bool told = !status.error_message().empty() &&
                    status.error_message() != absl::StatusCodeToString(code);
  return absl::Status(
      code, told ? status.error_message() : "the other end gave no reason");
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  return grpc::Status(
      static_cast<grpc::StatusCode>(status.code()),
      std::string(status.message().substr(0, kMaxStatusMessage)));
}

}  // namespace grpc_perf_msgr
