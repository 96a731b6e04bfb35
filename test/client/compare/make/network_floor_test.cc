#include "client/compare/make/network_floor.h"

#include <csignal>
#include <sstream>

#include "client/compare/plan/scenario.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/made_up_comparison.h"
#include "test/client/compare/stand_in.h"

namespace grpc_perf_msgr {
namespace {

using testing::HasSubstr;

class ProbeTest : public StandInTest {
 protected:
  ProbeTest() {
    const auto scenario = ParseScenario(
        R"({"targets": [{"name": "a", "transport": "tcp",
                         "address": "tcp://10.0.0.2:2"}],
            "client_cpus": "none", "server_cpus": "none"})");
    EXPECT_TRUE(scenario.ok()) << scenario.status();
    *comparison_.mutable_scenario() = scenario.value_or(v1::Scenario());
  }

  absl::Status Probe(const std::string& client) {
    CompareProgress progress(out_, false, false);
    return ProbeNetworks(client, folder(), signals_, progress, comparison_);
  }

  v1::Comparison comparison_;
  std::ostringstream out_;
  Signals signals_;
};

TEST_F(ProbeTest, AFloorIsARoundTripAndAStreamEachWay) {
  v1::Result result = MadeUpRun(0, "tcp", 1, 10'000).result();
  result.mutable_summary()->set_latency_p50_ns(95'000);
  result.mutable_summary()->set_latency_p99_ns(140'000);
  ASSERT_TRUE(Probe(Client(result)).ok());
  ASSERT_EQ(comparison_.network_floors_size(), 1);
  const v1::NetworkFloor& floor = comparison_.network_floors(0);
  EXPECT_EQ(floor.status().code(), "OK") << floor.status().message();
  EXPECT_EQ(floor.host(), "10.0.0.2");
  EXPECT_EQ(floor.address(), "tcp://10.0.0.2:2");
  EXPECT_EQ(floor.round_trip_p50_ns(), 95'000);
  EXPECT_EQ(floor.round_trip_p99_ns(), 140'000);
  EXPECT_EQ(floor.round_trips(), result.counts().answered());
  EXPECT_TRUE(floor.has_to_server());
  EXPECT_TRUE(floor.has_to_client());
  EXPECT_EQ(floor.network().SerializeAsString(),
            result.network().SerializeAsString());
  // One message at a time, then a window of large ones each way.
  const std::string told = Read("client.told");
  EXPECT_THAT(told, HasSubstr("tcp://10.0.0.2:2 1 1 0 0 64 "));
  EXPECT_THAT(told, HasSubstr("--reply_bytes=64\n"));
  EXPECT_THAT(told, HasSubstr(" 1 64 0 0 65536 "));
  EXPECT_THAT(told, HasSubstr(" 1 64 0 0 0 "));
  EXPECT_THAT(told, HasSubstr("--reply_bytes=65536\n"));
  EXPECT_THAT(out_.str(), HasSubstr("Network floor   to 10.0.0.2"));
}

TEST_F(ProbeTest, AGoodFloorIsNotMeasuredAgain) {
  *comparison_.add_network_floors() = MadeUpFloor("10.0.0.2", 1);
  ASSERT_TRUE(Probe(Path("missing")).ok());
  EXPECT_EQ(comparison_.network_floors_size(), 1);
  EXPECT_EQ(comparison_.network_floors(0).status().code(), "OK");
}

TEST_F(ProbeTest, AFloorThatIsMissingSaysWhyAndIsTriedAgain) {
  v1::Result result = MadeUpRun(0, "tcp", 1, 10'000).result();
  result.mutable_status()->set_code("UNAVAILABLE");
  result.mutable_status()->set_message("nobody listens");
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(Probe(Client(result)).ok());
    ASSERT_EQ(comparison_.network_floors_size(), 1);
    EXPECT_EQ(comparison_.network_floors(0).status().code(), "UNAVAILABLE");
    EXPECT_THAT(comparison_.network_floors(0).status().message(),
                HasSubstr("nobody listens"));
  }
}

TEST_F(ProbeTest, AServerThatThinksWouldBeTakenForTheNetwork) {
  v1::Result result = MadeUpRun(0, "tcp", 1, 10'000).result();
  result.mutable_server()->mutable_conditions()->set_think_ns(50'000);
  ASSERT_TRUE(Probe(Client(result)).ok());
  EXPECT_EQ(comparison_.network_floors(0).status().code(),
            "FAILED_PRECONDITION");
  EXPECT_THAT(comparison_.network_floors(0).status().message(),
              HasSubstr("the server thinks 50 us"));
}

TEST_F(ProbeTest, TheUserMayEndIt) {
  ASSERT_EQ(raise(SIGINT), 0);
  EXPECT_EQ(Probe(Script("client", "exec sleep 1000")).code(),
            absl::StatusCode::kCancelled);
  EXPECT_EQ(comparison_.network_floors_size(), 0);
}

}  // namespace
}  // namespace grpc_perf_msgr
