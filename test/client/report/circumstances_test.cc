#include "client/report/circumstances.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/report/made_up_result.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(CircumstancesTest, DurationStandsForIos) {
  v1::Result result = MadeUpResult();
  result.mutable_conditions()->set_ios(0);
  result.mutable_conditions()->set_duration_ns(2'500'000'000);
  result.mutable_conditions()->set_warmup_messages(0);
  result.mutable_conditions()->set_warmup_ns(0);
  EXPECT_THAT(FormatCircumstances(result), HasSubstr("; 2.5 s, no warm-up;"));
}

TEST(CircumstancesTest, AContainerIsNamed) {
  v1::Result result = MadeUpResult();
  EXPECT_THAT(FormatCircumstances(result), Not(HasSubstr("container of")));
  result.mutable_server()->mutable_environment()->set_container("docker");
  EXPECT_THAT(FormatCircumstances(result), HasSubstr("container of docker,"));
}

TEST(CircumstancesTest, ThrottlingIsToldOfTheEndThatWasThrottled) {
  v1::Result result = MadeUpResult();
  EXPECT_THAT(FormatCircumstances(result),
              HasSubstr("Throttled       server in 3 of 17 CPU periods of its "
                        "cgroup\n"));
  result.mutable_server_cpu()->set_cgroup_throttled_periods(0);
  EXPECT_THAT(FormatCircumstances(result), Not(HasSubstr("Throttled")));
}

std::string Warnings(const std::vector<std::string>& warnings) {
  v1::Result result;
  for (const std::string& warning : warnings) result.add_warnings(warning);
  return FormatWarnings(result);
}

TEST(WarningsTest, AreParagraphsInTheirOrder) {
  EXPECT_EQ(Warnings({}), "");
  EXPECT_EQ(Warnings({"b", "client: a"}),
            "warning: b\n"
            "warning: client: a\n");
}

TEST(WarningsTest, LongOnesAreBrokenAndIndented) {
  std::string warning = "begin";
  for (int i = 0; i < 30; ++i) warning += " word";
  const std::string text = Warnings({warning});
  EXPECT_THAT(text, StartsWith("warning: begin word"));
  EXPECT_THAT(text, HasSubstr("word\n         word word"));
}

TEST(WarningsTest, WhatIsSaidOfBothEndsIsPrintedOnce) {
  EXPECT_EQ(Warnings({"client: a", "client: b", "server: c", "server: a"}),
            "warning: client and server: a\n"
            "warning: client: b\n"
            "warning: server: c\n");
  EXPECT_EQ(Warnings({"server: a", "client: a"}),
            "warning: client and server: a\n");
}

TEST(WarningsTest, SentencesThatDifferAreKeptApart) {
  EXPECT_EQ(Warnings({"client: a 1", "server: a 2", "a 2"}),
            "warning: client: a 1\n"
            "warning: server: a 2\n"
            "warning: a 2\n");
}

}  // namespace
}  // namespace grpc_perf_msgr
