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

TEST(WarningsTest, AreParagraphsInTheirOrder) {
  Warnings warnings;
  EXPECT_EQ(FormatWarnings(warnings), "");
  AddWarning(MakeWarning(v1::Warning::OTHER, v1::Warning::NEITHER, "b"),
             warnings);
  AddWarning(MakeWarning(v1::Warning::ONE_CPU, v1::Warning::CLIENT, "a"),
             warnings);
  EXPECT_EQ(FormatWarnings(warnings),
            "warning: b\n"
            "warning: client: a\n");
}

TEST(WarningsTest, LongOnesAreBrokenAndIndented) {
  std::string text = "begin";
  for (int i = 0; i < 30; ++i) text += " word";
  Warnings warnings;
  AddWarning(MakeWarning(v1::Warning::OTHER, v1::Warning::NEITHER, text),
             warnings);
  const std::string shown = FormatWarnings(warnings);
  EXPECT_THAT(shown, StartsWith("warning: begin word"));
  EXPECT_THAT(shown, HasSubstr("word\n         word word"));
}

}  // namespace
}  // namespace grpc_perf_msgr
