// What the client does when the server is not there, is another, dies, freezes
// or refuses, over every rung: one line, an honest result, exit status 1, and
// never a hang.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"
#include "test/integration/reserved_port.h"
#include "test/integration/rungs.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr Load kSmall = {1, 4, 100, 0, 64};

class AbsentServer : public OverRungs {};

TEST_P(AbsentServer, IsToldWithItsAddressAfterTheConnectTimeout) {
  const ReservedPort port;
  const std::string address = rung().At(port.address());
  const absl::Time start = absl::Now();
  RealClient client(address, kSmall, rung().Flags({"--connect_timeout=500ms"}));
  const v1::Result result = ExpectFailure(client, "UNAVAILABLE", address);
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(500));
  EXPECT_THAT(result.status().message(), HasSubstr("within 0.5 s"));
  EXPECT_THAT(result.status().message(), HasSubstr("Connection refused"));
  EXPECT_EQ(result.counts().sent(), 0);
  EXPECT_EQ(result.conditions().connect_timeout_ns(), 500'000'000);
}

TEST_P(AbsentServer, IsToldOnceByManyThreads) {
  const ReservedPort port;
  Load load = kSmall;
  load.threads = 8;
  const std::string address = rung().At(port.address());
  RealClient client(address, load, rung().Flags({"--connect_timeout=500ms"}));
  const v1::Result result = ExpectFailure(client, "UNAVAILABLE", address);
  EXPECT_EQ(result.threads_size(), 8);
}

TEST_P(AbsentServer, WithAnUnknownHostNameIsToldWithTheName) {
  RealClient client(rung().At("no-such-host.invalid:1"), kSmall,
                    rung().Flags({"--connect_timeout=300ms"}));
  EXPECT_EQ(client.ExitStatus(), 1) << client.Err();
  const std::string code = client.Result().status().code();
  // gRPC resolves names itself and only says that it could not connect.
  EXPECT_THAT(code, AnyOf("NOT_FOUND", "UNAVAILABLE"));
  ExpectFailure(client, code, "no-such-host.invalid");
}

TEST_P(AbsentServer, MayComeUpWithinTheConnectTimeout) {
  auto port = std::make_unique<ReservedPort>();
  ServerSetup setup;
  setup.listen = rung().At(port->address());
  if (rung().way.api == Api::kCallback) setup.flags = {"--api=callback"};
  RealClient client(setup.listen, kSmall, rung().Flags());
  client.WaitUntilConnecting();
  port.reset();
  const RealServer server(setup);
  EXPECT_EQ(client.ExitStatus(), 0) << client.Err();
  ExpectComplete(client.Result(), kSmall);
}

INSTANTIATE_TEST_SUITE_P(Rungs, AbsentServer, ::testing::ValuesIn(AllRungs()),
                         NameOfRung);

class AbsentUnixSocket : public OverRungs {};

TEST_P(AbsentUnixSocket, IsToldWithItsPath) {
  const ScratchFolder folder;
  const std::string address =
      rung().At(absl::StrCat("unix:", folder.Path("nobody")));
  RealClient client(address, kSmall, rung().Flags({"--connect_timeout=300ms"}));
  ExpectFailure(client, "UNAVAILABLE", address);
}

INSTANTIATE_TEST_SUITE_P(Rungs, AbsentUnixSocket,
                         ::testing::ValuesIn(RungsOfUnixSockets()), NameOfRung);

class MuteServer : public OverRungs {};

TEST_P(MuteServer, WhichAcceptsButNeverSpeaksIsGivenUpAfterTheConnectTimeout) {
  ReservedPort port;
  port.Listen();
  const std::string address = rung().At(port.address());
  RealClient client(address, kSmall, rung().Flags({"--connect_timeout=500ms"}));
  ExpectFailure(client, "UNAVAILABLE", address);
}

INSTANTIATE_TEST_SUITE_P(Rungs, MuteServer, ::testing::ValuesIn(AllRungs()),
                         NameOfRung);

class WrongServer : public OverRungs {};

// A client that takes the address for one of another transport.
TEST_P(WrongServer, IsToldWithOneLineAndNoneTheWorseForIt) {
  const RealServer server(rung().Server());
  const std::string& address = rung().AddressOf(server);
  const std::string where = address.substr(address.rfind("127.0.0.1"));
  for (const Rung& other : RungsOfTransports()) {
    if (other.transport == rung().transport) continue;
    SCOPED_TRACE(other.name());
    RealClient client(other.At(where), kSmall,
                      other.Flags({"--connect_timeout=1s"}));
    EXPECT_EQ(client.ExitStatus(), 1) << client.Err();
    const v1::Result result = client.Result();
    ExpectHonest(result);
    ExpectReported(client, result);
    EXPECT_EQ(result.counts().answered(), 0);
    EXPECT_THAT(result.status().message(), HasSubstr("connect"));
  }
  ExpectServes(server);
}

INSTANTIATE_TEST_SUITE_P(Rungs, WrongServer,
                         ::testing::ValuesIn(RungsOfTransports()), NameOfRung);

class KilledServer : public OverRungs {};

TEST_P(KilledServer, EndsTheRunWithWhatWasMeasured) {
  RealServer server(rung().Server());
  RealClient client = Client(server, kEndless, EndlessFlags());
  client.WaitUntilMeasuring();
  server.process().Signal(SIGKILL);
  const v1::Result result =
      ExpectFailure(client, "UNAVAILABLE", "measure phase");
  EXPECT_GT(result.counts().answered(), 0);
  EXPECT_GE(result.counts().lost(), 1);
  EXPECT_LE(result.counts().lost(), kEndless.window);
  EXPECT_GT(result.run_time_ns(), 0);
  EXPECT_FALSE(result.has_server_cpu());
}

TEST_P(KilledServer, EndsEveryThreadOfTheRun) {
  ServerSetup setup;
  setup.threads = 2;
  RealServer server(rung().Server(setup));
  Load load = kEndless;
  load.threads = 4;
  RealClient client = Client(server, load, EndlessFlags());
  client.WaitUntilMeasuring();
  server.process().Signal(SIGKILL);
  const v1::Result result = ExpectFailure(client, "UNAVAILABLE", "thread ");
  EXPECT_LE(result.counts().lost(), load.threads * load.window);
  ASSERT_EQ(result.threads_size(), 4);
  for (const v1::ThreadResult& thread : result.threads()) {
    EXPECT_NE(thread.status().code(), "OK");
  }
}

INSTANTIATE_TEST_SUITE_P(Rungs, KilledServer, ::testing::ValuesIn(AllRungs()),
                         NameOfRung);

class FrozenServer : public OverRungs {};

// A frozen server's Control service is waited for, too.
std::vector<std::string> Impatient(const std::string& stall_timeout) {
  return EndlessFlags({stall_timeout, "--connect_timeout=10s"});
}

TEST_P(FrozenServer, IsGivenUpAfterTheStallTimeout) {
  RealServer server(rung().Server());
  RealClient client = Client(server, kEndless, Impatient("--stall_timeout=1s"));
  client.WaitUntilMeasuring();
  server.process().Signal(SIGSTOP);
  const v1::Result result =
      ExpectFailure(client, "DEADLINE_EXCEEDED", "no reply for 1 s");
  // The window was full when nothing came back any more.
  EXPECT_EQ(result.counts().lost(), kEndless.window);
  EXPECT_EQ(result.conditions().stall_timeout_ns(), 1'000'000'000);
  // And the server is well once it may go on.
  server.process().Signal(SIGCONT);
  ExpectServes(server);
}

// Larger than what sockets buffer: the client is stuck in the middle of a
// message.
TEST_P(FrozenServer, IsGivenUpInTheMiddleOfAMessage) {
  RealServer server(rung().Server());
  const Load load = {1, 8, 0, 0, 8 << 20};
  RealClient client = Client(server, load, Impatient("--stall_timeout=2s"));
  client.WaitUntilMeasuring();
  server.process().Signal(SIGSTOP);
  ExpectFailure(client, "DEADLINE_EXCEEDED", "no reply for 2 s");
  server.process().Signal(SIGCONT);
  ExpectServes(server);
}

// Each message takes less than the timeout, all together take more.
TEST_P(FrozenServer, IsNotMistakenForASlowOne) {
  ServerSetup setup;
  setup.think_us = 50'000;
  const RealServer server(rung().Server(setup));
  const Load load = {1, 4, 60, 0, 64};
  RealClient client = Client(server, load, {"--stall_timeout=2s"});
  EXPECT_EQ(client.ExitStatus(), 0) << client.Err();
  ExpectComplete(client.Result(), load);
}

INSTANTIATE_TEST_SUITE_P(Rungs, FrozenServer, ::testing::ValuesIn(AllRungs()),
                         NameOfRung);

std::vector<Rung> RungsThatSayWhy(bool one_stream_only) {
  std::vector<Rung> rungs = AllRungs();
  std::erase_if(rungs, [=](const Rung& rung) {
    return !rung.says_why() || (one_stream_only && !rung.one_stream());
  });
  return rungs;
}

// What is sent, what is asked for, and whether the server's limit allows it.
struct Size {
  const char* name;
  uint64_t bytes;
  uint64_t reply_bytes;
  bool fits;
};

constexpr Size kSizes[] = {{"op at the limit", 5000, 0, true},
                           {"op one byte over", 5001, 0, false},
                           {"op far over", 1'000'000, 0, false},
                           {"reply at the limit", 0, 5000, true},
                           {"reply one byte over", 0, 5001, false},
                           {"reply far over", 0, 1'000'000'000, false}};

class Oversize : public OverRungs {};

TEST_P(Oversize, IsRefusedNamingTheLimit) {
  ServerSetup setup;
  setup.flags = {"--max_message_bytes=5000"};
  const RealServer server(rung().Server(setup));
  for (const Size& size : kSizes) {
    SCOPED_TRACE(size.name);
    const Load load = {1, 4, 100, 0, size.bytes};
    RealClient client = Client(
        server, load, {absl::StrCat("--reply_bytes=", size.reply_bytes)});
    if (size.fits) {
      EXPECT_EQ(client.ExitStatus(), 0) << client.Err();
      ExpectComplete(client.Result(), load, size.reply_bytes);
      continue;
    }
    const v1::Result result =
        ExpectFailure(client, "RESOURCE_EXHAUSTED", "--max_message_bytes");
    EXPECT_THAT(result.status().message(), HasSubstr("5000"));
    EXPECT_EQ(result.counts().answered(), 0);
    // The server notes it and goes on.
    ExpectServes(server);
  }
}

INSTANTIATE_TEST_SUITE_P(Rungs, Oversize,
                         ::testing::ValuesIn(RungsThatSayWhy(false)),
                         NameOfRung);

class MaxStreams : public OverRungs {};

TEST_P(MaxStreams, IsRefusedNamingTheLimit) {
  ServerSetup setup;
  setup.flags = {"--max_streams=2"};
  const RealServer server(rung().Server(setup));
  Load load = kSmall;
  load.threads = 4;
  RealClient client = Client(server, load);
  const v1::Result result =
      ExpectFailure(client, "RESOURCE_EXHAUSTED", "--max_streams");
  EXPECT_THAT(result.status().message(), HasSubstr("2 streams"));
  // As many as are allowed are served. The server may be a moment late to see
  // that the refused client is gone.
  load.threads = 2;
  EXPECT_TRUE(WaitUntil([&] {
    RealClient again = Client(server, load);
    return again.ExitStatus() == 0;
  }));
}

INSTANTIATE_TEST_SUITE_P(Rungs, MaxStreams,
                         ::testing::ValuesIn(RungsThatSayWhy(true)),
                         NameOfRung);

}  // namespace
}  // namespace grpc_perf_msgr
