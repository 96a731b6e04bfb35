// Ctrl-C (SIGINT) and SIGTERM end a client at any moment and over every rung:
// what was measured is printed and written, and the exit status is 130.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>

#include "absl/strings/str_cat.h"
#include "test/integration/process.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"
#include "test/integration/reserved_port.h"
#include "test/integration/rungs.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

// The run ended by a signal; returns its result.
v1::Result ExpectInterrupted(RealClient& client) {
  EXPECT_EQ(client.ExitStatus(), 130) << client.Err();
  v1::Result result = client.Result();
  ExpectHonest(result);
  EXPECT_EQ(result.status().code(), "CANCELLED");
  EXPECT_THAT(result.status().message(), HasSubstr("stopped by the user"));
  ExpectReported(client, result);
  return result;
}

class CtrlC : public OverRungs {
 protected:
  void ExpectInterruptible(int signal) {
    RealServer server(rung().Server());
    RealClient client =
        Client(server, kEndless,
               EndlessFlags({absl::StrCat("--control=", server.address())}));
    client.WaitUntilMeasuring();
    client.process().Signal(signal);
    const v1::Result result = ExpectInterrupted(client);
    EXPECT_GT(result.counts().answered(), 0);
    EXPECT_LE(result.counts().lost(), kEndless.window);
    EXPECT_GT(result.summary().messages_per_second(), 0);
    EXPECT_TRUE(result.has_server_cpu());
    // The server is none the worse for it.
    ExpectServes(server);
  }
};

TEST_P(CtrlC, EndsARunWithWhatWasMeasured) { ExpectInterruptible(SIGINT); }

TEST_P(CtrlC, MayBeASigterm) { ExpectInterruptible(SIGTERM); }

TEST_P(CtrlC, DuringWarmupMeasuredNothing) {
  const RealServer server(rung().Server());
  RealClient client = Client(server, kEndless, EndlessFlags({"--warmup=1h"}));
  client.WaitUntilWarmingUp();
  client.process().Signal(SIGINT);
  const v1::Result result = ExpectInterrupted(client);
  EXPECT_EQ(result.counts().sent(), 0);
  EXPECT_GT(result.counts().answered_all_phases(), 0);
}

TEST_P(CtrlC, EndsConnecting) {
  const ReservedPort port;
  Load load = kEndless;
  load.threads = 3;
  RealClient client(rung().At(port.address()), load,
                    rung().Flags(EndlessFlags({"--connect_timeout=1h"})));
  client.WaitUntilConnecting();
  client.process().Signal(SIGINT);
  EXPECT_EQ(ExpectInterrupted(client).counts().sent(), 0);
}

TEST_P(CtrlC, EndsConnectingToAServerThatIsMute) {
  ReservedPort port;
  port.Listen();
  RealClient client(rung().At(port.address()), kEndless,
                    rung().Flags(EndlessFlags({"--connect_timeout=1h"})));
  client.WaitUntilConnecting();
  client.process().Signal(SIGINT);
  ExpectInterrupted(client);
}

INSTANTIATE_TEST_SUITE_P(Rungs, CtrlC, ::testing::ValuesIn(AllRungs()),
                         NameOfRung);

// It waits a while for the replies and the server's figures.
class CtrlCOnFrozenServer : public OverRungs {};

TEST_P(CtrlCOnFrozenServer, EndsTheRun) {
  RealServer server(rung().Server());
  RealClient client =
      Client(server, kEndless, EndlessFlags({"--stall_timeout=1h"}));
  client.WaitUntilMeasuring();
  server.process().Signal(SIGSTOP);
  client.process().Signal(SIGINT);
  const v1::Result result = ExpectInterrupted(client);
  EXPECT_GT(result.counts().answered(), 0);
  EXPECT_LE(result.counts().lost(), kEndless.window);
}

INSTANTIATE_TEST_SUITE_P(Rungs, CtrlCOnFrozenServer,
                         ::testing::ValuesIn(RungsOfTransports()), NameOfRung);

TEST(CtrlCOnACheck, EndsIt) {
  const ReservedPort port;
  Process check(ClientProgram(),
                {port.address(), "--check", "--connect_timeout=1h"});
  // The handler is there once SIGINT is in the mask of caught signals.
  const std::string status_file =
      absl::StrCat("/proc/", check.pid(), "/status");
  ASSERT_TRUE(WaitUntil([&] {
    const std::string status = ReadWholeFile(status_file);
    const size_t at = status.find("SigCgt:");
    return at != std::string::npos &&
           (std::stoull(status.substr(at + 7), nullptr, 16) &
            (1ull << (SIGINT - 1))) != 0;
  }));
  check.Signal(SIGINT);
  EXPECT_EQ(check.ExitStatus(), 130) << check.Err();
  EXPECT_EQ(CountLines(check.Err()), 1) << check.Err();
}

}  // namespace
}  // namespace grpc_perf_msgr
