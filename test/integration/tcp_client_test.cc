// What a client of the raw messenger does when its server is not there, is
// another, dies, freezes, refuses or lies: one line, an honest result, exit
// status 1, and never a hang.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <ostream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"
#include "test/integration/reserved_port.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

constexpr Load kSmall = {1, 4, 100, 0, 64};

ServerSetup BothTransports(std::vector<std::string> flags = {}) {
  ServerSetup setup;
  setup.listen = kBothTransports;
  setup.flags = std::move(flags);
  return setup;
}

std::string Tcp(const ReservedPort& port) {
  return absl::StrCat("tcp://", port.address());
}

TEST(AbsentTcpServer, IsToldWithItsAddressAfterTheConnectTimeout) {
  const ReservedPort port;
  RealClient client(Tcp(port), kSmall, {"--connect_timeout=500ms"});
  const v1::Result result = ExpectFailure(client, "UNAVAILABLE", Tcp(port));
  EXPECT_THAT(result.status().message(), HasSubstr("within 0.5 s"));
  EXPECT_THAT(result.status().message(), HasSubstr("Connection refused"));
  EXPECT_EQ(result.counts().sent(), 0);
}

TEST(AbsentTcpServer, OnAUnixSocketIsToldWithItsPath) {
  const ScratchFolder folder;
  const std::string address =
      absl::StrCat("tcp://unix:", folder.Path("nobody"));
  RealClient client(address, kSmall, {"--connect_timeout=300ms"});
  ExpectFailure(client, "UNAVAILABLE", address);
}

TEST(AbsentTcpServer, WithAnUnknownHostNameIsToldWithTheName) {
  RealClient client("tcp://no-such-host.invalid:1", kSmall,
                    {"--connect_timeout=300ms"});
  ExpectFailure(client, "NOT_FOUND", "no-such-host.invalid");
}

TEST(AbsentTcpServer, MayComeUpWithinTheConnectTimeout) {
  auto port = std::make_unique<ReservedPort>();
  RealClient client(Tcp(*port), kSmall);
  // It has said what it is about to do.
  ASSERT_TRUE(WaitUntil([&] { return CountLines(client.Err()) >= 7; }));
  ServerSetup setup;
  setup.listen = Tcp(*port);
  port.reset();
  const RealServer server(setup);
  EXPECT_EQ(client.ExitStatus(), 0) << client.Err();
  ExpectComplete(client.Result(), kSmall);
}

TEST(MuteTcpServer, IsGivenUpAfterTheConnectTimeout) {
  ReservedPort port;
  port.Listen();
  RealClient client(Tcp(port), kSmall, {"--connect_timeout=500ms"});
  ExpectFailure(client, "UNAVAILABLE",
                absl::StrCat(Tcp(port),
                             " accepts connections but does not "
                             "answer with a hello"));
}

TEST(WrongServer, ForARawClientIsToldWithOneLine) {
  const RealServer grpc;
  RealClient client(absl::StrCat("tcp://", grpc.address()), kSmall,
                    {"--connect_timeout=5s"});
  EXPECT_EQ(client.ExitStatus(), 1);
  const v1::Result result = client.Result();
  ExpectHonest(result);
  ExpectReported(client, result);
  EXPECT_THAT(result.status().message(),
              HasSubstr("does not speak grpc_perf_msgr's tcp protocol"));
  ExpectComplete(RunClient(grpc.address(), kSmall), kSmall);
}

TEST(WrongServer, ForAGrpcClientIsToldWithOneLine) {
  ServerSetup setup;
  setup.listen = "tcp://127.0.0.1:0";
  const RealServer tcp(setup);
  const std::string address =
      std::string(absl::StripPrefix(tcp.address(), "tcp://"));
  RealClient client(address, kSmall, {"--connect_timeout=1s"});
  ExpectFailure(client, "UNAVAILABLE",
                absl::StrCat("could not connect to ", address));
  ExpectComplete(RunClient(tcp.address(), kSmall), kSmall);
}

TEST(KilledTcpServer, EndsTheRunWithWhatWasMeasured) {
  RealServer server(BothTransports());
  Load load = kEndless;
  load.threads = 2;
  RealClient client(server.address(1), load, EndlessFlags());
  client.WaitUntilMeasuring();
  server.process().Signal(SIGKILL);
  const v1::Result result =
      ExpectFailure(client, "UNAVAILABLE", "measure phase");
  EXPECT_GT(result.counts().answered(), 0);
  EXPECT_GE(result.counts().lost(), 1);
  EXPECT_LE(result.counts().lost(), load.threads * load.window);
}

TEST(FrozenTcpServer, IsGivenUpAfterTheStallTimeout) {
  RealServer server(BothTransports());
  RealClient client(server.address(1), kEndless,
                    EndlessFlags({"--stall_timeout=1s"}));
  client.WaitUntilMeasuring();
  server.process().Signal(SIGSTOP);
  const v1::Result result =
      ExpectFailure(client, "DEADLINE_EXCEEDED", "no reply for 1 s");
  // The window was full when nothing came back any more.
  EXPECT_EQ(result.counts().lost(), kEndless.window);
  server.process().Signal(SIGCONT);
  ExpectComplete(RunClient(server.address(1), kSmall), kSmall);
}

// Larger than what sockets buffer: the client is stuck in the middle of a
// frame.
TEST(FrozenTcpServer, IsGivenUpInTheMiddleOfAMessage) {
  RealServer server(BothTransports());
  const Load load = {1, 8, 0, 0, 8 << 20};
  RealClient client(server.address(1), load,
                    EndlessFlags({"--stall_timeout=2s"}));
  client.WaitUntilMeasuring();
  server.process().Signal(SIGSTOP);
  ExpectFailure(client, "DEADLINE_EXCEEDED", "no reply for 2 s");
  server.process().Signal(SIGCONT);
  ExpectComplete(RunClient(server.address(1), kSmall), kSmall);
}

TEST(SlowTcpServer, IsSparedByTheStallTimeout) {
  ServerSetup setup = BothTransports();
  setup.think_us = 50'000;
  const RealServer server(setup);
  const Load load = {1, 4, 60, 0, 64};
  ExpectComplete(RunClient(server.address(1), load, {"--stall_timeout=2s"}),
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

class TcpOversize
    : public ::testing::TestWithParam<std::tuple<Size, std::string>> {};

TEST_P(TcpOversize, IsRefusedNamingTheLimit) {
  const auto& [size, codec] = GetParam();
  RealServer server(BothTransports({"--max_message_bytes=5000"}));
  const Load load = {1, 4, 100, 0, size.bytes};
  const std::string codec_flag = absl::StrCat("--codec=", codec);
  RealClient client(
      server.address(1), load,
      {codec_flag, absl::StrCat("--reply_bytes=", size.reply_bytes)});
  if (size.fits) {
    EXPECT_EQ(client.ExitStatus(), 0) << client.Err();
    ExpectComplete(client.Result(), load, size.reply_bytes);
  } else {
    const v1::Result result =
        ExpectFailure(client, "RESOURCE_EXHAUSTED", "--max_message_bytes");
    EXPECT_THAT(result.status().message(), HasSubstr("5000"));
    EXPECT_EQ(result.counts().answered(), 0);
    const Load good = {1, 4, 100, 0, 5000};
    ExpectComplete(RunClient(server.address(1), good, {codec_flag}), good);
  }
}

INSTANTIATE_TEST_SUITE_P(
    TcpClient, TcpOversize,
    ::testing::Combine(
        ::testing::Values(Size{"OpAtTheLimitIsServed", 5000, 0, true},
                          Size{"OpOneByteOver", 5001, 0, false},
                          Size{"OpFarOver", 1'000'000, 0, false},
                          Size{"ReplyAtTheLimitIsServed", 0, 5000, true},
                          Size{"ReplyOneByteOver", 0, 5001, false},
                          Size{"ReplyFarOver", 0, 1'000'000'000, false}),
        ::testing::Values("bytes", "protobuf")),
    [](const auto& info) {
      return absl::StrCat(std::get<0>(info.param).name, "As",
                          std::get<1>(info.param));
    });

TEST(TcpMaxStreams, IsRefusedNamingTheLimit) {
  const RealServer server(BothTransports({"--max_streams=2"}));
  Load load = kSmall;
  load.threads = 4;
  RealClient client(server.address(1), load);
  const v1::Result result =
      ExpectFailure(client, "RESOURCE_EXHAUSTED", "--max_streams");
  EXPECT_THAT(result.status().message(), HasSubstr("2 streams"));
  load.threads = 2;
  EXPECT_TRUE(WaitUntil([&] {
    RealClient again(server.address(1), load);
    return again.ExitStatus() == 0;
  }));
}

void ExpectInterrupted(RealClient& client) {
  client.process().Signal(SIGINT);
  EXPECT_EQ(client.ExitStatus(), 130) << client.Err();
  const v1::Result result = client.Result();
  ExpectHonest(result);
  EXPECT_EQ(result.status().code(), "CANCELLED");
  ExpectReported(client, result);
}

TEST(CtrlCOnTcp, EndsARunWithWhatWasMeasured) {
  const RealServer server(BothTransports());
  RealClient client(server.address(1), kEndless, EndlessFlags());
  client.WaitUntilMeasuring();
  ExpectInterrupted(client);
  EXPECT_GT(client.Result().counts().answered(), 0);
  EXPECT_EQ(client.Result().counts().lost(), 0);
}

TEST(CtrlCOnTcp, EndsARunWhoseServerIsFrozen) {
  RealServer server(BothTransports());
  RealClient client(server.address(1), kEndless,
                    EndlessFlags({"--stall_timeout=1h"}));
  client.WaitUntilMeasuring();
  server.process().Signal(SIGSTOP);
  ExpectInterrupted(client);
}

TEST(CtrlCOnTcp, EndsConnecting) {
  ReservedPort port;
  for (const bool mute : {false, true}) {
    if (mute) port.Listen();
    RealClient client(Tcp(port), kEndless,
                      EndlessFlags({"--connect_timeout=1h"}));
    ASSERT_TRUE(WaitUntil([&] { return CountLines(client.Err()) >= 7; }));
    ExpectInterrupted(client);
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
