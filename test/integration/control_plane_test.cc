// The control plane beside the messages' addresses, with the real programs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr Load kLoad = {1, 4, 500, 0, 64};

// A server whose control address is there: the port that its number asks for
// may be another's.
std::unique_ptr<RealServer> StartWithControl(const ServerSetup& setup) {
  std::unique_ptr<RealServer> server;
  for (int i = 0; i < 20; ++i) {
    server = std::make_unique<RealServer>(setup);
    if (WaitUntil(
            [&] { return absl::StrContains(server->process().Out(), "\n"); }) &&
        absl::StrContains(server->process().Out(), "control on ")) {
      return server;
    }
  }
  ADD_FAILURE() << "no server has a control address";
  return server;
}

void ExpectCompleteFigures(const v1::Result& result, uint64_t think_ns) {
  ExpectComplete(result, kLoad);
  EXPECT_GT(result.server_cpu().user_ns() + result.server_cpu().system_ns(), 0);
  EXPECT_EQ(result.server_cpu().messages(), 500);
  EXPECT_THAT(result.server_cpu().thread_cpu_ns(), SizeIs(1));
  EXPECT_EQ(result.server().conditions().threads(), 1);
  EXPECT_NE(result.server().environment().hostname(), "");
  EXPECT_EQ(result.server_think().asked_ns(), think_ns);
  EXPECT_TRUE(result.network().has_server());
}

TEST(ControlPlane, AServerOfOneTransportAloneGivesCompleteFigures) {
  for (const std::string listen :
       {"tcp://127.0.0.1:0", "msgr2://127.0.0.1:0"}) {
    ServerSetup setup;
    setup.listen = listen;
    setup.think_us = 1;
    const auto server = StartWithControl(setup);
    ExpectCompleteFigures(RunClient(server->address(), kLoad), 1000);
  }
}

TEST(ControlPlane, OfAUnixSocketIsBesideIt) {
  const ScratchFolder folder;
  ServerSetup setup;
  setup.listen = absl::StrCat("tcp://unix:", folder.Path("s"));
  const RealServer server(setup);
  ExpectCompleteFigures(RunClient(server.address(), kLoad), 0);
  Process check(ClientProgram(), {server.address(), "--check"});
  EXPECT_EQ(check.ExitStatus(), 0) << check.Err();
  EXPECT_EQ(check.Out(), "SERVING\n");
}

TEST(ControlPlane, OfAGrpcAddressIsThereAndBesideIt) {
  const auto server = StartWithControl({});
  ExpectCompleteFigures(RunClient(server->address(), kLoad), 0);
  const std::string out = server->process().Out();
  const std::string control(
      absl::StripTrailingAsciiWhitespace(out.substr(out.rfind(' ') + 1)));
  EXPECT_NE(control, server->address());
  ExpectCompleteFigures(RunClient(server->address(), kLoad,
                                  {absl::StrCat("--control=", control)}),
                        0);
}

TEST(ControlPlane, OfNobodyIsMissedAndNotAFailure) {
  const ScratchFolder folder;
  ServerSetup setup;
  setup.listen = absl::StrCat("tcp://unix:", folder.Path("s"));
  setup.flags = {"--control_listen=none"};
  const RealServer server(setup);
  for (const char* const control : {"--control=", "--control=none"}) {
    const v1::Result result = RunClient(server.address(), kLoad, {control});
    ExpectComplete(result, kLoad);
    EXPECT_FALSE(result.has_server());
    EXPECT_FALSE(result.has_server_cpu());
    EXPECT_GE(result.warnings_size(), 1);
  }
}

TEST(ControlPlane, OfAnotherServerIsNotTaken) {
  const ScratchFolder folder;
  ServerSetup setup;
  setup.listen = absl::StrCat("tcp://unix:", folder.Path("s"));
  setup.flags = {"--control_listen=none"};
  const RealServer server(setup);
  setup.listen = "127.0.0.1:0";
  setup.flags = {
      absl::StrCat("--control_listen=unix:", folder.Path("s.control"))};
  const RealServer other(setup);
  const v1::Result result = RunClient(server.address(), kLoad);
  EXPECT_FALSE(result.has_server());
  EXPECT_FALSE(result.has_server_cpu());
  ASSERT_GT(result.warnings_size(), 0);
  EXPECT_EQ(result.warnings(0).kind(), v1::Warning::NO_CONTROL);
  EXPECT_THAT(result.warnings(0).text(), HasSubstr("is that of a server on"));
}

// Who names it is believed, until it is seen that its server did nothing.
TEST(ControlPlane, OfAnotherServerThatIsNamedIsFoundOut) {
  ServerSetup setup;
  setup.listen = "tcp://127.0.0.1:0";
  setup.flags = {"--control_listen=none"};
  const RealServer server(setup);
  const RealServer other;
  const v1::Result result = RunClient(
      server.address(), kLoad, {absl::StrCat("--control=", other.address())});
  EXPECT_FALSE(result.has_server());
  EXPECT_FALSE(result.has_server_cpu());
  EXPECT_FALSE(result.network().has_server());
  ASSERT_GT(result.warnings_size(), 0);
  EXPECT_EQ(result.warnings(0).kind(), v1::Warning::ANOTHER_SERVER);
}

TEST(ControlPlane, OfAnotherSocketIsNotTaken) {
  const ScratchFolder folder;
  ServerSetup setup;
  setup.listen = absl::StrCat("tcp://unix:", folder.Path("s"));
  setup.flags = {"--control_listen=none"};
  const RealServer server(setup);
  setup.listen = absl::StrCat("tcp://unix:", folder.Path("other"));
  setup.flags = {
      absl::StrCat("--control_listen=unix:", folder.Path("s.control"))};
  const RealServer other(setup);
  EXPECT_FALSE(RunClient(server.address(), kLoad).has_server());
}

TEST(ControlPlane, IsWhereAGroupOfARawServerMeets) {
  const ScratchFolder folder;
  ServerSetup setup;
  setup.listen = absl::StrCat("tcp://unix:", folder.Path("s"));
  const RealServer server(setup);
  const v1::Result result =
      RunClient(server.address(), kLoad, {"--group=g", "--group_size=1"});
  EXPECT_TRUE(result.has_group());
  EXPECT_TRUE(result.has_server_cpu());
}

TEST(ControlPlane, AnswersWhileStreamsDrain) {
  const ScratchFolder folder;
  ServerSetup setup;
  setup.listen = absl::StrCat("tcp://unix:", folder.Path("s"));
  RealServer server(setup);
  RealClient client(server.address(), kEndless, EndlessFlags());
  client.WaitUntilMeasuring();
  server.process().Signal(SIGTERM);
  EXPECT_TRUE(WaitUntil(
      [&] { return absl::StrContains(server.process().Out(), "stopping"); }));
  // SERVING is said until the signal has come through.
  std::string said;
  EXPECT_TRUE(WaitUntil([&] {
    Process check(ClientProgram(), {server.address(), "--check"});
    check.ExitStatus();
    said = check.Err();
    return absl::StrContains(said, "NOT_SERVING");
  })) << said;
  client.process().Signal(SIGINT);
  client.ExitStatus();
  EXPECT_EQ(server.process().ExitStatus(), 0);
}

TEST(ControlPlane, TellsOfItsCallsWhenAsked) {
  const ScratchFolder folder;
  ServerSetup setup;
  setup.listen = absl::StrCat("tcp://unix:", folder.Path("s"));
  setup.flags = {"--debug=control"};
  RealServer server(setup);
  RealClient client(
      server.address(), kLoad,
      {"--debug=control", "--group=g", "--group_size=1", "--group_member=me"});
  EXPECT_EQ(client.ExitStatus(), 0) << client.Err();
  const std::string said = client.Err();
  const std::string to =
      absl::StrCat(" control ", server.address().substr(6), ".control: ");
  for (const std::string event :
       {"GetInfo took ", "connect: OK", "group g: seated as me, ticket 1",
        "group g: start, as client 0", "GetCounters took ",
        "TellGroup took "}) {
    EXPECT_THAT(said, HasSubstr(to + event));
  }
  EXPECT_EQ(server.Stop().find("debug "), std::string::npos);
  const std::string served = server.process().Err();
  for (const std::string event :
       {"GetInfo of unix:-: OK", "JoinGroup of unix:-: group g of 1, as me",
        "TellGroup by ticket 1: hand_in", "TellGroup by ticket 1: part of ",
        "GetCounters of unix:-: OK", "JoinGroup of unix:-: OK"}) {
    EXPECT_THAT(served, HasSubstr(absl::StrCat(" control server: ", event)));
  }
}

TEST(ControlPlane, SaysNothingWhenNotAsked) {
  const RealServer server;
  RealClient client(server.address(), kLoad);
  EXPECT_EQ(client.ExitStatus(), 0);
  EXPECT_THAT(client.Err(), Not(HasSubstr("debug ")));
}

TEST(ControlPlane, RefusesWordsThatItCannotTellOf) {
  for (const std::string& program : {ClientProgram(), ServerProgram()}) {
    Process process(program, {"127.0.0.1:1", "1", "1", "--debug=wire"});
    EXPECT_EQ(process.ExitStatus(), 1);
    EXPECT_THAT(process.Err(), HasSubstr("control, frames, window"));
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
