#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/flags/flag.h"
#include "client/flags.h"
#include "test/common/flags_testing.h"

namespace grpc_perf_msgr {
namespace {

using CountOrDurationTest = FlagsTest;

CountOrDuration Read(const std::string& text) {
  CountOrDuration value;
  std::string error;
  EXPECT_TRUE(AbslParseFlag(text, &value, &error)) << text << ": " << error;
  return value;
}

TEST_F(CountOrDurationTest, DigitsAreACount) {
  EXPECT_EQ(Read("0"), CountOrDuration());
  EXPECT_EQ(Read("1000"), (CountOrDuration{1000, 0}));
  EXPECT_EQ(Read("1000000000000").count, 1'000'000'000'000);
}

TEST_F(CountOrDurationTest, AUnitMakesADuration) {
  EXPECT_EQ(Read("500ms"), (CountOrDuration{0, 500'000'000}));
  EXPECT_EQ(Read("1.5s").duration_ns, 1'500'000'000);
  EXPECT_EQ(Read("0s"), CountOrDuration());
  EXPECT_EQ(Read("720h").duration_ns, int64_t{720} * 3600 * 1'000'000'000);
}

TEST_F(CountOrDurationTest, OthersAreRefusedWithWhatWasExpected) {
  for (const std::string bad :
       {"", "1000000000001", "99999999999999999999", "-1", "+1", " 1", "1 ms",
        "soon", "-1s", "721h", "inf", "1e3"}) {
    CountOrDuration value;
    std::string error;
    EXPECT_FALSE(AbslParseFlag(bad, &value, &error)) << bad;
    EXPECT_EQ(error,
              "must be a count of 0..1000000000000 messages or a duration up "
              "to 720h such as 500ms");
  }
}

// What a value was before does not show in it.
TEST_F(CountOrDurationTest, IsReadAnew) {
  CountOrDuration value{7, 8};
  std::string error;
  ASSERT_TRUE(AbslParseFlag("5", &value, &error));
  EXPECT_EQ(value, (CountOrDuration{5, 0}));
  ASSERT_TRUE(AbslParseFlag("5s", &value, &error));
  EXPECT_EQ(value, (CountOrDuration{0, 5'000'000'000}));
}

TEST_F(CountOrDurationTest, IsWrittenAsItIsRead) {
  for (const std::string text : {"0", "1000", "500ms", "1m30s", "1ns"}) {
    EXPECT_EQ(AbslUnparseFlag(Read(text)), text);
  }
}

TEST_F(CountOrDurationTest, IsTheFlagForTheWarmup) {
  EXPECT_EQ(absl::GetFlag(FLAGS_warmup), CountOrDuration());
  Set("warmup", "250ms");
  EXPECT_EQ(absl::GetFlag(FLAGS_warmup).duration_ns, 250'000'000);
  EXPECT_THAT(FlagError("warmup", "soon"),
              ::testing::HasSubstr("must be a count of"));
}

using ClientFlagDefaultsTest = FlagsTest;

TEST_F(ClientFlagDefaultsTest, AreThoseOfTheTable) {
  EXPECT_EQ(absl::GetFlag(FLAGS_connect_timeout), absl::Seconds(5));
  EXPECT_EQ(absl::GetFlag(FLAGS_stall_timeout), absl::Seconds(10));
  EXPECT_EQ(absl::GetFlag(FLAGS_duration), absl::ZeroDuration());
  EXPECT_EQ(absl::GetFlag(FLAGS_api), Api::kStream);
  EXPECT_FALSE(absl::GetFlag(FLAGS_codec).has_value());
}

}  // namespace
}  // namespace grpc_perf_msgr
