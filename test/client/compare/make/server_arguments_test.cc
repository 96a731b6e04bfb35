#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "client/compare/make/servers.h"
#include "client/compare/plan/scenario.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::StartsWith;

v1::Scenario Scenario(const std::string& target, const std::string& rest = "") {
  const auto scenario = ParseScenario(R"({"targets": [{"name": "a")" + target +
                                      "}]" + rest + "}");
  EXPECT_TRUE(scenario.ok()) << scenario.status();
  return scenario.value_or(v1::Scenario());
}

std::vector<std::string> ArgumentsFor(const v1::Scenario& scenario) {
  v1::Point point;
  point.set_server_think_us(7);
  return ServerArguments(
      scenario, SettingsFor(scenario, scenario.targets(0), point), "port");
}

std::string ListenFor(const std::string& target) {
  return ArgumentsFor(Scenario(target)).front();
}

TEST(ServerArguments, ListensByTheTargetsTransportAndWhereItTellsOfItself) {
  EXPECT_EQ(ListenFor(""), "grpc://127.0.0.1:0");
  EXPECT_EQ(ListenFor(R"(, "transport": "tcp")"), "tcp://127.0.0.1:0");
  for (const std::string transport : {"msgr2", "ceph_perf_msgr"}) {
    EXPECT_EQ(ListenFor(R"(, "server_program": "grpc_perf_msgr_server",
                            "transport": ")" +
                        transport + "\""),
              "msgr2://127.0.0.1:0");
  }
}

TEST(ServerArguments, TellWhatTheTargetAsksForAndNothingElse) {
  const std::string unpinned =
      R"(, "client_cpus": "none", "server_cpus": "none")";
  EXPECT_THAT(ArgumentsFor(Scenario("", unpinned)),
              ElementsAre("grpc://127.0.0.1:0", "1", "7", "--port_file=port",
                          "--control_listen=none"));
  EXPECT_THAT(ArgumentsFor(Scenario(R"(, "api": "callback", "flush": "message",
                                "grpc_args": ["a=1"])",
                                    unpinned)),
              ElementsAre("grpc://127.0.0.1:0", "1", "7", "--port_file=port",
                          "--control_listen=none", "--flush=message",
                          "--grpc_arg=a=1", "--api=callback"));
  EXPECT_THAT(ArgumentsFor(Scenario(R"(, "busy_poll": true)")),
              Contains("--busy_poll=true"));
}

TEST(ServerArguments, RaiseTheLimitForLargePayloadsOnly) {
  EXPECT_THAT(ArgumentsFor(Scenario("", R"(, "bytes": [100000000])")),
              Contains("--max_message_bytes=100000000"));
  EXPECT_THAT(ArgumentsFor(Scenario("", R"(, "reply_bytes": [100000000])")),
              Contains("--max_message_bytes=100000000"));
  EXPECT_THAT(ArgumentsFor(Scenario("", R"(, "bytes": [1000000])")),
              Not(Contains(StartsWith("--max_message_bytes"))));
}

}  // namespace
}  // namespace grpc_perf_msgr
