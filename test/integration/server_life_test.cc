// How the server lives with gRPC clients that behave badly, and ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "test/integration/raw_client.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

constexpr Load kSmall = {1, 8, 300, 0, 64};
constexpr int64_t kMebibyte = 1 << 20;

TEST(CancelledStream, IsClosedAndCountedAsBroken) {
  RealServer server;
  {
    RawStream stream(server.address());
    ASSERT_TRUE(stream.Write(MakeOp(1)));
    v1::OpReply reply;
    ASSERT_TRUE(stream.Read(&reply));
    EXPECT_EQ(ReadCounters(server.address()).streams_open(), 1);
    stream.Cancel();
  }
  EXPECT_TRUE(WaitUntil(
      [&] { return ReadCounters(server.address()).streams_open() == 0; }));
  EXPECT_EQ(ReadCounters(server.address()).streams_broken(), 1);
}

// Its replies pile up at the server's door: 1,000 of 1 MiB are asked for and
// none is taken.
TEST(ClientThatNeverReads, NeitherFillsTheServersMemoryNorDisturbsAnother) {
  RealServer server;
  const int64_t before_bytes = server.process().ResidentBytes();
  constexpr uint64_t kAsked = 1000;
  RawStream greedy(server.address());
  // Writing blocks when the server pauses reading for long enough.
  std::thread writer([&] {
    for (uint64_t id = 0; id < kAsked; ++id) {
      if (!greedy.Write(MakeOp(id, "", kMebibyte))) return;
    }
  });
  EXPECT_TRUE(WaitUntil(
      [&] { return ReadCounters(server.address()).messages() >= 100; }));
  ExpectComplete(RunClient(server.address(), kSmall), kSmall);
  // What the server has taken in of it is bounded, far below what was asked.
  EXPECT_LT(ReadCounters(server.address()).messages() - kSmall.ios, 300);
  EXPECT_LT(server.process().ResidentBytes() - before_bytes, 128 * kMebibyte);
  greedy.Cancel();
  writer.join();
  EXPECT_TRUE(WaitUntil(
      [&] { return ReadCounters(server.address()).streams_open() == 0; }));
}

TEST(PortFile, ThatCannotBeWrittenIsToldWithOneLine) {
  ServerSetup setup;
  setup.flags = {"--port_file=/no_such_folder/port"};
  Process server(ServerProgram(), ServerArguments(setup));
  EXPECT_EQ(server.ExitStatus(), 1);
  EXPECT_EQ(CountLines(server.Err(), "grpc_perf_msgr_server: "), 1);
  EXPECT_THAT(server.Err(), HasSubstr("/no_such_folder/port"));
}

TEST(ServerSigterm, EndsAnIdleServerAtOnce) {
  ServerSetup setup;
  setup.flags = {"--drain_timeout=1h"};
  RealServer server(setup);
  ExpectComplete(RunClient(server.address(), kSmall), kSmall);
  const std::string out = server.Stop();
  EXPECT_THAT(out, HasSubstr("served 300 messages, 19200 bytes in, 0 bytes "
                             "out, in "));
}

TEST(ServerSigterm, RefusesNewClientsWhileItDrains) {
  ServerSetup setup;
  setup.flags = {"--drain_timeout=1h"};
  RealServer server(setup);
  RawStream stream(server.address());
  ASSERT_TRUE(stream.Write(MakeOp(1)));
  v1::OpReply reply;
  ASSERT_TRUE(stream.Read(&reply));
  server.process().Signal(SIGTERM);
  ASSERT_TRUE(WaitUntil([&] {
    return server.process().Out().find("stopping") != std::string::npos;
  }));
  EXPECT_TRUE(WaitUntil([&] {
    RealClient late(server.address(), kSmall, {"--connect_timeout=300ms"});
    return late.ExitStatus() == 1;
  }));
  // The open stream is served on, to its end.
  ASSERT_TRUE(stream.Write(MakeOp(2)));
  ASSERT_TRUE(stream.Read(&reply));
  EXPECT_EQ(reply.id(), 2);
  stream.WritesDone();
  EXPECT_FALSE(stream.Read(&reply));
  EXPECT_TRUE(stream.Finish().ok());
  EXPECT_EQ(server.process().ExitStatus(), 0);
}

TEST(ServerSigterm, WaitsForOpenStreamsNoLongerThanTheDrainTimeout) {
  ServerSetup setup;
  setup.flags = {"--drain_timeout=500ms"};
  RealServer server(setup);
  RawStream stream(server.address());
  ASSERT_TRUE(stream.Write(MakeOp(1)));
  v1::OpReply reply;
  ASSERT_TRUE(stream.Read(&reply));
  const absl::Time start = absl::Now();
  const std::string out = server.Stop();
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(400));
  EXPECT_THAT(out, HasSubstr("1 stream(s) were still open"));
  EXPECT_THAT(out, HasSubstr("streams: 1 in all, 1 broken"));
  // The client is told.
  EXPECT_FALSE(stream.Read(&reply));
  EXPECT_FALSE(stream.Finish().ok());
}

TEST(ServerSigterm, RightAfterTheStartEndsTheServerWell) {
  ServerSetup setup;
  setup.threads = 8;
  for (int i = 0; i < 20; ++i) {
    RealServer server(setup);
    EXPECT_THAT(server.Stop(), HasSubstr("served 0 messages"));
  }
}

TEST(ServerSigterm, CutsManyOpenStreamsAndStillEndsWell) {
  ServerSetup setup;
  setup.threads = 4;
  setup.flags = {"--drain_timeout=50ms"};
  for (int i = 0; i < 5; ++i) {
    RealServer server(setup);
    std::vector<std::unique_ptr<RawStream>> streams;
    streams.reserve(8);
    for (int j = 0; j < 8; ++j) {
      streams.push_back(std::make_unique<RawStream>(server.address()));
      ASSERT_TRUE(streams.back()->Write(MakeOp(1)));
      v1::OpReply reply;
      ASSERT_TRUE(streams.back()->Read(&reply));
    }
    const std::string out = server.Stop();
    EXPECT_THAT(out, HasSubstr("8 stream(s) were still open"));
    EXPECT_THAT(out, HasSubstr("streams: 8 in all, 8 broken"));
  }
}

TEST(ServerSigterm, TwiceEndsTheServerAtOnce) {
  ServerSetup setup;
  setup.flags = {"--drain_timeout=1h"};
  RealServer server(setup);
  RealClient client(server.address(), kEndless, EndlessFlags());
  client.WaitUntilMeasuring();
  server.process().Signal(SIGTERM);
  ASSERT_TRUE(WaitUntil([&] {
    return server.process().Out().find("stopping") != std::string::npos;
  }));
  server.process().Signal(SIGTERM);
  EXPECT_EQ(server.process().ExitStatus(), 128 + SIGTERM);
  ExpectFailure(client, "UNAVAILABLE", "");
}

}  // namespace
}  // namespace grpc_perf_msgr
