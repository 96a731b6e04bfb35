#include "client/compare/make/network_floor.h"

#include <string>

#include "client/compare/plan/scenario.h"
#include "client/compare/show/comparison_hosts.h"
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

v1::NetworkFloor MadeUpFloor(const std::string& host, double factor) {
  v1::NetworkFloor floor;
  floor.set_host(host);
  floor.set_address("tcp://" + host + ":10002");
  floor.mutable_status()->set_code("OK");
  floor.set_round_trip_p50_ns(static_cast<int64_t>(95'000 * factor));
  floor.set_round_trip_p99_ns(static_cast<int64_t>(140'500 * factor));
  floor.set_round_trips(10'000);
  floor.mutable_to_server()->set_bytes_per_second(1.17e9);
  floor.mutable_to_server()->mutable_verdict()->set_limit(v1::Verdict::LINK);
  floor.mutable_to_client()->set_bytes_per_second(2.5e9);
  floor.mutable_to_client()->mutable_verdict()->set_limit(
      v1::Verdict::CLIENT_THREAD);
  return floor;
}

TEST(NetworkFloorTest, EachHostIsProbedOnceByWhatItsTargetsTell) {
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

TEST(NetworkFloorTest, NothingIsProbedWithoutANetworkOrAWish) {
  EXPECT_THAT(FloorHosts(Scenario(R"({"name": "a"})")), IsEmpty());
  EXPECT_THAT(
      FloorHosts(Scenario(R"({"name": "a", "address": "unix:/tmp/x"})")),
      IsEmpty());
  EXPECT_THAT(FloorHosts(Scenario(R"({"name": "a", "address": "10.0.0.2:1"})",
                                  R"(, "network_floor": "none")")),
              IsEmpty());
}

TEST(NetworkFloorTest, TheTcpAddressIsTheServersPortOnTheTargetsHost) {
  const auto of = [](const std::string& host, const std::string& listen) {
    return TcpAddress(host, listen).value_or("none");
  };
  EXPECT_EQ(of("far", "0.0.0.0:1,tcp://0.0.0.0:2"), "tcp://far:2");
  EXPECT_EQ(of("2001:db8::2", "[::]:1,tcp://[::]:2"), "tcp://[2001:db8::2]:2");
  EXPECT_EQ(of("far", "later://0.0.0.0:3,tcp://unix:/tmp/x,tcp://10.0.0.2:4"),
            "tcp://far:4");
  const auto none = TcpAddress("far", "0.0.0.0:10001");
  EXPECT_EQ(none.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(none.status().message()),
              HasSubstr("start it with LISTEN "
                        "0.0.0.0:10001,tcp://0.0.0.0:PORT"));
}

TEST(NetworkFloorTest, ATargetHasTheFloorOfItsHost) {
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

TEST(NetworkFloorTest, AStreamFillsTheNetworkWhenItsMessagesQueue) {
  v1::Result result = MadeUpRun(0, "tcp", 16, 10'000).result();
  result.clear_network();
  result.mutable_threads(0)->set_user_ns(100'000'000);
  result.mutable_threads(0)->set_system_ns(100'000'000);
  const v1::NetworkFloor floor = MadeUpFloor("far", 1);
  result.mutable_summary()->set_latency_mean_ns(180'000);
  EXPECT_EQ(JudgeFloorStream(result, floor).limit(), v1::Verdict::WINDOW);
  result.mutable_summary()->set_latency_mean_ns(950'000);
  const v1::Verdict verdict = JudgeFloorStream(result, floor);
  EXPECT_EQ(verdict.limit(), v1::Verdict::LINK);
  EXPECT_EQ(verdict.reason(),
            "neither end was busy, and messages queued for 10 round trips");
  // A busy end is the limit whatever the queue.
  result.mutable_threads(0)->set_user_ns(2'400'000'000);
  EXPECT_EQ(JudgeFloorStream(result, floor).limit(),
            v1::Verdict::CLIENT_THREAD);
}

TEST(ComparisonHostsTest, AFloorTellsWhatLimitedItsStreams) {
  EXPECT_EQ(FormatFloor(MadeUpFloor("far", 1)),
            "Network floor   to far by tcp://far:10002; round trip 95.0 us "
            "(p50), 140.5 us (p99);\n"
            "                a stream to the server 1,170 MB/s;\n"
            "                a stream to the client 2,500 MB/s (limited by: "
            "client thread)\n");
}

TEST(ComparisonHostsTest, AFloorThatIsMissingSaysWhy) {
  v1::NetworkFloor floor;
  floor.set_host("far");
  floor.mutable_status()->set_code("UNAVAILABLE");
  floor.mutable_status()->set_message("nobody answered");
  EXPECT_EQ(FormatFloor(floor),
            "Network floor   to far, none: nobody answered\n");
  floor = MadeUpFloor("far", 1);
  floor.clear_to_client();
  floor.mutable_status()->set_code("UNAVAILABLE");
  floor.mutable_status()->set_message("the server went away");
  EXPECT_THAT(FormatFloor(floor),
              HasSubstr("1,170 MB/s, the rest is missing: the server went "
                        "away\n"));
}

TEST(ComparisonHostsTest, FloorsThatDifferMuchAreToldOf) {
  v1::Comparison old_one;
  *old_one.add_network_floors() = MadeUpFloor("far", 1);
  v1::Comparison new_one;
  *new_one.add_network_floors() = MadeUpFloor("far2", 1.19);
  EXPECT_EQ(FormatFloorDifferences(old_one, new_one), "");
  *new_one.mutable_network_floors(0) = MadeUpFloor("far2", 2);
  EXPECT_EQ(FormatFloorDifferences(old_one, new_one),
            "warning: the network is another: round trip to far2 95.0 us -> "
            "190.0 us (+100 %)\n");
  *new_one.mutable_network_floors(0) = MadeUpFloor("far2", 0.8);
  EXPECT_THAT(FormatFloorDifferences(old_one, new_one), HasSubstr("(-20 %)"));
  new_one.clear_network_floors();
  EXPECT_EQ(FormatFloorDifferences(old_one, new_one),
            "warning: only the old one has a network floor to far\n");
}

TEST(ComparisonHostsTest, EachHostAndNetworkIsToldOfOnce) {
  v1::Comparison comparison = MadeUpComparison();
  const std::string text = FormatComparisonHosts(comparison);
  const auto count = [&](const std::string& label) {
    size_t found = 0;
    for (size_t at = text.find("\n" + label + "  "); at != std::string::npos;
         at = text.find("\n" + label + "  ", at + 1)) {
      ++found;
    }
    return found;
  };
  EXPECT_EQ(text.find("Client "), 0u);
  EXPECT_EQ(count("Client"), 0u);
  EXPECT_EQ(count("Server"), 1u);
  EXPECT_EQ(count("Network"), 1u);
  // Another client host.
  comparison.mutable_runs(0)
      ->mutable_result()
      ->mutable_client_environment()
      ->set_hostname("other");
  EXPECT_THAT(FormatComparisonHosts(comparison), HasSubstr("\nClient "));
}

}  // namespace
}  // namespace grpc_perf_msgr
