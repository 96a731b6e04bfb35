#include "client/compare/plan/plan.h"

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "client/compare/plan/point.h"
#include "client/compare/plan/scenario.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

v1::Scenario Scenario(uint64_t seed) {
  v1::Scenario scenario;
  for (const char* name : {"a", "b", "c"}) {
    scenario.add_targets()->set_name(name);
  }
  for (const uint32_t window : {1, 8, 32, 64}) scenario.add_window(window);
  scenario.set_repeats(4);
  scenario.set_seed(seed);
  EXPECT_TRUE(CompleteScenario(scenario).ok());
  return scenario;
}

std::vector<std::string> Names(const std::vector<PlannedRun>& plan) {
  std::vector<std::string> names;
  for (const PlannedRun& run : plan) {
    names.push_back(std::to_string(run.repeat) + " " +
                    std::to_string(run.target) + " " + PointName(run.point));
  }
  return names;
}

TEST(PlanTest, RandomNumbersAreThoseOfThePublishedGenerator) {
  // The first of seed 1234567 (Rosetta Code, "Pseudo-random
  // numbers/Splitmix64").
  SplitMix64 random(1234567);
  EXPECT_EQ(random.Next(), 6457827717110365317u);
  EXPECT_EQ(random.Next(), 3203168211198807973u);
  EXPECT_EQ(random.Next(), 9817491932198370423u);
}

TEST(PlanTest, EachRepeatHasEveryTargetAtEveryPointOnce) {
  const std::vector<PlannedRun> plan = MakePlan(Scenario(1));
  ASSERT_EQ(plan.size(), 4u * 3 * 4);
  for (size_t repeat = 0; repeat < 4; ++repeat) {
    std::set<std::tuple<int, uint32_t>> seen;
    for (size_t i = repeat * 12; i < (repeat + 1) * 12; ++i) {
      EXPECT_EQ(plan[i].repeat, repeat);
      seen.insert({plan[i].target, plan[i].point.window()});
    }
    EXPECT_EQ(seen.size(), 12u);
  }
}

TEST(PlanTest, TargetsAtAPointFollowEachOther) {
  const std::vector<PlannedRun> plan = MakePlan(Scenario(1));
  for (size_t i = 0; i < plan.size(); i += 3) {
    EXPECT_TRUE(SamePoint(plan[i].point, plan[i + 1].point));
    EXPECT_TRUE(SamePoint(plan[i].point, plan[i + 2].point));
  }
}

TEST(PlanTest, SeedDecidesTheOrder) {
  EXPECT_EQ(Names(MakePlan(Scenario(7))), Names(MakePlan(Scenario(7))));
  EXPECT_NE(Names(MakePlan(Scenario(7))), Names(MakePlan(Scenario(8))));
}

TEST(PlanTest, RepeatsHaveOrdersOfTheirOwn) {
  const std::vector<PlannedRun> plan = MakePlan(Scenario(1));
  std::set<std::string> orders;
  for (size_t repeat = 0; repeat < 4; ++repeat) {
    std::string order;
    for (size_t i = repeat * 12; i < (repeat + 1) * 12; ++i) {
      order += std::to_string(plan[i].target) + PointName(plan[i].point) + ";";
    }
    orders.insert(order);
  }
  EXPECT_EQ(orders.size(), 4u);
}

TEST(PlanTest, OrderIsTheSameEverywhere) {
  v1::Scenario scenario = Scenario(1);
  scenario.set_repeats(1);
  scenario.clear_window();
  scenario.add_window(1);
  scenario.add_window(32);
  EXPECT_THAT(
      Names(MakePlan(scenario)),
      testing::ElementsAre("0 2 1x1x4096", "0 0 1x1x4096", "0 1 1x1x4096",
                           "0 0 1x32x4096", "0 1 1x32x4096", "0 2 1x32x4096"));
}

}  // namespace
}  // namespace grpc_perf_msgr
