#include "client/compare/make/servers.h"

#include <algorithm>
#include <csignal>

#include "client/compare/plan/point.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/made_up_comparison.h"
#include "test/client/compare/stand_in.h"
#include "test/common/warning_testing.h"

namespace grpc_perf_msgr {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ServersTest : public StandInTest {
 protected:
  const v1::Target& target(int index) const { return scenario_.targets(index); }
  // Lines of what servers were told: one for each.
  size_t Started() const {
    const std::string told = Read("server.told");
    return static_cast<size_t>(std::count(told.begin(), told.end(), '\n'));
  }

  v1::Scenario scenario_ = MadeUpScenario();
  v1::Point point_ = Points(scenario_)[0];
  Signals signals_;
};

TEST_F(ServersTest, AServerIsStartedWhenItIsFirstAskedForAndKept) {
  Servers servers(Server("1001\n1002"), scenario_, folder(), signals_);
  const auto grpc = servers.Prepare(target(1), point_);
  ASSERT_TRUE(grpc.ok()) << grpc.status();
  EXPECT_EQ(grpc->server, "127.0.0.1:1001");
  EXPECT_EQ(grpc->control, "");
  const auto tcp = servers.Prepare(target(0), point_);
  ASSERT_TRUE(tcp.ok()) << tcp.status();
  EXPECT_EQ(tcp->server, "tcp://127.0.0.1:1001");
  EXPECT_EQ(tcp->control, "127.0.0.1:1002");
  EXPECT_EQ(Started(), 2u);
  ASSERT_TRUE(servers.Prepare(target(0), point_).ok());
  EXPECT_EQ(Started(), 2u);
  // Another think time, another server.
  point_.set_server_think_us(7);
  ASSERT_TRUE(servers.Prepare(target(0), point_).ok());
  EXPECT_EQ(Started(), 3u);
  EXPECT_THAT(servers.TakeWarnings(), IsEmpty());
}

TEST_F(ServersTest, ATargetWithAnAddressHasItsServerAlready) {
  Servers servers(Path("missing"), scenario_, folder(), signals_);
  const auto address = servers.Prepare(target(2), point_);
  ASSERT_TRUE(address.ok());
  EXPECT_EQ(address->server, "10.0.0.9:10001");
}

TEST_F(ServersTest, OneThatSpinsIsStoppedAfterItsRun) {
  scenario_.mutable_targets(1)->set_busy_poll(true);
  Servers servers(Server("1001"), scenario_, folder(), signals_);
  ASSERT_TRUE(servers.Prepare(target(1), point_).ok());
  servers.StopSpinning();
  ASSERT_TRUE(servers.Prepare(target(1), point_).ok());
  EXPECT_EQ(Started(), 2u);
  EXPECT_THAT(Read("server.told"), HasSubstr("--busy_poll"));
}

TEST_F(ServersTest, OneThatEndedIsStartedAgainAndToldOf) {
  // Says where it listens and is gone.
  const std::string program =
      Script("server",
             "for word; do case $word in --port_file=*) echo 1001 > "
             "${word#*=} ;; esac; done\necho out of memory\nexit 9");
  Servers servers(program, scenario_, folder(), signals_);
  ASSERT_TRUE(servers.Prepare(target(1), point_).ok());
  // It ends by itself; until then it is the one that is there.
  std::vector<v1::Warning> warnings;
  while (warnings.empty()) {
    ASSERT_TRUE(servers.Prepare(target(1), point_).ok());
    warnings = servers.TakeWarnings();
    signals_.Wait(1'000'000);
  }
  EXPECT_THAT(warnings,
              ElementsAre(Warns(v1::Warning::SERVER_ENDED,
                                "the server of target \"grpc\" ended by itself "
                                "(status 9) and was started again; it had "
                                "said: out of memory")));
}

TEST_F(ServersTest, OneThatDoesNotStartSaysWhy) {
  Servers servers(Script("server", "echo in use; exit 1"), scenario_, folder(),
                  signals_);
  const auto address = servers.Prepare(target(1), point_);
  EXPECT_EQ(address.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(std::string(address.status().message()),
            "the server did not start (exit status 1): in use");
}

TEST_F(ServersTest, TheUserNeedNotWaitForAServer) {
  ASSERT_EQ(raise(SIGINT), 0);
  Servers servers(Script("server", "exec sleep 1000"), scenario_, folder(),
                  signals_);
  EXPECT_EQ(servers.Prepare(target(1), point_).status().code(),
            absl::StatusCode::kCancelled);
}

TEST_F(ServersTest, TheServerIsToldWhatTheScenarioSays) {
  scenario_.mutable_bytes()->Add(uint64_t{65} << 20);
  ServerSettings settings = SettingsFor(scenario_, target(0), point_);
  settings.think_us = 7;
  const auto arguments = ServerArguments(scenario_, settings, "ports");
  EXPECT_EQ(arguments[0], "tcp://127.0.0.1:0");
  EXPECT_EQ(arguments[2], "7");
  EXPECT_THAT(arguments, AllOf(Contains("--port_file=ports"),
                               Contains("--control_listen=127.0.0.1:0"),
                               Contains("--max_message_bytes=68157440")));
}

TEST_F(ServersTest, TheLastLineIsTheLastThatSaysSomething) {
  Write("log", "one\ntwo\n\n");
  EXPECT_EQ(LastLine(Path("log")), "two");
  EXPECT_EQ(LastLine(Path("missing")), "");
}

}  // namespace
}  // namespace grpc_perf_msgr
