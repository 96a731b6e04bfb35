// Whole runs, each under a seed of its own, and what no run may ever do. A
// failure names its seed: SIMULATION_SEED=1234 simulation_test runs it alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/clock.h"
#include "test/simulation/run.h"

namespace grpc_perf_msgr {
namespace {

// Of each test below; all together 100,000 in a release build.
constexpr uint64_t kSeeds = SIMULATION_SEEDS;
constexpr uint64_t kTests = 20;

std::string Explain(uint64_t seed, const Scenario &scenario,
                    const Outcome &outcome) {
  return absl::StrCat("SIMULATION_SEED=", seed, ": ", Describe(scenario),
                      "\nended with ", outcome.status.ToString(),
                      ", the server with ", outcome.server_status.ToString(),
                      "; sent ", outcome.counts.sent(), ", answered ",
                      outcome.counts.answered(), ", handled ", outcome.handled);
}

// Runs it; whether it is honest.
bool ExpectHonest(uint64_t seed) {
  const Scenario scenario = MakeScenario(seed);
  const Outcome outcome = Simulate(scenario);
  const std::vector<std::string> lies = Lies(scenario, outcome);
  EXPECT_TRUE(lies.empty()) << absl::StrJoin(lies, "; ") << "\n"
                            << Explain(seed, scenario, outcome);
  return lies.empty();
}

class Simulation : public ::testing::TestWithParam<uint64_t> {};

TEST_P(Simulation, IsHonest) {
  const int64_t start_ns = SteadyNowNs();
  for (uint64_t i = 0; i < kSeeds; ++i) {
    if (!ExpectHonest(GetParam() * kSeeds + i)) return;
  }
  const int64_t took_ns = SteadyNowNs() - start_ns;
  RecordProperty("runs_per_second",
                 static_cast<int>(static_cast<int64_t>(kSeeds) *
                                  kNanosPerSecond / (took_ns + 1)));
}

INSTANTIATE_TEST_SUITE_P(Seeds, Simulation,
                         ::testing::Range(uint64_t{0}, kTests));

TEST(SimulationSeed, OfTheEnvironmentIsHonest) {
  const char *const text = std::getenv("SIMULATION_SEED");
  if (text == nullptr) GTEST_SKIP() << "SIMULATION_SEED is not set";
  uint64_t seed = 0;
  ASSERT_TRUE(absl::SimpleAtoi(text, &seed)) << text;
  const Scenario scenario = MakeScenario(seed);
  std::cout << Explain(seed, scenario, Simulate(scenario)) << "\n";
  ExpectHonest(seed);
}

TEST(SimulationSeed, AlwaysMeansTheSameRun) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const Scenario scenario = MakeScenario(seed);
    EXPECT_EQ(Explain(seed, scenario, Simulate(scenario)),
              Explain(seed, MakeScenario(seed), Simulate(MakeScenario(seed))));
  }
}

// Or the simulation would be of good days only.
TEST(SimulationSeed, BringsAboutEveryFaultAndEveryEnd) {
  std::set<std::tuple<Protocol, bool, Fault>> struck;
  std::map<absl::StatusCode, int> ends;
  int in_greeting = 0;
  int amid_the_load = 0;
  for (uint64_t seed = 0; seed < 500; ++seed) {
    const Scenario scenario = MakeScenario(seed);
    const Outcome outcome = Simulate(scenario);
    ++ends[outcome.status.code()];
    if (!outcome.struck) continue;
    struck.emplace(
        scenario.protocol, scenario.to_server.fault != Fault::kNone,
        std::max(scenario.to_server.fault, scenario.to_client.fault));
    if (outcome.status.ok()) continue;
    ++(outcome.greeted ? amid_the_load : in_greeting);
  }
  EXPECT_EQ(struck.size(), 2 * 2 * (kFaults - 1));
  for (const absl::StatusCode code :
       {absl::StatusCode::kOk, absl::StatusCode::kUnavailable,
        absl::StatusCode::kDeadlineExceeded, absl::StatusCode::kCancelled,
        absl::StatusCode::kResourceExhausted, absl::StatusCode::kInternal,
        absl::StatusCode::kDataLoss}) {
    EXPECT_GT(ends[code], 0) << absl::StatusCodeToString(code);
  }
  EXPECT_GT(in_greeting, 25);
  EXPECT_GT(amid_the_load, 100);
}

// The law itself: each outcome is a lie.
class SimulationLaw : public ::testing::Test {
 protected:
  SimulationLaw() {
    scenario_.workload.window.window = 4;
    scenario_.workload.window.plan.ios = 10;
    honest_.ended = honest_.server_ended = honest_.greeted = true;
    honest_.counts.set_sent(10);
    honest_.counts.set_answered(10);
    honest_.counts.set_answered_all_phases(10);
    honest_.counts.set_max_in_flight(4);
    honest_.recorded = honest_.handled = 10;
  }
  void ExpectLie(const Outcome &outcome) const {
    EXPECT_FALSE(Lies(scenario_, outcome).empty());
  }

  Scenario scenario_;
  Outcome honest_;
};

TEST_F(SimulationLaw, LetsAnHonestRunPass) {
  EXPECT_EQ(absl::StrJoin(Lies(scenario_, honest_), "; "), "");
}

TEST_F(SimulationLaw, KnowsARunWithoutAnEnd) {
  Outcome outcome = honest_;
  outcome.ended = false;
  ExpectLie(outcome);
  outcome = honest_;
  outcome.server_ended = false;
  ExpectLie(outcome);
}

TEST_F(SimulationLaw, KnowsWrongCounts) {
  Outcome outcome = honest_;
  outcome.counts.set_answered(9);
  ExpectLie(outcome);
  outcome.counts.set_lost(1);
  outcome.recorded = 9;
  ExpectLie(outcome);
  outcome = honest_;
  outcome.recorded = 11;
  ExpectLie(outcome);
  outcome = honest_;
  outcome.handled = 9;
  ExpectLie(outcome);
  outcome = honest_;
  outcome.counts.set_max_in_flight(5);
  ExpectLie(outcome);
}

TEST_F(SimulationLaw, KnowsAStatusThatDoesNotFit) {
  Outcome outcome = honest_;
  outcome.status = absl::UnavailableError("gone");
  ExpectLie(outcome);
  scenario_.to_client.fault = Fault::kCut;
  ExpectLie(outcome);
  outcome.struck = true;
  EXPECT_EQ(absl::StrJoin(Lies(scenario_, outcome), "; "), "");
  outcome.status = absl::InternalError("protocol broken");
  ExpectLie(outcome);
  outcome.status = absl::UnavailableError("");
  ExpectLie(outcome);
}

}  // namespace
}  // namespace grpc_perf_msgr
