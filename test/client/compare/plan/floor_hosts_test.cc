#include "client/compare/plan/floor_hosts.h"

#include <string>

#include "client/compare/plan/scenario.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/made_up_comparison.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::Scenario Scenario(const std::string& targets,
                      const std::string& rest = "") {
  const auto scenario =
      ParseScenario("{\"targets\": [" + targets + "]" + rest + "}");
  EXPECT_TRUE(scenario.ok()) << scenario.status();
  return scenario.value_or(v1::Scenario());
}

TEST(FloorHostsTest, EachHostIsProbedOnceByWhatItsTargetsTell) {
  const v1::Scenario scenario = Scenario(
      R"({"name": "a", "address": "10.0.0.2:1"},
         {"name": "b", "transport": "tcp", "address": "tcp://10.0.0.3:2",
          "control": "10.0.0.3:1"},
         {"name": "c", "address": "10.0.0.2:3"},
         {"name": "d", "transport": "tcp", "address": "tcp://10.0.0.2:4"},
         {"name": "own"})");
  EXPECT_THAT(
      FloorHosts(scenario),
      ElementsAre(FloorHost{"10.0.0.2", "tcp://10.0.0.2:4", "10.0.0.2:1"},
                  FloorHost{"10.0.0.3", "tcp://10.0.0.3:2", "10.0.0.3:1"}));
  // Round trips and a stream each way on two hosts, with warm-up and start.
  EXPECT_EQ(FloorNs(scenario), 2LL * 3 * 1'400'000'000);
}

TEST(FloorHostsTest, NothingIsProbedWithoutANetworkOrAWish) {
  EXPECT_THAT(FloorHosts(Scenario(R"({"name": "a"})")), IsEmpty());
  EXPECT_THAT(
      FloorHosts(Scenario(R"({"name": "a", "address": "unix:/tmp/x"})")),
      IsEmpty());
  EXPECT_THAT(FloorHosts(Scenario(R"({"name": "a", "address": "10.0.0.2:1"})",
                                  R"(, "network_floor": "none")")),
              IsEmpty());
}

TEST(FloorHostsTest, TheFloorAddressIsTheServersPortOnTheTargetsHost) {
  const auto of = [](const std::string& host, const std::string& listen) {
    return FloorAddress(host, listen).value_or("none");
  };
  EXPECT_EQ(of("far", "0.0.0.0:1,tcp://0.0.0.0:2"), "tcp://far:2");
  EXPECT_EQ(of("2001:db8::2", "[::]:1,tcp://[::]:2"), "tcp://[2001:db8::2]:2");
  EXPECT_EQ(of("far", "later://0.0.0.0:3,tcp://unix:/tmp/x,tcp://10.0.0.2:4"),
            "tcp://far:4");
  const auto none = FloorAddress("far", "0.0.0.0:10001");
  EXPECT_EQ(none.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(
      std::string(none.status().message()),
      HasSubstr("start it with LISTEN 0.0.0.0:10001,tcp://0.0.0.0:PORT"));
}

TEST(FloorHostsTest, ATargetHasTheFloorOfItsHost) {
  v1::Comparison comparison;
  *comparison.mutable_scenario() =
      Scenario(R"({"name": "own"}, {"name": "far", "address": "10.0.0.2:1"},
                  {"name": "else", "address": "10.0.0.3:1"})");
  *comparison.add_network_floors() = MadeUpFloor("10.0.0.2", 1);
  const auto& targets = comparison.scenario().targets();
  EXPECT_EQ(FloorFor(comparison, targets[0]), nullptr);
  EXPECT_EQ(FloorFor(comparison, targets[1]), &comparison.network_floors(0));
  EXPECT_EQ(FloorFor(comparison, targets[2]), nullptr);
}

}  // namespace
}  // namespace grpc_perf_msgr
