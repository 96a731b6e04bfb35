#include "common/grpc/status.h"

#include <string>

#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

// All 17 of https://grpc.io/docs/guides/status-codes, which absl numbers alike.
TEST(Status, KeepsCodeAndMessageBothWays) {
  for (int code = 0; code <= 16; ++code) {
    const std::string message = code == 0 ? "" : "told so";
    const grpc::Status grpc(static_cast<grpc::StatusCode>(code), message);
    const absl::Status absl = ToAbslStatus(grpc);
    EXPECT_EQ(absl, absl::Status(static_cast<absl::StatusCode>(code), message));
    EXPECT_EQ(ToGrpcStatus(absl).error_code(), grpc.error_code());
    EXPECT_EQ(ToGrpcStatus(absl).error_message(), message);
  }
  EXPECT_EQ(ToAbslStatus(grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "who"))
                .code(),
            absl::StatusCode::kUnauthenticated);
}

TEST(Status, AMessageIsCutToWhatAHeaderTakes) {
  const std::string longest(kMaxStatusMessage, 'x');
  EXPECT_EQ(ToGrpcStatus(absl::InternalError(longest)).error_message(),
            longest);
  EXPECT_EQ(ToGrpcStatus(absl::InternalError(longest + "y")).error_message(),
            longest);
}

}  // namespace
}  // namespace grpc_perf_msgr
