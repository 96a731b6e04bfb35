#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/group.h"

namespace grpc_perf_msgr {
namespace {

TEST(GroupParts, AreTheWholeInItsOrder) {
  for (const size_t bytes :
       {size_t{1}, kGroupPartBytes, kGroupPartBytes + 1, 3 * kGroupPartBytes}) {
    std::string whole(bytes, 'x');
    whole.back() = 'y';
    const std::vector<absl::string_view> parts = GroupParts(whole);
    EXPECT_EQ(parts.size(), (bytes + kGroupPartBytes - 1) / kGroupPartBytes);
    std::string together;
    for (const absl::string_view part : parts) {
      EXPECT_LE(part.size(), kGroupPartBytes);
      together += std::string(part);
    }
    EXPECT_EQ(together, whole);
  }
}

TEST(GroupParts, OfNothingAreOneEmptyOne) {
  EXPECT_EQ(GroupParts("").size(), 1);
  EXPECT_TRUE(GroupParts("")[0].empty());
}

TEST(CheckGroupName, TakesVisibleCharacters) {
  for (const std::string& good : {std::string("g"), std::string("job-1/run:2"),
                                  std::string(100, 'x'), std::string("!~")}) {
    EXPECT_TRUE(CheckGroupName("--group", good).ok()) << good;
  }
}

TEST(CheckGroupName, RefusesOthersAndShowsThemHarmlessly) {
  EXPECT_EQ(CheckGroupName("--group", ""),
            absl::InvalidArgumentError("--group must be 1..100 visible ASCII "
                                       "characters without spaces, got \"\""));
  EXPECT_EQ(CheckGroupName("--group", "a\x1b[31m\n"),
            absl::InvalidArgumentError("--group must be 1..100 visible ASCII "
                                       "characters without spaces, got "
                                       "\"a\\033[31m\\n\""));
  EXPECT_EQ(CheckGroupName("--group", std::string(300, 'x')),
            absl::InvalidArgumentError(
                "--group must be 1..100 visible ASCII characters without "
                "spaces, got \"" +
                std::string(40, 'x') + "\"... of 300 bytes"));
  EXPECT_FALSE(CheckGroupName("--group", "\xc3\xa4").ok());
  EXPECT_FALSE(CheckGroupName("--group", std::string("a\0b", 3)).ok());
}

TEST(ConditionsDifference, IsNoneOfTheHostsOwnMatters) {
  v1::Conditions one;
  one.set_server("10.0.0.1:10001");
  one.add_cpus(0);
  one.set_connect_timeout_ns(1);
  one.set_stall_timeout_ns(1);
  EXPECT_EQ(ConditionsDifference(one, v1::Conditions()), "");
}

TEST(ConditionsDifference, NamesEveryFieldWithBothValues) {
  v1::Conditions one;
  one.set_window(32);
  one.set_transport("grpc");
  one.add_grpc_args("a=1");
  v1::Conditions other;
  other.set_window(64);
  other.set_transport("tcp");
  other.set_verify(true);
  EXPECT_EQ(ConditionsDifference(one, other),
            "transport \"grpc\" and \"tcp\"; window 32 and 64; verify false "
            "and true; grpc_args [\"a=1\"] and []");
}

}  // namespace
}  // namespace grpc_perf_msgr
