// The real client against the real server: what goes in comes out, exactly
// counted, over every kind of address, size, window and flag.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

Load Messages(uint64_t ios, uint32_t window, uint64_t bytes = 64) {
  Load load;
  load.window = window;
  load.ios = ios;
  load.bytes = bytes;
  return load;
}

void ExpectRuns(const std::string& listen, const std::string& server) {
  ServerSetup setup;
  setup.listen = listen;
  RealServer real_server(setup);
  std::string address = server;
  if (address.empty()) address = real_server.address();
  if (address.back() == ':') address += real_server.port();
  const Load load = Messages(300, 8);
  const v1::Result result = RunClient(address, load);
  ExpectComplete(result, load);
  EXPECT_EQ(result.conditions().server(), address);
  EXPECT_EQ(result.server().conditions().listen(), real_server.address());
}

TEST(Address, Ipv4Works) { ExpectRuns("127.0.0.1:0", ""); }

TEST(Address, Ipv6Works) { ExpectRuns("[::1]:0", ""); }

TEST(Address, HostNameWorks) { ExpectRuns("localhost:0", ""); }

TEST(Address, ServerOnAllAddressesIsReachedByIpv4AndIpv6) {
  ExpectRuns("0.0.0.0:0", "127.0.0.1:");
  ExpectRuns("[::]:0", "[::1]:");
  ExpectRuns("[::]:0", "127.0.0.1:");
}

TEST(Address, UnixSocketWorks) {
  const ScratchFolder folder;
  ExpectRuns(absl::StrCat("unix:", folder.Path("socket")), "");
}

TEST(Address, SchemeMayBeGiven) {
  const RealServer server;
  const Load load = Messages(10, 1);
  ExpectComplete(RunClient(absl::StrCat("grpc://", server.address()), load),
                 load);
}

// Around the limits of buffers, frames and pages.
class Sizes : public ::testing::TestWithParam<uint64_t> {};

TEST_P(Sizes, TravelBothWaysUnchanged) {
  const RealServer server;
  const uint64_t bytes = GetParam();
  const Load load = Messages(40, 4, bytes);
  for (const uint64_t reply_bytes : {uint64_t{0}, bytes}) {
    const v1::Result result =
        RunClient(server.address(), load,
                  {"--verify", absl::StrCat("--reply_bytes=", reply_bytes)});
    ExpectComplete(result, load, reply_bytes);
    EXPECT_EQ(result.conditions().bytes(), bytes);
    EXPECT_EQ(result.conditions().reply_bytes(), reply_bytes);
    EXPECT_TRUE(result.conditions().verify());
  }
}

INSTANTIATE_TEST_SUITE_P(EndToEnd, Sizes,
                         ::testing::Values(0, 1, 3, 4095, 4096, 4097, 65537,
                                           1048577),
                         ::testing::PrintToStringParamName());

TEST(Size, OfTheReplyMayExceedThatOfTheOp) {
  const RealServer server;
  const Load load = Messages(50, 4, 1);
  ExpectComplete(
      RunClient(server.address(), load, {"--reply_bytes=100001", "--verify"}),
      load, 100001);
}

class Windows
    : public ::testing::TestWithParam<std::tuple<uint32_t, std::string>> {};

// The think time makes the server slower than the client under any sanitizer,
// so that the window must fill.
TEST_P(Windows, AreFilledExactlyAndNeverOverrun) {
  const auto& [window, flush] = GetParam();
  ServerSetup setup;
  setup.think_us = 200;
  setup.flags = {absl::StrCat("--flush=", flush)};
  const RealServer server(setup);
  const Load load =
      Messages(std::max<uint64_t>(200, uint64_t{2} * window), window);
  const v1::Result result =
      RunClient(server.address(), load, {absl::StrCat("--flush=", flush)});
  ExpectComplete(result, load);
  EXPECT_EQ(result.counts().max_in_flight(), window);
  EXPECT_EQ(result.conditions().flush(), flush);
  EXPECT_EQ(result.server().conditions().flush(), flush);
}

INSTANTIATE_TEST_SUITE_P(EndToEnd, Windows,
                         ::testing::Combine(::testing::Values(1, 2, 32, 1024),
                                            ::testing::Values("drain",
                                                              "message")),
                         [](const auto& info) {
                           return absl::StrCat(std::get<0>(info.param),
                                               std::get<1>(info.param));
                         });

class Flush
    : public ::testing::TestWithParam<std::tuple<std::string, std::string>> {};

TEST_P(Flush, PoliciesOfBothEndsGoTogether) {
  const auto& [client_flush, server_flush] = GetParam();
  ServerSetup setup;
  setup.flags = {absl::StrCat("--flush=", server_flush)};
  const RealServer server(setup);
  for (const uint32_t window : {1, 2, 3, 32, 1024}) {
    const Load load = Messages(2000, window);
    ExpectComplete(RunClient(server.address(), load,
                             {absl::StrCat("--flush=", client_flush)}),
                   load);
  }
}

INSTANTIATE_TEST_SUITE_P(
    EndToEnd, Flush,
    ::testing::Combine(::testing::Values("drain", "message"),
                       ::testing::Values("drain", "message")),
    [](const auto& info) {
      return absl::StrCat(std::get<0>(info.param), "To",
                          std::get<1>(info.param));
    });

TEST(Window, FewerMessagesThanTheWindowAreAllAnswered) {
  const RealServer server;
  for (const uint64_t ios : {1, 2, 5}) {
    const Load load = Messages(ios, 1024);
    const v1::Result result = RunClient(server.address(), load);
    ExpectComplete(result, load);
    EXPECT_LE(result.counts().max_in_flight(), ios);
  }
}

TEST(Threads, EachHasItsConnectionAndDoesItsShare) {
  ServerSetup setup;
  setup.threads = 2;
  RealServer server(setup);
  Load load = Messages(200, 4);
  load.threads = 6;
  const v1::Result result = RunClient(server.address(), load, {"--verify"});
  ExpectComplete(result, load);
  EXPECT_EQ(result.conditions().threads(), 6);
  EXPECT_EQ(result.server().conditions().threads(), 2);
  EXPECT_THAT(server.Stop(), HasSubstr("streams: 6 in all, 0 broken"));
}

TEST(Threads, TwoHundredConnectionsAtOnceRunToTheirEnd) {
  ServerSetup setup;
  setup.threads = 2;
  RealServer server(setup);
  Load load = Messages(20, 2);
  load.threads = 200;
  ExpectComplete(RunClient(server.address(), load), load);
  EXPECT_THAT(server.Stop(), HasSubstr("streams: 200 in all, 0 broken"));
}

TEST(Counters, OfBothEndsAgree) {
  RealServer server;
  Load load = Messages(500, 16, 100);
  load.threads = 2;
  const v1::Result result =
      RunClient(server.address(), load, {"--reply_bytes=10"});
  ExpectComplete(result, load, 10);
  EXPECT_EQ(result.client_cpu().messages(), 1000);
  EXPECT_EQ(result.server_cpu().messages(), 1000);
  EXPECT_GT(result.server_cpu().user_ns() + result.server_cpu().system_ns(), 0);
  EXPECT_GT(result.summary().messages_per_second(), 0);
  EXPECT_TRUE(result.summary().has_server_user_ns_per_message());
  const std::string totals = server.Stop();
  EXPECT_THAT(totals, HasSubstr("served 1000 messages, 100000 bytes in, 10000 "
                                "bytes out, in "));
  EXPECT_THAT(totals, HasSubstr("streams: 2 in all, 0 broken; ops refused: 0"));
}

TEST(Warmup, ByCountIsNotMeasured) {
  RealServer server;
  Load load = Messages(300, 8);
  load.threads = 2;
  const v1::Result result = RunClient(server.address(), load, {"--warmup=100"});
  ExpectComplete(result, load);
  EXPECT_EQ(result.counts().answered_all_phases(), 2 * (300 + 100));
  EXPECT_EQ(result.conditions().warmup_messages(), 100);
  EXPECT_THAT(server.Stop(), HasSubstr("served 800 messages"));
}

TEST(Warmup, ByDurationIsNotMeasured) {
  const RealServer server;
  const Load load = Messages(300, 8);
  const v1::Result result =
      RunClient(server.address(), load, {"--warmup=100ms"});
  ExpectComplete(result, load);
  EXPECT_GT(result.counts().answered_all_phases(), 300);
  EXPECT_EQ(result.conditions().warmup_ns(), 100'000'000);
}

TEST(Duration, EndsARunInsteadOfACount) {
  const RealServer server;
  const Load load = Messages(0, 8);
  const v1::Result result =
      RunClient(server.address(), load, {"--duration=300ms"});
  EXPECT_GT(result.counts().answered(), 0);
  EXPECT_EQ(result.counts().sent(), result.counts().answered());
  EXPECT_EQ(result.counts().lost(), 0);
  EXPECT_EQ(result.conditions().duration_ns(), 300'000'000);
  EXPECT_GE(result.run_time_ns(), 200'000'000);
}

TEST(GrpcArguments, OfTheUserWinOverTheServersOwn) {
  ServerSetup setup;
  setup.flags = {"--grpc_arg=grpc.max_receive_message_length=100"};
  const RealServer server(setup);
  RealClient client(server.address(), Messages(20, 2, 500));
  ExpectFailure(client, "RESOURCE_EXHAUSTED", "larger than max");
}

TEST(GrpcArguments, OfBothEndsAreRecordedInTheirOrder) {
  ServerSetup setup;
  setup.flags = {"--grpc_arg=grpc.http2.bdp_probe=0"};
  const RealServer server(setup);
  const Load load = Messages(20, 2);
  const v1::Result result =
      RunClient(server.address(), load,
                {"--grpc_arg=grpc.http2.bdp_probe=0",
                 "--grpc_arg=grpc.primary_user_agent=tester"});
  EXPECT_THAT(result.conditions().grpc_args(),
              ::testing::ElementsAre("grpc.http2.bdp_probe=0",
                                     "grpc.primary_user_agent=tester"));
  EXPECT_THAT(result.server().conditions().grpc_args(),
              ::testing::ElementsAre("grpc.http2.bdp_probe=0"));
}

}  // namespace
}  // namespace grpc_perf_msgr
