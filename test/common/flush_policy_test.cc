#include "common/flush_policy.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
namespace {

TEST(FlushPolicy, EveryPolicyIsReadBackAsItIsWritten) {
  for (FlushPolicy policy : {FlushPolicy::kDrain, FlushPolicy::kMessage}) {
    FlushPolicy read{};
    std::string error;
    EXPECT_TRUE(AbslParseFlag(AbslUnparseFlag(policy), &read, &error)) << error;
    EXPECT_EQ(read, policy);
  }
}

TEST(FlushPolicy, IsWrittenAsItsWord) {
  EXPECT_EQ(AbslUnparseFlag(FlushPolicy::kDrain), "drain");
  EXPECT_EQ(AbslUnparseFlag(FlushPolicy::kMessage), "message");
}

TEST(FlushPolicy, AnythingElseIsRefusedAndChangesNothing) {
  for (const char* text : {"", "Drain", "drain ", "messages", "0"}) {
    FlushPolicy policy = FlushPolicy::kMessage;
    std::string error;
    EXPECT_FALSE(AbslParseFlag(text, &policy, &error)) << text;
    EXPECT_EQ(error,
              absl::StrCat("flush policy must be drain or message, got \"",
                           text, "\""));
    EXPECT_EQ(policy, FlushPolicy::kMessage);
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
