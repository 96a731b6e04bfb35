// For tests of the client's command line.
#ifndef GRPC_PERF_MSGR_TEST_CLIENT_CLIENT_FLAGS_TESTING_H_
#define GRPC_PERF_MSGR_TEST_CLIENT_CLIENT_FLAGS_TESTING_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "client/options.h"
#include "test/common/flags_testing.h"

namespace grpc_perf_msgr {

class ClientFlagsTest : public FlagsTest {
 protected:
  using Arguments = std::vector<std::string>;

  static ClientOptions Parse(const Arguments& arguments) {
    const absl::StatusOr<ClientOptions> options = ParseClientOptions(arguments);
    EXPECT_TRUE(options.ok()) << options.status();
    return options.value_or(ClientOptions());
  }

  // Why the arguments are refused.
  static std::string Error(const Arguments& arguments) {
    const absl::Status status = ParseClientOptions(arguments).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  }

  const Arguments good_ = {"host:10001", "2", "32", "1000", "5", "4096"};
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_CLIENT_CLIENT_FLAGS_TESTING_H_
