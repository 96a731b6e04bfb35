#include "client/compare/judge/conditions.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/made_up_comparison.h"

namespace grpc_perf_msgr {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string Difference(const v1::Comparison& old_one,
                       const v1::Comparison& new_one) {
  return std::string(CheckAlike(old_one, new_one).message());
}

TEST(ConditionsTest, AScenarioIsTheSameAsItselfAlone) {
  const v1::Scenario scenario = MadeUpScenario();
  EXPECT_TRUE(CheckSameScenario(scenario, scenario).ok());
  v1::Scenario other = scenario;
  other.set_window(1, 64);
  other.set_seed(scenario.seed() + 1);
  const absl::Status status = CheckSameScenario(scenario, other);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("window[1]: 32 -> 64"), HasSubstr("seed")));
}

TEST(ConditionsTest, WhatDoesNotChangeTheFiguresMayDiffer) {
  const v1::Comparison old_one = MadeUpComparison();
  v1::Comparison new_one = old_one;
  v1::Scenario& scenario = *new_one.mutable_scenario();
  scenario.set_name("another");
  scenario.set_seed(scenario.seed() + 1);
  scenario.set_repeats(scenario.repeats() + 1);
  scenario.mutable_targets(2)->set_address("10.0.0.8:1");
  for (v1::Run& run : *new_one.mutable_runs()) {
    v1::Environment& host = *run.mutable_result()->mutable_client_environment();
    host.set_hostname("another");
    host.set_commit("another");
    host.set_version("9.9.9");
  }
  EXPECT_EQ(Difference(old_one, new_one), "");
}

TEST(ConditionsTest, EachDifferenceIsNamedOnceWithItsEnd) {
  const v1::Comparison old_one = MadeUpComparison();
  v1::Comparison new_one = old_one;
  for (v1::Run& run : *new_one.mutable_runs()) {
    v1::Result& result = *run.mutable_result();
    result.mutable_client_environment()->set_cpu_model("another");
    result.mutable_server()->mutable_conditions()->set_threads(9);
    result.mutable_network()->mutable_client()->set_mtu(1234);
    // Where it listens changes nothing.
    result.mutable_server()->mutable_conditions()->set_listen("[::]:9");
  }
  const std::string difference = Difference(old_one, new_one);
  EXPECT_THAT(difference, HasSubstr("were not made alike: client modified: "
                                    "cpu_model"));
  EXPECT_THAT(difference, HasSubstr("server modified: threads"));
  EXPECT_THAT(difference, HasSubstr("client.mtu: 9000 -> 1234"));
  EXPECT_THAT(difference, Not(HasSubstr("listen")));
  EXPECT_EQ(difference.find("cpu_model"), difference.rfind("cpu_model"));
}

TEST(ConditionsTest, AnUnfinishedComparisonIsNotHeldAgainstAnother) {
  const v1::Comparison finished = MadeUpComparison();
  v1::Comparison cut = finished;
  cut.set_status("CANCELLED");
  EXPECT_THAT(Difference(cut, finished),
              HasSubstr("the old one was not finished (CANCELLED)"));
  EXPECT_THAT(Difference(finished, cut),
              HasSubstr("the new one was not finished (CANCELLED)"));
}

TEST(ConditionsTest, AServerThatOnlyOneKnowsOfIsADifference) {
  const v1::Comparison known = MadeUpComparison();
  v1::Comparison unknown = known;
  for (v1::Run& run : *unknown.mutable_runs()) {
    run.mutable_result()->clear_server();
    // An older version did not record it: no difference.
    run.mutable_result()->clear_network();
  }
  EXPECT_THAT(Difference(known, unknown),
              AllOf(HasSubstr("only the old one knows of its server's host"),
                    Not(HasSubstr("network"))));
}

}  // namespace
}  // namespace grpc_perf_msgr
