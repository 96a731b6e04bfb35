#include "common/grpc_args.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

GrpcArgs ParseArgs(const std::string& text) {
  GrpcArgs args;
  std::string error;
  EXPECT_TRUE(AbslParseFlag(text, &args, &error)) << error;
  return args;
}

std::optional<int> NumberOf(const std::string& value) {
  return ParseArgs("key=" + value).args.at(0).number;
}

TEST(GrpcArgs, NothingGivenIsNoArguments) {
  EXPECT_THAT(ParseArgs("").args, IsEmpty());
}

TEST(GrpcArgs, KeepTheirOrder) {
  EXPECT_THAT(
      ParseArgs("grpc.http2.bdp_probe=0\ngrpc.optimization_target=latency")
          .args,
      ElementsAre(GrpcArg{"grpc.http2.bdp_probe", "0", 0},
                  GrpcArg{"grpc.optimization_target", "latency", {}}));
}

TEST(GrpcArgs, EndTheKeyAtTheFirstEqualsSign) {
  EXPECT_THAT(ParseArgs("a=b=c").args, ElementsAre(GrpcArg{"a", "b=c", {}}));
}

TEST(GrpcArgs, MayHaveAnEmptyValue) {
  EXPECT_THAT(ParseArgs("a=").args, ElementsAre(GrpcArg{"a", "", {}}));
}

TEST(GrpcArgs, WholeNumbersThatFitAnIntAreNumbers) {
  EXPECT_EQ(NumberOf("0"), 0);
  EXPECT_EQ(NumberOf("-1"), -1);
  EXPECT_EQ(NumberOf("2147483647"), 2147483647);
  EXPECT_EQ(NumberOf("-2147483648"), -2147483647 - 1);
}

TEST(GrpcArgs, OtherValuesAreText) {
  for (const char* value :
       {"", "-", "2147483648", "-2147483649", "1.5", "0x10", "+1", " 1", "1 ",
        "--1", "1k", "true", "99999999999999999999"}) {
    EXPECT_EQ(NumberOf(value), std::nullopt) << value;
  }
}

TEST(GrpcArgs, WithoutKeyOrEqualsSignAreRefused) {
  struct Case {
    const char* text;
    const char* named;
  };
  for (const Case& c :
       {Case{"key", "key"}, Case{"=value", "=value"}, Case{"=", "="},
        Case{"a=1\n", ""}, Case{"\na=1", ""}, Case{"a=1\nb\nc=2", "b"}}) {
    GrpcArgs args{{GrpcArg{"kept", "1", 1}}};
    std::string error;
    EXPECT_FALSE(AbslParseFlag(c.text, &args, &error)) << c.text;
    EXPECT_EQ(error, absl::StrCat("channel argument must be KEY=VALUE, got \"",
                                  c.named, "\""));
    EXPECT_EQ(args.args.size(), 1u);
  }
}

TEST(GrpcArgs, AreReadBackAsTheyAreWritten) {
  for (const char* text : {"", "a=1", "a=1\nb=\nc=x=y\na=2"}) {
    EXPECT_EQ(AbslUnparseFlag(ParseArgs(text)), text);
  }
}

TEST(JoinRepeatedFlag, LeavesOtherArgumentsAlone) {
  EXPECT_THAT(JoinRepeatedFlag({}, "arg"), IsEmpty());
  EXPECT_THAT(JoinRepeatedFlag({"program", "host:1", "--args=1", "--other",
                                "arg", "arg=2", "--noarg", "---arg=1", "-"},
                               "arg"),
              ElementsAre("program", "host:1", "--args=1", "--other", "arg",
                          "arg=2", "--noarg", "---arg=1", "-"));
}

TEST(JoinRepeatedFlag, JoinsEveryWayOfWritingItWhereTheFirstStood) {
  EXPECT_THAT(
      JoinRepeatedFlag({"program", "1", "--arg=a=1", "2", "--arg", "b=2", "3",
                        "-arg=c=3", "-arg", "d=4", "4"},
                       "arg"),
      ElementsAre("program", "1", "--arg=a=1\nb=2\nc=3\nd=4", "2", "3", "4"));
}

TEST(JoinRepeatedFlag, TakesTheNextArgumentAsValueWhateverItIs) {
  EXPECT_THAT(JoinRepeatedFlag({"--arg", "--arg", "--arg", "--"}, "arg"),
              ElementsAre("--arg=--arg\n--"));
}

TEST(JoinRepeatedFlag, KeepsAnEmptyValueForTheParserToRefuse) {
  EXPECT_THAT(JoinRepeatedFlag({"--arg=", "--arg=a=1"}, "arg"),
              ElementsAre("--arg=\na=1"));
}

TEST(JoinRepeatedFlag, StopsAtABareDoubleDash) {
  EXPECT_THAT(JoinRepeatedFlag({"--arg=a=1", "--", "--arg=b=2"}, "arg"),
              ElementsAre("--arg=a=1", "--", "--arg=b=2"));
}

TEST(JoinRepeatedFlag, LeavesALastFlagWithoutValueInItsPlace) {
  EXPECT_THAT(JoinRepeatedFlag({"--arg=a=1", "x", "--arg"}, "arg"),
              ElementsAre("--arg=a=1", "x", "--arg"));
}

}  // namespace
}  // namespace grpc_perf_msgr
