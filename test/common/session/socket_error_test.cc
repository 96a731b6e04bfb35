#include "common/session/socket_error.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

namespace grpc_perf_msgr {
namespace {

TEST(SocketErrorTest, APeerThatIsNotThereOrGoneIsUnavailable) {
  for (const int error : {ECONNREFUSED, ECONNRESET, EPIPE, ENETUNREACH,
                          EHOSTUNREACH, ETIMEDOUT, ENOENT}) {
    const absl::Status status = SocketError(error, "cannot send");
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << error;
  }
}

TEST(SocketErrorTest, OtherErrorsKeepTheirKind) {
  EXPECT_EQ(SocketError(EACCES, "cannot listen").code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(SocketError(EADDRINUSE, "cannot listen").code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(SocketError(EMFILE, "cannot accept").code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(SocketErrorTest, SaysWhatFailedAndThenWhy) {
  EXPECT_EQ(SocketError(ECONNRESET, "cannot send").message(),
            "cannot send: Connection reset by peer");
  EXPECT_EQ(SocketError(EACCES, "cannot listen").message(),
            "cannot listen: Permission denied");
}

}  // namespace
}  // namespace grpc_perf_msgr
