// Every rung, from bare bytes on a socket to a gRPC stream for each message:
// over windows and sizes, with and without checksums and replies, every message
// is answered once and counted at both ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"
#include "test/integration/rungs.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kMebibyte = 1 << 20;

// A rung and when its messages go out.
struct Step {
  Rung rung;
  FlushPolicy flush;

  std::string name() const {
    return absl::StrCat(rung.name(),
                        flush == FlushPolicy::kMessage ? "FlushMessage" : "");
  }
  std::string flush_word() const { return AbslUnparseFlag(flush); }
};

void PrintTo(const Step& step, std::ostream* out) { *out << step.name(); }

std::vector<Step> AllSteps() {
  std::vector<Step> steps;
  for (const Rung& rung : AllRungs()) {
    steps.push_back({rung, FlushPolicy::kDrain});
  }
  for (const Rung& rung : RungsOfTransports()) {
    steps.push_back({rung, FlushPolicy::kMessage});
  }
  return steps;
}

bool IsCallback(const Step& step) {
  return step.rung.way.api == Api::kCallback;
}

ServerSetup SetupFor(const Step& step) {
  ServerSetup setup;
  setup.flags = {absl::StrCat("--flush=", step.flush_word())};
  return step.rung.Server(setup);
}

v1::Result Climb(const Step& step, const RealServer& server, const Load& load,
                 const std::vector<std::string>& more_flags = {}) {
  const Rung& rung = step.rung;
  std::vector<std::string> flags =
      rung.Flags({absl::StrCat("--flush=", step.flush_word()),
                  absl::StrCat("--control=", server.address())});
  flags.insert(flags.end(), more_flags.begin(), more_flags.end());
  v1::Result result = RunClient(rung.AddressOf(server), load, flags);
  const v1::Conditions& conditions = result.conditions();
  EXPECT_EQ(conditions.transport(), rung.transport->word);
  EXPECT_EQ(conditions.codec(), AbslUnparseFlag(rung.way.codec));
  EXPECT_EQ(conditions.api(),
            rung.transport->has_apis() ? AbslUnparseFlag(rung.way.api) : "");
  EXPECT_EQ(conditions.flush(), step.flush_word());
  EXPECT_TRUE(result.has_server_cpu());
  EXPECT_EQ(result.server().conditions().api(),
            IsCallback(step) ? "callback" : "stream");
  return result;
}

std::string NameOf(
    const ::testing::TestParamInfo<std::tuple<Step, uint32_t>>& info) {
  return absl::StrCat(std::get<0>(info.param).name(), "Window",
                      std::get<1>(info.param));
}

// Rung, window and payload of each op.
class LadderOfSizes
    : public ::testing::TestWithParam<std::tuple<Step, uint32_t, uint64_t>> {};

TEST_P(LadderOfSizes, EveryMessageIsAnsweredAndCounted) {
  const auto& [step, window, bytes] = GetParam();
  RealServer server(SetupFor(step));
  const Load load = {1, window, bytes == kMebibyte ? 40u : 300u, 0, bytes};
  uint64_t served = 0;
  for (const bool both_ways : {false, true}) {
    if (both_ways && !step.rung.carries_replies()) break;
    SCOPED_TRACE(both_ways ? "both ways" : "one way");
    std::vector<std::string> flags;
    if (both_ways) {
      flags = {"--verify", absl::StrCat("--reply_bytes=", bytes)};
    }
    const v1::Result result = Climb(step, server, load, flags);
    ExpectComplete(result, load, both_ways ? bytes : 0);
    EXPECT_EQ(result.server_cpu().messages(), load.ios);
    served += load.ios;
  }
  const std::string totals = server.Stop();
  EXPECT_THAT(totals, HasSubstr(absl::StrCat("served ", served, " messages")));
  EXPECT_THAT(totals, HasSubstr("0 broken; ops refused: 0"));
}

INSTANTIATE_TEST_SUITE_P(Rungs, LadderOfSizes,
                         ::testing::Combine(::testing::ValuesIn(AllSteps()),
                                            ::testing::Values(1, 32),
                                            ::testing::Values(0, 1, 4096,
                                                              kMebibyte)),
                         [](const auto& info) {
                           return absl::StrCat(std::get<0>(info.param).name(),
                                               "Window",
                                               std::get<1>(info.param), "Bytes",
                                               std::get<2>(info.param));
                         });

class Ladder : public ::testing::TestWithParam<std::tuple<Step, uint32_t>> {};

// The think time makes the server slower than the client under any sanitizer,
// so that the window must fill.
TEST_P(Ladder, FillsTheWindowExactlyAndNeverOverrunsIt) {
  const auto& [step, window] = GetParam();
  ServerSetup setup = SetupFor(step);
  setup.think_us = 200;
  const RealServer server(setup);
  const Load load = {1, window, 300, 0, 64};
  const v1::Result result = Climb(step, server, load);
  ExpectComplete(result, load);
  EXPECT_EQ(result.counts().max_in_flight(), window);
}

TEST_P(Ladder, MayBePolledBusilyWhereItsThreadsPoll) {
  const auto& [step, window] = GetParam();
  if (IsCallback(step)) {
    const RealServer server(SetupFor(step));
    RealClient client(server.address(), {1, window, 100, 0, 4096},
                      step.rung.Flags({"--busy_poll"}));
    EXPECT_EQ(client.ExitStatus(), 2);
    EXPECT_THAT(client.Err(), HasSubstr("gRPC's own threads poll"));
    return;
  }
  ServerSetup setup = SetupFor(step);
  setup.flags.emplace_back("--busy_poll");
  const RealServer server(setup);
  const Load load = {1, window, 100, 0, 4096};
  const v1::Result result = Climb(step, server, load, {"--busy_poll"});
  ExpectComplete(result, load);
  EXPECT_TRUE(result.conditions().busy_poll());
  EXPECT_TRUE(result.server().conditions().busy_poll());
}

INSTANTIATE_TEST_SUITE_P(Rungs, Ladder,
                         ::testing::Combine(::testing::ValuesIn(AllSteps()),
                                            ::testing::Values(1, 32)),
                         NameOf);

class LadderOfThreads : public ::testing::TestWithParam<Step> {};

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

INSTANTIATE_TEST_SUITE_P(Rungs, LadderOfThreads,
                         ::testing::ValuesIn(AllSteps()),
                         [](const auto& info) { return info.param.name(); });

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
