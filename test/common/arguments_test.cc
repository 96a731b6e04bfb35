#include "common/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Message(const absl::Status& status) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(ParseNumber, ReadsWholeNumbersOfTheRange) {
  EXPECT_EQ(*ParseNumber("window", "1", 1, 65536), 1);
  EXPECT_EQ(*ParseNumber("window", "65536", 1, 65536), 65536);
  EXPECT_EQ(*ParseNumber("window", "007", 1, 65536), 7);
  constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
  EXPECT_EQ(*ParseNumber("n", "18446744073709551615", 0, kMax), kMax);
}

TEST(ParseNumber, RefusesTheRestWithNameRangeAndValue) {
  for (const std::string bad :
       {"0", "65537", "", "x", "1x", "-1", "+1", " 1", "1 ", "1.0", "1e3",
        "0x10", "18446744073709551616", "99999999999999999999999"}) {
    EXPECT_EQ(Message(ParseNumber("window", bad, 1, 65536).status()),
              "window must be 1..65536, got \"" + bad + "\"");
  }
}

TEST(ToNanos, TakesWhatIsMoreThanZeroAndAtMostTheLimit) {
  const absl::Duration max = absl::Hours(1);
  EXPECT_EQ(*ToNanos("d", absl::Nanoseconds(1), max), 1);
  EXPECT_EQ(*ToNanos("d", absl::Milliseconds(1500), max), 1'500'000'000);
  EXPECT_EQ(*ToNanos("d", max, max), 3'600'000'000'000);
  // Less than a nanosecond is not nothing.
  EXPECT_EQ(*ToNanos("d", absl::Nanoseconds(1) / 4, max), 1);
}

TEST(ToNanos, RefusesTheRestWithFlagLimitAndValue) {
  const absl::Duration max = absl::Hours(1);
  EXPECT_EQ(Message(ToNanos("d", absl::ZeroDuration(), max).status()),
            "--d must be more than 0 and at most 1h, got 0");
  EXPECT_EQ(Message(ToNanos("d", -absl::Seconds(2), max).status()),
            "--d must be more than 0 and at most 1h, got -2s");
  EXPECT_EQ(Message(ToNanos("d", absl::Minutes(61), max).status()),
            "--d must be more than 0 and at most 1h, got 1h1m");
  EXPECT_EQ(Message(ToNanos("d", absl::InfiniteDuration(), max).status()),
            "--d must be more than 0 and at most 1h, got inf");
}

TEST(CheckArgumentCount, TakesExactlyAsManyAsThereAreNames) {
  EXPECT_TRUE(CheckArgumentCount({"1", "2"}, {"A", "B"}, "program").ok());
  EXPECT_TRUE(CheckArgumentCount({}, {}, "program").ok());
}

TEST(CheckArgumentCount, NamesWhatIsMissing) {
  const std::string none =
      Message(CheckArgumentCount({}, {"A", "B", "C"}, "program"));
  EXPECT_THAT(none, HasSubstr("missing A B C; usage: program A B C"));
  EXPECT_THAT(none, HasSubstr("--help"));
  EXPECT_THAT(Message(CheckArgumentCount({"1", "2"}, {"A", "B", "C"}, "p")),
              HasSubstr("missing C; "));
}

TEST(CheckArgumentCount, NamesTheFirstThatIsTooMuch) {
  EXPECT_THAT(Message(CheckArgumentCount({"1", "2", "3"}, {"A"}, "p")),
              HasSubstr("unexpected argument \"2\"; usage: p A"));
}

TEST(ParseFlags, ReturnsThePositionalArgumentsInTheirOrder) {
  std::vector<std::string> line = {"program", "one", "two", "--", "--three"};
  std::vector<char*> argv;
  argv.reserve(line.size());
  for (std::string& argument : line) argv.push_back(argument.data());
  EXPECT_THAT(ParseFlags(static_cast<int>(argv.size()), argv.data(), "program",
                         "usage", "help", "no_such_flag"),
              ElementsAre("one", "two", "--three"));
}

}  // namespace
}  // namespace grpc_perf_msgr
