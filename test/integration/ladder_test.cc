// Every rung of the ladder, from bare bytes on a socket to a gRPC stream for
// each message: over windows and sizes, with and without checksums and replies,
// every message is answered once and counted at both ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kMebibyte = 1 << 20;

struct Rung {
  const char* name;
  // Of the two addresses of the server.
  size_t listener;
  const char* codec;
  const char* api;
  const char* flush;
};

void PrintTo(const Rung& rung, std::ostream* out) { *out << rung.name; }

constexpr Rung kRungs[] = {
    {"TcpBytes", 1, "bytes", "stream", "drain"},
    {"TcpProtobuf", 1, "protobuf", "stream", "drain"},
    {"TcpFlushMessage", 1, "bytes", "stream", "message"},
    {"GrpcBytes", 0, "bytes", "stream", "drain"},
    {"GrpcStream", 0, "protobuf", "stream", "drain"},
    {"GrpcFlushMessage", 0, "protobuf", "stream", "message"},
    {"GrpcCallback", 0, "protobuf", "callback", "drain"},
    {"GrpcUnary", 0, "protobuf", "unary", "drain"},
    {"GrpcStreams", 0, "protobuf", "streams", "drain"},
};

bool IsCallback(const Rung& rung) {
  return absl::string_view(rung.api) == "callback";
}

ServerSetup SetupFor(const Rung& rung) {
  ServerSetup setup;
  setup.listen = kBothTransports;
  setup.flags = {absl::StrCat("--flush=", rung.flush)};
  // A listener of its own kind serves it.
  if (IsCallback(rung)) setup.flags.emplace_back("--api=callback");
  return setup;
}

v1::Result Climb(const Rung& rung, const RealServer& server, const Load& load,
                 const std::vector<std::string>& more_flags = {}) {
  std::vector<std::string> flags = {
      absl::StrCat("--codec=", rung.codec), absl::StrCat("--api=", rung.api),
      absl::StrCat("--flush=", rung.flush),
      absl::StrCat("--control=", server.address(0))};
  flags.insert(flags.end(), more_flags.begin(), more_flags.end());
  v1::Result result = RunClient(server.address(rung.listener), load, flags);
  EXPECT_EQ(result.conditions().transport(),
            rung.listener == 1 ? "tcp" : "grpc");
  EXPECT_EQ(result.conditions().codec(), rung.codec);
  EXPECT_EQ(result.conditions().api(), rung.listener == 1 ? "" : rung.api);
  EXPECT_EQ(result.conditions().flush(), rung.flush);
  EXPECT_TRUE(result.has_server_cpu());
  EXPECT_EQ(result.server().conditions().api(),
            IsCallback(rung) ? "callback" : "stream");
  return result;
}

std::string NameOf(
    const ::testing::TestParamInfo<std::tuple<Rung, uint32_t>>& info) {
  return absl::StrCat(std::get<0>(info.param).name, "Window",
                      std::get<1>(info.param));
}

// Rung, window and payload of each op.
class LadderOfSizes
    : public ::testing::TestWithParam<std::tuple<Rung, uint32_t, uint64_t>> {};

TEST_P(LadderOfSizes, EveryMessageIsAnsweredAndCounted) {
  const auto& [rung, window, bytes] = GetParam();
  RealServer server(SetupFor(rung));
  const Load load = {1, window, bytes == kMebibyte ? 40u : 300u, 0, bytes};
  for (const bool both_ways : {false, true}) {
    SCOPED_TRACE(both_ways ? "both ways" : "one way");
    std::vector<std::string> flags;
    if (both_ways) {
      flags = {"--verify", absl::StrCat("--reply_bytes=", bytes)};
    }
    const v1::Result result = Climb(rung, server, load, flags);
    ExpectComplete(result, load, both_ways ? bytes : 0);
    EXPECT_EQ(result.server_cpu().messages(), load.ios);
  }
  const std::string totals = server.Stop();
  EXPECT_THAT(totals,
              HasSubstr(absl::StrCat("served ", 2 * load.ios, " messages")));
  EXPECT_THAT(totals, HasSubstr("0 broken; ops refused: 0"));
}

INSTANTIATE_TEST_SUITE_P(
    Rungs, LadderOfSizes,
    ::testing::Combine(::testing::ValuesIn(kRungs), ::testing::Values(1, 32),
                       ::testing::Values(0, 1, 4096, kMebibyte)),
    [](const auto& info) {
      return absl::StrCat(std::get<0>(info.param).name, "Window",
                          std::get<1>(info.param), "Bytes",
                          std::get<2>(info.param));
    });

class Ladder : public ::testing::TestWithParam<std::tuple<Rung, uint32_t>> {};

// The think time makes the server slower than the client under any sanitizer,
// so that the window must fill.
TEST_P(Ladder, FillsTheWindowExactlyAndNeverOverrunsIt) {
  const auto& [rung, window] = GetParam();
  ServerSetup setup = SetupFor(rung);
  setup.think_us = 200;
  const RealServer server(setup);
  const Load load = {1, window, 300, 0, 64};
  const v1::Result result = Climb(rung, server, load);
  ExpectComplete(result, load);
  EXPECT_EQ(result.counts().max_in_flight(), window);
}

TEST_P(Ladder, MayBePolledBusilyWhereItsThreadsPoll) {
  const auto& [rung, window] = GetParam();
  if (IsCallback(rung)) {
    const RealServer server(SetupFor(rung));
    RealClient client(server.address(), {1, window, 100, 0, 4096},
                      {"--api=callback", "--busy_poll"});
    EXPECT_EQ(client.ExitStatus(), 2);
    EXPECT_THAT(client.Err(), HasSubstr("gRPC's own threads poll"));
    return;
  }
  ServerSetup setup = SetupFor(rung);
  setup.flags.emplace_back("--busy_poll");
  const RealServer server(setup);
  const Load load = {1, window, 100, 0, 4096};
  const v1::Result result = Climb(rung, server, load, {"--busy_poll"});
  ExpectComplete(result, load);
  EXPECT_TRUE(result.conditions().busy_poll());
  EXPECT_TRUE(result.server().conditions().busy_poll());
}

INSTANTIATE_TEST_SUITE_P(Rungs, Ladder,
                         ::testing::Combine(::testing::ValuesIn(kRungs),
                                            ::testing::Values(1, 32)),
                         NameOf);

class LadderOfThreads : public ::testing::TestWithParam<Rung> {};

TEST_P(LadderOfThreads, EachDoesItsShareThroughWarmupAndThinkTime) {
  ServerSetup setup = SetupFor(GetParam());
  setup.threads = 2;
  RealServer server(setup);
  const Load load = {4, 8, 100, 20, 64};
  const v1::Result result = Climb(GetParam(), server, load, {"--warmup=50"});
  ExpectComplete(result, load);
  EXPECT_EQ(result.counts().answered_all_phases(), 4 * 150);
  EXPECT_GE(result.client_think().count(), 4 * 100);
  EXPECT_THAT(server.Stop(), HasSubstr("served 600 messages"));
}

// By Little's law the mean number in flight is throughput x mean latency: the
// whole window but for the time in which it empties at the end, also where
// messages are so large that a stream takes them slowly.
TEST_P(LadderOfThreads, KeepTheWindowFullOfLargeMessages) {
  const RealServer server(SetupFor(GetParam()));
  const Load load = {1, 16, 300, 0, kMebibyte};
  const v1::Result result = Climb(GetParam(), server, load);
  ExpectComplete(result, load);
  const double in_flight = result.summary().messages_per_second() *
                           result.summary().latency_mean_ns() / 1e9;
  EXPECT_GT(in_flight, 0.8 * 16);
  EXPECT_LT(in_flight, 1.001 * 16);
}

TEST_P(LadderOfThreads, EndsByTimeWithoutLosingAMessage) {
  const RealServer server(SetupFor(GetParam()));
  const v1::Result result =
      Climb(GetParam(), server, {2, 16, 0, 0, 64}, {"--duration=200ms"});
  EXPECT_GT(result.counts().answered(), 0);
  EXPECT_EQ(result.counts().sent(), result.counts().answered());
  EXPECT_EQ(result.counts().lost(), 0);
}

INSTANTIATE_TEST_SUITE_P(Rungs, LadderOfThreads, ::testing::ValuesIn(kRungs),
                         [](const auto& info) {
                           return std::string(info.param.name);
                         });

// Unary calls and streams of bytes are served by completion queues only.
TEST(CallbackServer, RefusesWhatItDoesNotServe) {
  ServerSetup setup;
  setup.flags = {"--api=callback"};
  const RealServer server(setup);
  for (const std::string flag : {"--codec=bytes", "--api=unary"}) {
    RealClient client(server.address(), {1, 4, 100, 0, 64}, {flag});
    ExpectFailure(client, "UNIMPLEMENTED", "");
  }
  ExpectComplete(RunClient(server.address(), {1, 4, 100, 0, 64}),
                 {1, 4, 100, 0, 64});
}

}  // namespace
}  // namespace grpc_perf_msgr
