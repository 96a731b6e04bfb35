// What the client does when the server is not there, dies, freezes or refuses:
// one line, an honest result, exit status 1, and never a hang.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"
#include "test/integration/reserved_port.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

constexpr Load kSmall = {1, 4, 100, 0, 64};

TEST(AbsentServer, IsToldWithItsAddressWithinTheConnectTimeout) {
  const ReservedPort port;
  const absl::Time start = absl::Now();
  RealClient client(port.address(), kSmall, {"--connect_timeout=500ms"});
  const v1::Result result =
      ExpectFailure(client, "UNAVAILABLE", port.address());
  // Wide, but far from the default of 5 s and the patience of 60.
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(500));
  EXPECT_THAT(result.status().message(), HasSubstr("within 0.5 s"));
  EXPECT_THAT(result.status().message(), HasSubstr("Connection refused"));
  EXPECT_EQ(result.counts().sent(), 0);
  EXPECT_EQ(result.conditions().connect_timeout_ns(), 500'000'000);
}

TEST(AbsentServer, IsToldOnceByManyThreads) {
  const ReservedPort port;
  Load load = kSmall;
  load.threads = 8;
  RealClient client(port.address(), load, {"--connect_timeout=500ms"});
  const v1::Result result =
      ExpectFailure(client, "UNAVAILABLE", port.address());
  EXPECT_EQ(result.threads_size(), 8);
}

TEST(AbsentServer, OnAUnixSocketIsToldWithItsPath) {
  const ScratchFolder folder;
  const std::string address = absl::StrCat("unix:", folder.Path("nobody"));
  RealClient client(address, kSmall, {"--connect_timeout=500ms"});
  ExpectFailure(client, "UNAVAILABLE", address);
}

TEST(AbsentServer, WithAnUnknownHostNameIsToldWithTheName) {
  RealClient client("no-such-host.invalid:1", kSmall, {"--connect_timeout=1s"});
  ExpectFailure(client, "UNAVAILABLE", "no-such-host.invalid:1");
}

TEST(AbsentServer, MayComeUpWithinTheConnectTimeout) {
  auto port = std::make_unique<ReservedPort>();
  RealClient client(port->address(), kSmall);
  // It has said what it is about to do.
  ASSERT_TRUE(WaitUntil([&] { return CountLines(client.Err()) >= 7; }));
  ServerSetup setup;
  setup.listen = port->address();
  port.reset();
  const RealServer server(setup);
  EXPECT_EQ(client.ExitStatus(), 0) << client.Err();
  ExpectComplete(client.Result(), kSmall);
}

TEST(MuteServer, WhichAcceptsButNeverSpeaksIsGivenUpAfterTheConnectTimeout) {
  ReservedPort port;
  port.Listen();
  RealClient client(port.address(), kSmall, {"--connect_timeout=1s"});
  ExpectFailure(client, "UNAVAILABLE", port.address());
}

TEST(KilledServer, EndsTheRunWithWhatWasMeasured) {
  RealServer server;
  RealClient client(server.address(), kEndless, EndlessFlags());
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

TEST(KilledServer, EndsEveryThreadOfTheRun) {
  ServerSetup setup;
  setup.threads = 2;
  RealServer server(setup);
  Load load = kEndless;
  load.threads = 4;
  RealClient client(server.address(), load, EndlessFlags());
  client.WaitUntilMeasuring();
  server.process().Signal(SIGKILL);
  const v1::Result result = ExpectFailure(client, "UNAVAILABLE", "thread ");
  EXPECT_LE(result.counts().lost(), load.threads * load.window);
  ASSERT_EQ(result.threads_size(), 4);
  for (const v1::ThreadResult& thread : result.threads()) {
    EXPECT_NE(thread.status().code(), "OK");
  }
}

TEST(FrozenServer, IsGivenUpAfterTheStallTimeout) {
  RealServer server;
  RealClient client(server.address(), kEndless,
                    EndlessFlags({"--stall_timeout=1s"}));
  client.WaitUntilMeasuring();
  server.process().Signal(SIGSTOP);
  const v1::Result result =
      ExpectFailure(client, "DEADLINE_EXCEEDED", "no reply for 1 s");
  // The window was full when nothing came back any more.
  EXPECT_EQ(result.counts().lost(), kEndless.window);
  EXPECT_EQ(result.conditions().stall_timeout_ns(), 1'000'000'000);
  // And the server is well once it may go on.
  server.process().Signal(SIGCONT);
  ExpectComplete(RunClient(server.address(), kSmall), kSmall);
}

TEST(SlowServer, IsSparedByTheStallTimeout) {
  // Each message takes less than the timeout, all together take more.
  ServerSetup setup;
  setup.think_us = 100'000;
  const RealServer server(setup);
  const Load load = {1, 4, 40, 0, 64};
  ExpectComplete(RunClient(server.address(), load, {"--stall_timeout=3s"}),
                 load);
}

// The server's limit, what is sent, and what is asked for.
struct Size {
  const char* name;
  uint64_t bytes;
  uint64_t reply_bytes;
  bool fits;
};

void PrintTo(const Size& size, std::ostream* out) { *out << size.name; }

class Oversize : public ::testing::TestWithParam<Size> {};

TEST_P(Oversize, IsRefusedNamingTheLimit) {
  ServerSetup setup;
  setup.flags = {"--max_message_bytes=5000"};
  RealServer server(setup);
  const Load load = {1, 4, 100, 0, GetParam().bytes};
  RealClient client(server.address(), load,
                    {absl::StrCat("--reply_bytes=", GetParam().reply_bytes)});
  if (GetParam().fits) {
    EXPECT_EQ(client.ExitStatus(), 0) << client.Err();
    ExpectComplete(client.Result(), load, GetParam().reply_bytes);
  } else {
    const v1::Result result =
        ExpectFailure(client, "RESOURCE_EXHAUSTED", "5000");
    EXPECT_THAT(result.status().message(), HasSubstr("--max_message_bytes"));
    EXPECT_EQ(result.counts().answered(), 0);
    EXPECT_GE(result.counts().lost(), 1);
    // The server notes it and goes on. (An op far over the limit is refused by
    // gRPC before the server sees it, so it is no refused op.)
    const Load good = {1, 4, 100, 0, 5000};
    ExpectComplete(RunClient(server.address(), good), good);
    EXPECT_THAT(server.Stop(), HasSubstr("1 broken"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Failure, Oversize,
    ::testing::Values(Size{"OpAtTheLimitIsServed", 5000, 0, true},
                      Size{"OpOneByteOver", 5001, 0, false},
                      Size{"OpFarOver", 1'000'000, 0, false},
                      Size{"ReplyAtTheLimitIsServed", 0, 5000, true},
                      Size{"ReplyOneByteOver", 0, 5001, false},
                      Size{"ReplyFarOver", 0, 1'000'000'000, false}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(MaxStreams, IsRefusedNamingTheLimit) {
  ServerSetup setup;
  setup.flags = {"--max_streams=2"};
  RealServer server(setup);
  Load load = kSmall;
  load.threads = 4;
  RealClient client(server.address(), load);
  const v1::Result result =
      ExpectFailure(client, "RESOURCE_EXHAUSTED", "--max_streams");
  EXPECT_THAT(result.status().message(), HasSubstr("2 streams"));
  // As many as are allowed are served. The server may be a moment late to see
  // that the refused client is gone.
  load.threads = 2;
  EXPECT_TRUE(WaitUntil([&] {
    RealClient again(server.address(), load);
    return again.ExitStatus() == 0;
  }));
}

}  // namespace
}  // namespace grpc_perf_msgr
