// How the server starts, lives with clients that vanish, and ends, over every
// rung.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "test/integration/raw_client.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"
#include "test/integration/reserved_port.h"
#include "test/integration/rungs.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class VanishingClient : public OverRungs {};

TEST_P(VanishingClient, DoesNotDisturbAnother) {
  RealServer server(rung().Server());
  RealClient vanishing = Client(server, kEndless, EndlessFlags());
  vanishing.WaitUntilMeasuring();
  RealClient staying = Client(server, kEndless, EndlessFlags());
  staying.WaitUntilMeasuring();
  vanishing.process().Signal(SIGKILL);
  vanishing.process().Wait();
  if (rung().one_stream()) {
    EXPECT_TRUE(WaitUntil(
        [&] { return ReadCounters(server.address()).streams_open() == 1; }));
  }
  // Goes on answering.
  const uint64_t before = ReadCounters(server.address()).messages();
  EXPECT_TRUE(WaitUntil([&] {
    return ReadCounters(server.address()).messages() > before + 1000;
  }));
  staying.process().Signal(SIGINT);
  EXPECT_EQ(staying.ExitStatus(), 130) << staying.Err();
  EXPECT_EQ(staying.Result().counts().errors(), 0);
  ExpectServes(server);
  const std::string totals = server.Stop();
  if (!rung().one_stream()) return;
  // A socket that is closed between two messages is not seen to be broken.
  const std::string all = "streams: 3 in all, ";
  EXPECT_THAT(
      totals,
      HasSubstr(rung().transport->is_framework ? all + "1 broken" : all));
}

INSTANTIATE_TEST_SUITE_P(Rungs, VanishingClient,
                         ::testing::ValuesIn(AllRungs()), NameOfRung);

class DrainingServer : public OverRungs {
 protected:
  void ExpectDrainsOn(int signal) {
    ServerSetup setup;
    setup.flags = {"--drain_timeout=60s"};
    RealServer server(rung().Server(setup));
    // Long enough to be under way when the signal comes, under any sanitizer.
    const Load load = {2, 16, 0, 0, 64};
    RealClient client =
        Client(server, load, {"--duration=2s", "--interval=20ms"});
    client.WaitUntilMeasuring();
    server.process().Signal(signal);
    EXPECT_EQ(client.ExitStatus(), 0) << client.Err();
    const v1::Counts counts = client.Result().counts();
    EXPECT_EQ(counts.lost(), 0);
    EXPECT_EQ(counts.sent(), counts.answered());
    EXPECT_EQ(server.process().ExitStatus(), 0) << server.process().Err();
    const std::string out = server.process().Out();
    EXPECT_THAT(out, HasSubstr("stopping: no new streams"));
    EXPECT_THAT(out, HasSubstr(absl::StrCat("served ", counts.answered(),
                                            " messages")));
    const uint32_t streams =
        load.threads * (rung().one_stream() ? 1 : load.window);
    EXPECT_THAT(out, HasSubstr(absl::StrCat("streams: ", streams,
                                            " in all, 0 broken")));
    EXPECT_THAT(out, Not(HasSubstr("were cut")));
  }
};

TEST_P(DrainingServer, OnSigtermLetsClientsFinishWithoutLosingAMessage) {
  ExpectDrainsOn(SIGTERM);
}

TEST_P(DrainingServer, OnSigintLetsClientsFinishWithoutLosingAMessage) {
  ExpectDrainsOn(SIGINT);
}

// A call that has not begun is a new one, which a server that stops refuses.
std::vector<Rung> RungsOfStreams() {
  std::vector<Rung> rungs = AllRungs();
  std::erase_if(rungs,
                [](const Rung& rung) { return rung.way.api == Api::kUnary; });
  return rungs;
}

INSTANTIATE_TEST_SUITE_P(Rungs, DrainingServer,
                         ::testing::ValuesIn(RungsOfStreams()), NameOfRung);

class ServerAddress : public OverRungs {
 protected:
  ServerSetup Listening(const std::string& where) const {
    ServerSetup setup;
    setup.listen = rung().At(where);
    return setup;
  }
  void ExpectInUse(const std::string& listen) const {
    ServerSetup setup;
    setup.listen = listen;
    Process second(ServerProgram(), ServerArguments(setup));
    EXPECT_EQ(second.ExitStatus(), 1) << second.Out();
    EXPECT_EQ(CountLines(second.Err(), "grpc_perf_msgr_server: "), 1);
    EXPECT_THAT(second.Err(),
                HasSubstr(absl::StrCat("ALREADY_EXISTS: cannot listen on ",
                                       listen, ": the address is in use")));
    EXPECT_EQ(second.Out(), "");
  }
  void ExpectRuns(const std::string& where) const {
    const Load load = {1, 8, 300, 0, 64};
    RealServer server(Listening(where));
    EXPECT_EQ(RunClient(server.address(), load).conditions().server(),
              server.address());
    EXPECT_THAT(server.Stop(), HasSubstr("served 300 messages"));
  }
};

TEST_P(ServerAddress, InUseIsToldWithOneLine) {
  ReservedPort port;
  port.Listen();
  ExpectInUse(rung().At(port.address()));
}

TEST_P(ServerAddress, OfARunningServerIsNotSharedWithASecondOne) {
  const RealServer first(Listening("127.0.0.1:0"));
  ExpectInUse(first.address());
  const Load load = {1, 8, 300, 0, 64};
  ExpectComplete(RunClient(first.address(), load), load);
}

TEST_P(ServerAddress, MayBeIpv6) { ExpectRuns("[::1]:0"); }

TEST_P(ServerAddress, MayBeAHostName) { ExpectRuns("localhost:0"); }

INSTANTIATE_TEST_SUITE_P(Rungs, ServerAddress,
                         ::testing::ValuesIn(RungsOfTransports()), NameOfRung);

class ServerOnAUnixSocket : public ServerAddress {};

TEST_P(ServerOnAUnixSocket, ServesAndTakesOverWhereAnotherWas) {
  const ScratchFolder folder;
  const std::string where = absl::StrCat("unix:", folder.Path("socket"));
  ExpectRuns(where);
  ExpectRuns(where);
  RealServer dead(Listening(where));
  dead.process().Signal(SIGKILL);
  dead.process().Wait();
  ExpectRuns(where);
}

TEST_P(ServerOnAUnixSocket, IsLeftToTheOneThatRuns) {
  const ScratchFolder folder;
  const RealServer first(
      Listening(absl::StrCat("unix:", folder.Path("socket"))));
  ExpectInUse(first.address());
  const Load load = {1, 8, 300, 0, 64};
  ExpectComplete(RunClient(first.address(), load), load);
}

INSTANTIATE_TEST_SUITE_P(Rungs, ServerOnAUnixSocket,
                         ::testing::ValuesIn(RungsOfUnixSockets()), NameOfRung);

}  // namespace
}  // namespace grpc_perf_msgr
