#include "client/compare/ceph/ceph_programs.h"

#include <csignal>

#include "absl/strings/str_cat.h"
#include "client/compare/ceph/ceph_server.h"
#include "client/compare/plan/point.h"
#include "client/compare/plan/scenario.h"
#include "common/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/stand_in.h"

namespace grpc_perf_msgr {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kSaysItsVersion[] =
    "echo 'ceph version 18.2.7 (6b0e988052ec84cf2d4a54ff9bbbc5e720b621ad) "
    "reef (stable)'";

class CephProgramsTest : public StandInTest {
 protected:
  static v1::Scenario Scenario(const std::string& client,
                               const std::string& server) {
    const auto scenario = ParseScenario(absl::StrCat(
        R"({"targets": [{"name": "real", "transport": "ceph_perf_msgr",
            "client_command": [")",
        client, R"(", "first"], "server_command": [")", server,
        R"("]}], "client_cpus": "none", "server_cpus": "none"})"));
    EXPECT_TRUE(scenario.ok()) << scenario.status();
    return scenario.value_or(v1::Scenario());
  }

  Signals signals_;
};

TEST_F(CephProgramsTest, EachIsAskedForItsVersion) {
  const std::string client = Script("client", kSaysItsVersion);
  const std::string server = Script("server", "echo hello");
  const auto found = FindCephPrograms(Scenario(client, server), signals_);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_THAT(found->at("real").client.command, ElementsAre(client, "first"));
  EXPECT_EQ(found->at("real").client.version, "18.2.7");
  EXPECT_EQ(found->at("real").server.version, "");
}

TEST_F(CephProgramsTest, OneThatCannotBeRunIsNamedWithItsReasonAndPackage) {
  const std::string good = Script("client", kSaysItsVersion);
  const std::string bad = Script("server", "echo no library; exit 127");
  for (const std::string& server : {bad, std::string("no_such_program")}) {
    const auto found = FindCephPrograms(Scenario(good, server), signals_);
    EXPECT_EQ(found.status().code(), absl::StatusCode::kFailedPrecondition);
    const std::string message(found.status().message());
    EXPECT_THAT(message, HasSubstr(server));
    EXPECT_THAT(message, HasSubstr("ceph-test (server_command"));
    EXPECT_THAT(message, HasSubstr(server == bad ? "(no library)"
                                                 : "it is not on PATH"));
  }
}

TEST_F(CephProgramsTest, ItsOwnWordsStandBeforeTheArguments) {
  const std::string program = Script("program", "echo \"$@\"");
  auto process = StartCephProgram({{program, "first"}, ""}, {"second", "3"}, {},
                                  Path("log"));
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_EQ(process->Wait(SteadyNowNs() + 60 * kNanosPerSecond, signals_), 0);
  EXPECT_EQ(Read("log"), "first second 3\n");
}

TEST_F(CephProgramsTest, AProgramElsewhereHasAVersionAndNoHost) {
  const v1::Environment here = CephEnvironment({{"x"}, "18.2.7"}, true);
  EXPECT_GT(here.cpus_online(), 0u);
  // Those are this program's, not Ceph's.
  EXPECT_EQ(here.commit(), "");
  const v1::Environment elsewhere = CephEnvironment({{"x"}, "18.2.7"}, false);
  EXPECT_EQ(elsewhere.hostname(), "");
  for (const v1::Environment& environment : {here, elsewhere}) {
    EXPECT_EQ(environment.version(), "18.2.7");
    ASSERT_EQ(environment.libraries_size(), 1);
    EXPECT_EQ(environment.libraries(0).name(), "ceph");
  }
}

TEST_F(CephProgramsTest, AServerThatDoesNotStartSaysItsLastLine) {
  const v1::Scenario scenario = Scenario("/bin/true", "/bin/true");
  const CephProgram program = {
      {Script("server", "echo unable to bind; exit 1")}, ""};
  const auto server =
      CephServer::Start(program, scenario, scenario.targets(0),
                        Points(scenario)[0], folder(), signals_);
  ASSERT_FALSE(server.ok());
  EXPECT_THAT(std::string(server.status().message()),
              HasSubstr("did not start (exit status 1): unable to bind"));
}

TEST_F(CephProgramsTest, TheUserNeedNotWaitForAServer) {
  ASSERT_EQ(raise(SIGINT), 0);
  const v1::Scenario scenario = Scenario("/bin/true", "/bin/true");
  const CephProgram program = {{Script("server", "exec sleep 1000")}, ""};
  EXPECT_EQ(CephServer::Start(program, scenario, scenario.targets(0),
                              Points(scenario)[0], folder(), signals_)
                .status()
                .code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace grpc_perf_msgr
