// Clients that load one server together: start, hand in, merge, and what
// happens when one of them, or the server, does not live to see it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "test/common/warning_testing.h"
#include "test/integration/group_clients.h"
#include "test/integration/process.h"
#include "test/integration/raw_client.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr Load kSmall = {2, 8, 500, 0, 64};

uint64_t Recorded(const v1::Result& result) {
  const auto& counts = result.latency().count();
  return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
}

TEST(Group, OfFourAddsUp) {
  RealServer server;
  GroupClients clients = StartGroup(server.address(), 4, kSmall);
  const v1::Result result = ExpectMerged(clients, 0);
  constexpr uint64_t kMessages = uint64_t{4} * kSmall.threads * kSmall.ios;
  EXPECT_EQ(result.status().code(), "OK");
  EXPECT_EQ(result.counts().sent(), kMessages);
  EXPECT_EQ(result.counts().answered(), kMessages);
  EXPECT_EQ(Recorded(result), kMessages);
  EXPECT_EQ(result.threads_size(), 8);
  EXPECT_EQ(ReadCounters(server.address()).messages(), kMessages);
  const v1::Group& group = result.group();
  EXPECT_EQ(group.name(), "g");
  EXPECT_EQ(group.clock(), "server");
  ASSERT_EQ(group.members_size(), 4);
  std::vector<std::string> names;
  int64_t longest_ns = 0;
  for (const v1::GroupMember& member : group.members()) {
    names.push_back(member.name());
    EXPECT_EQ(member.status().code(), "OK");
    EXPECT_EQ(member.counts().answered(), kMessages / 4);
    EXPECT_GT(member.round_trip_ns(), 0);
    EXPECT_GE(member.started_after_ns(), 0);
    EXPECT_LE(member.started_after_ns(), group.start_skew_ns());
    longest_ns = std::max(longest_ns, member.run_time_ns());
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("client-0", "client-1",
                                                   "client-2", "client-3"));
  EXPECT_GE(result.run_time_ns(), longest_ns);
  // The server's reading covers the messages of all, and them only once.
  EXPECT_GT(result.server_cpu().messages(), kMessages / 4);
  EXPECT_LE(result.server_cpu().messages(), kMessages);
}

TEST(Group, MayUseItsNameAgain) {
  RealServer server;
  for (int round = 0; round < 3; ++round) {
    GroupClients clients = StartGroup(server.address(), 2, kSmall);
    EXPECT_EQ(ExpectMerged(clients, 0).counts().answered(), 2000);
  }
}

TEST(Group, OfOneIsItsOwnMerger) {
  RealServer server;
  GroupClients clients =
      StartGroup(server.address(), 1, kSmall, {"--warmup=10"});
  const v1::Result result = ExpectMerged(clients, 0);
  EXPECT_EQ(result.counts().answered(), 1000);
  EXPECT_EQ(result.group().start_skew_ns(), 0);
}

TEST(Group, LoadsTheRawMessengerAndMeetsAtControl) {
  ServerSetup setup;
  setup.listen = kBothTransports;
  RealServer server(setup);
  GroupClients clients =
      StartGroup(server.address(1), 2, kSmall,
                 {absl::StrCat("--control=", server.address(0))});
  const v1::Result result = ExpectMerged(clients, 0);
  EXPECT_EQ(result.conditions().transport(), "tcp");
  EXPECT_EQ(result.counts().answered(), 2000);
}

TEST(Group, PassesAServerOfSmallMessages) {
  ServerSetup setup;
  setup.flags = {"--max_message_bytes=64"};
  RealServer server(setup);
  GroupClients clients = StartGroup(server.address(), 2, kSmall);
  EXPECT_EQ(ExpectMerged(clients, 0).counts().answered(), 2000);
}

TEST(Group, ThatIsNotCompleteInTimeNamesWhoCame) {
  RealServer server;
  RealClient first(server.address(), kSmall,
                   GroupFlags(3, "alpha", {"--group_timeout=2s"}));
  RealClient second(server.address(), kSmall,
                    GroupFlags(3, "beta", {"--group_timeout=2s"}));
  const v1::Result result =
      ExpectFailure(first, "DEADLINE_EXCEEDED", "of 3 clients came");
  EXPECT_THAT(result.status().message(), HasSubstr("alpha"));
  EXPECT_THAT(result.status().message(), HasSubstr("missing"));
  EXPECT_EQ(result.counts().sent(), 0);
  EXPECT_THAT(ExpectFailure(second, "DEADLINE_EXCEEDED", "of 3 clients came")
                  .status()
                  .message(),
              HasSubstr("beta"));
}

TEST(Group, NamesAClientThatIsKilledInTheRun) {
  RealServer server;
  GroupClients clients =
      StartGroup(server.address(), 3, {1, 4, 0, 0, 64}, {"--duration=3s"});
  for (const auto& client : clients) client->WaitUntilMeasuring();
  clients[1]->process().Signal(SIGKILL);
  EXPECT_EQ(clients[1]->ExitStatus(), 128 + SIGKILL);
  clients.erase(clients.begin() + 1);
  const v1::Result result = ExpectMerged(clients, 1);
  EXPECT_EQ(result.status().code(), "UNAVAILABLE");
  EXPECT_THAT(result.status().message(), HasSubstr("1 of 3 clients: client "));
  EXPECT_THAT(result.status().message(),
              HasSubstr("(client-1) did not hand in its result: its stream to "
                        "the server broke"));
  EXPECT_EQ(result.group().members_size(), 3);
  EXPECT_EQ(result.threads_size(), 2);
  EXPECT_GT(result.counts().answered(), 0);
}

TEST(Group, TakesWhatAnInterruptedClientHandsIn) {
  RealServer server;
  GroupClients clients =
      StartGroup(server.address(), 2, {1, 4, 0, 0, 64}, {"--duration=3s"});
  for (const auto& client : clients) client->WaitUntilMeasuring();
  clients[0]->process().Signal(SIGINT);
  EXPECT_EQ(clients[0]->ExitStatus(), 130);
  EXPECT_EQ(clients[0]->Result().status().code(), "CANCELLED");
  clients.erase(clients.begin());
  const v1::Result result = ExpectMerged(clients, 1);
  EXPECT_THAT(result.status().message(),
              HasSubstr("(client-0): stopped by the user"));
  ASSERT_EQ(result.group().members_size(), 2);
  for (const v1::GroupMember& member : result.group().members()) {
    EXPECT_GT(member.counts().answered(), 0);
  }
}

TEST(Group, RefusesOneClientMore) {
  RealServer server;
  GroupClients clients =
      StartGroup(server.address(), 2, kEndless, EndlessFlags());
  for (const auto& client : clients) client->WaitUntilMeasuring();
  RealClient third(server.address(), kEndless,
                   GroupFlags(2, "third", EndlessFlags()));
  ExpectFailure(third, "ALREADY_EXISTS", "is full and under way");
  for (const auto& client : clients) client->process().Signal(SIGINT);
  for (const auto& client : clients) EXPECT_EQ(client->ExitStatus(), 130);
}

TEST(Group, RefusesAClientThatIsNotAlike) {
  RealServer server;
  RealClient first(server.address(), kSmall, GroupFlags(2, "alpha"));
  WaitUntilSays(first, "1 of 2 clients came (alpha)");
  RealClient other(server.address(), {2, 16, 500, 0, 64},
                   GroupFlags(2, "beta"));
  ExpectFailure(other, "FAILED_PRECONDITION",
                "alpha, and beta differ in window 8 and 16");
  RealClient larger(server.address(), kSmall, GroupFlags(3, "gamma"));
  ExpectFailure(larger, "FAILED_PRECONDITION",
                "is to have 2 clients, as its first, alpha, said");
  // The group waits on for one that fits.
  RealClient second(server.address(), kSmall, GroupFlags(2, "delta"));
  EXPECT_EQ(first.ExitStatus(), 0) << first.Err();
  EXPECT_EQ(second.ExitStatus(), 0) << second.Err();
}

TEST(Group, IsGivenUpWhenOneStopsWaiting) {
  RealServer server;
  RealClient first(server.address(), kSmall, GroupFlags(3, "alpha"));
  WaitUntilSays(first, "1 of 3 clients came (alpha)");
  RealClient second(server.address(), kSmall, GroupFlags(3, "beta"));
  WaitUntilSays(first, "2 of 3 clients came (alpha, beta)");
  second.process().Signal(SIGINT);
  EXPECT_EQ(second.ExitStatus(), 130) << second.Err();
  ExpectFailure(first, "UNAVAILABLE",
                "client 2 (beta) of group \"g\" left before the start");
}

TEST(Group, EndsWhenTheServerDiesWhileItWaits) {
  RealServer server;
  RealClient client(server.address(), kSmall, GroupFlags(2, "alpha"));
  WaitUntilSays(client, "1 of 2 clients came (alpha)");
  server.process().Signal(SIGKILL);
  ExpectFailure(client, "UNAVAILABLE", "group \"g\" at ");
}

TEST(Group, EndsWhenTheServerStopsWhileItWaits) {
  RealServer server;
  RealClient client(server.address(), kSmall, GroupFlags(2, "alpha"));
  WaitUntilSays(client, "1 of 2 clients came (alpha)");
  server.Stop();
  ExpectFailure(client, "UNAVAILABLE", "the server is stopping");
}

TEST(Group, LeavesEachItsOwnResultWhenTheServerDiesInTheRun) {
  RealServer server;
  GroupClients clients =
      StartGroup(server.address(), 2, kEndless, EndlessFlags());
  for (const auto& client : clients) client->WaitUntilMeasuring();
  server.process().Signal(SIGKILL);
  for (const auto& client : clients) {
    EXPECT_EQ(client->ExitStatus(), 1) << client->Err();
    const v1::Result result = client->Result();
    ExpectHonest(result);
    EXPECT_GT(result.counts().answered(), 0);
    EXPECT_FALSE(result.has_group());
    EXPECT_THAT(result.warnings(),
                Contains(IsOfKind(v1::Warning::NO_GROUP_RESULT)));
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
