// For tests of options that come from flags.
#ifndef GRPC_PERF_MSGR_TEST_COMMON_FLAGS_TESTING_H_
#define GRPC_PERF_MSGR_TEST_COMMON_FLAGS_TESTING_H_

#include <gtest/gtest.h>

#include <string>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/reflection.h"

namespace grpc_perf_msgr {

// Every test begins and leaves with the defaults.
class FlagsTest : public ::testing::Test {
 protected:
  static void Set(const std::string& flag, const std::string& value) {
    absl::CommandLineFlag* found = absl::FindCommandLineFlag(flag);
    ASSERT_NE(found, nullptr) << flag;
    std::string error;
    EXPECT_TRUE(found->ParseFrom(value, &error)) << error;
  }

  // What is said of a value that the flag itself can't read.
  static std::string FlagError(const std::string& flag,
                               const std::string& value) {
    absl::CommandLineFlag* found = absl::FindCommandLineFlag(flag);
    EXPECT_NE(found, nullptr) << flag;
    std::string error;
    EXPECT_FALSE(found->ParseFrom(value, &error)) << flag << " " << value;
    return error;
  }

 private:
  absl::FlagSaver saver_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_COMMON_FLAGS_TESTING_H_
