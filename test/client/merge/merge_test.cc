#include "client/merge/merge.h"

#include <google/protobuf/util/message_differencer.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/load/summary.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/merge/merge_testing.h"
#include "test/common/warning_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Merge, AddsCountsAndLatencies) {
  const v1::Result merged =
      Merged({InputAt("a", 5 * kSecond, OneResult(100, kSecond, 1000)),
              InputAt("b", 5 * kSecond, OneResult(300, kSecond, 2000))});
  EXPECT_EQ(merged.schema_version(), kSchemaVersion);
  EXPECT_EQ(merged.status().code(), "OK");
  EXPECT_EQ(merged.counts().sent(), 400);
  EXPECT_EQ(merged.counts().answered(), 400);
  EXPECT_EQ(merged.counts().bytes_sent(), 4000);
  EXPECT_EQ(merged.counts().answered_all_phases(), 402);
  EXPECT_EQ(merged.counts().max_in_flight(), 300);
  EXPECT_THAT(merged.latency().count(), ElementsAre(100, 300));
  EXPECT_EQ(merged.latency().min_ns(), 1000);
  EXPECT_EQ(merged.latency().max_ns(), 2000);
  EXPECT_EQ(merged.latency().sum_ns(), 700'000);
  EXPECT_DOUBLE_EQ(merged.summary().latency_mean_ns(), 1750);
  EXPECT_EQ(merged.summary().latency_p50_ns(), 2000);
  EXPECT_EQ(merged.intervals_size(), 0);
}

TEST(Merge, RunsFromTheFirstSendToTheLastReplyOfAny) {
  // a: 5.0..7.0, b: 5.5..7.5
  const v1::Result merged =
      Merged({InputAt("a", 5'000'000'000, OneResult(100, 2 * kSecond, 1)),
              InputAt("b", 5'500'000'000, OneResult(100, 2 * kSecond, 1))});
  EXPECT_EQ(merged.run_time_ns(), 2'500'000'000);
  EXPECT_DOUBLE_EQ(merged.summary().messages_per_second(), 80);
  EXPECT_EQ(merged.group().clock(), "server");
  EXPECT_EQ(merged.group().start_skew_ns(), 500'000'000);
  EXPECT_EQ(merged.group().overlap_ns(), 1'500'000'000);
  EXPECT_EQ(merged.group().members(0).started_after_ns(), 0);
  EXPECT_EQ(merged.group().members(1).started_after_ns(), 500'000'000);
  EXPECT_EQ(merged.group().members(1).round_trip_ns(), 100);
  EXPECT_THAT(merged.warnings(),
              ElementsAre(IsOfKind(v1::Warning::LITTLE_OVERLAP)));
}

TEST(Merge, OfFilesGoesByTheHostsClocks) {
  v1::Result later = OneResult(100, 2 * kSecond, 1);
  later.set_started_unix_ns(kThen + 100'000'000);
  const v1::Result merged =
      Merged({Input("b.json", later),
              Input("a.json", OneResult(100, 2 * kSecond, 1))});
  EXPECT_EQ(merged.group().clock(), "unix");
  EXPECT_EQ(merged.group().start_skew_ns(), 100'000'000);
  EXPECT_EQ(merged.run_time_ns(), 2'100'000'000);
  EXPECT_EQ(merged.started_unix_ns(), kThen);
  EXPECT_EQ(merged.warnings_size(), 0);
  EXPECT_FALSE(merged.group().members(0).has_round_trip_ns());
}

TEST(Merge, TellsWhoWasSlowestAndFastest) {
  const v1::Group group = Merged({InputAt("a", 0, OneResult(200, kSecond, 1)),
                                  InputAt("b", 0, OneResult(100, kSecond, 1)),
                                  InputAt("c", 0, OneResult(300, kSecond, 1))})
                              .group();
  EXPECT_EQ(group.name(), "g");
  EXPECT_EQ(group.size(), 3);
  EXPECT_EQ(group.slowest(), 1);
  EXPECT_EQ(group.fastest(), 2);
  EXPECT_DOUBLE_EQ(group.members(0).summary().messages_per_second(), 200);
}

TEST(Merge, KeepsThreadsWithTheirClients) {
  const v1::Result merged =
      Merged({InputAt("a", 1000, OneResult(1, kSecond, 1)),
              InputAt("b", 2000, OneResult(1, kSecond, 1))});
  ASSERT_EQ(merged.threads_size(), 4);
  EXPECT_EQ(merged.threads(1).member(), "a");
  EXPECT_EQ(merged.threads(1).started_after_ns(), 1);
  EXPECT_EQ(merged.threads(3).member(), "b");
  EXPECT_EQ(merged.threads(3).index(), 1);
  EXPECT_EQ(merged.threads(3).started_after_ns(), 1001);
}

v1::CpuUsage Cpu(int64_t ns, uint64_t messages, int64_t elapsed_ns) {
  v1::CpuUsage cpu;
  cpu.set_user_ns(ns);
  cpu.set_system_ns(2 * ns);
  cpu.set_voluntary_context_switches(3);
  cpu.set_messages(messages);
  cpu.set_elapsed_ns(elapsed_ns);
  cpu.set_cgroup_periods(5);
  return cpu;
}

TEST(Merge, AddsTheClientsCpuAndTakesTheServersOnce) {
  v1::Result a = OneResult(100, kSecond, 1);
  *a.mutable_client_cpu() = Cpu(10, 100, 50);
  *a.mutable_server_cpu() = Cpu(1000, 290, 70);
  v1::Result b = OneResult(200, kSecond, 1);
  *b.mutable_client_cpu() = Cpu(30, 200, 60);
  *b.mutable_server_cpu() = Cpu(1100, 300, 80);
  b.mutable_server_think()->set_count(300);
  const v1::Result merged = Merged({InputAt("a", 0, a), InputAt("b", 0, b)});
  EXPECT_EQ(merged.client_cpu().user_ns(), 40);
  EXPECT_EQ(merged.client_cpu().system_ns(), 80);
  EXPECT_EQ(merged.client_cpu().voluntary_context_switches(), 6);
  EXPECT_EQ(merged.client_cpu().messages(), 300);
  EXPECT_EQ(merged.client_cpu().elapsed_ns(), 60);
  EXPECT_EQ(merged.client_cpu().cgroup_periods(), 10);
  EXPECT_FALSE(merged.client_cpu().has_cgroup_throttled_periods());
  EXPECT_EQ(merged.server_cpu().user_ns(), 1100);
  EXPECT_EQ(merged.server_cpu().messages(), 300);
  EXPECT_EQ(merged.server_think().count(), 300);
}

TEST(Merge, NamesWhoIsMissingAndIsNotOk) {
  const v1::Result merged =
      Merged({Missing("a:1", "its stream to the server broke"),
              InputAt("b:2", 0, OneResult(100, kSecond, 1))});
  EXPECT_EQ(merged.status().code(), "UNAVAILABLE");
  EXPECT_EQ(merged.status().message(),
            "1 of 2 clients: client 1 (a:1) did not hand in its result: its "
            "stream to the server broke");
  EXPECT_EQ(merged.counts().answered(), 100);
  EXPECT_EQ(merged.group().size(), 2);
  EXPECT_EQ(merged.group().members(0).status().code(), "UNAVAILABLE");
  EXPECT_FALSE(merged.group().members(0).has_environment());
  EXPECT_EQ(merged.group().slowest(), 1);
}

TEST(Merge, TellsOfAClientThatFailed) {
  v1::Result failed = OneResult(10, kSecond, 1);
  failed.mutable_status()->set_code("DEADLINE_EXCEEDED");
  failed.mutable_status()->set_message("no reply for 10 s");
  const v1::Result merged =
      Merged({InputAt("a:1", 0, OneResult(100, kSecond, 1)),
              InputAt("b:2", 0, failed)});
  EXPECT_EQ(merged.status().code(), "DEADLINE_EXCEEDED");
  EXPECT_EQ(merged.status().message(),
            "1 of 2 clients: client 2 (b:2): no reply for 10 s");
  EXPECT_EQ(merged.counts().answered(), 110);
}

TEST(Merge, TellsOfManyBadClientsInFewWords) {
  std::vector<MergeInput> inputs = {
      InputAt("a", 0, OneResult(100, kSecond, 1))};
  for (int i = 0; i < 8; ++i) {
    inputs.push_back(Missing(absl::StrCat("m", i), "it died"));
  }
  const std::string message = Merged(inputs).status().message();
  EXPECT_THAT(message, HasSubstr("8 of 9 clients: client 2 (m0) did not"));
  EXPECT_THAT(message, HasSubstr("; and 3 more"));
}

TEST(Merge, OfClientsThatMeasuredNothingHasNoTimes) {
  v1::Result nothing;
  nothing.set_schema_version(kSchemaVersion);
  nothing.mutable_status()->set_code("CANCELLED");
  const v1::Result merged =
      Merged({InputAt("a", 0, nothing), Input("b", nothing)});
  EXPECT_EQ(merged.run_time_ns(), 0);
  EXPECT_EQ(merged.started_unix_ns(), 0);
  EXPECT_FALSE(merged.summary().has_messages_per_second());
  EXPECT_FALSE(merged.group().has_slowest());
  EXPECT_EQ(merged.status().code(), "CANCELLED");
}

TEST(Merge, GivesWarningsOfAllOnceAndOthersWithNames) {
  v1::Result a = OneResult(100, kSecond, 1);
  AddWarning(MakeWarning(v1::Warning::ONE_CPU, v1::Warning::BOTH, "common"),
             *a.mutable_warnings());
  v1::Result b = a;
  b.set_started_unix_ns(kThen + 1);
  AddWarning(
      MakeWarning(v1::Warning::DEBUG_BUILD, v1::Warning::CLIENT, "debug"),
      *b.mutable_warnings());
  EXPECT_THAT(
      Merged({InputAt("a", 0, a), InputAt("b", 0, b)}).warnings(),
      ElementsAre(Warns(v1::Warning::ONE_CPU, "client and server: common"),
                  Warns(v1::Warning::DEBUG_BUILD, "client: debug (b)")));
}

TEST(Merge, HasASummaryOfItsOwn) {
  v1::Result lying = OneResult(100, kSecond, 1000);
  lying.mutable_summary()->set_messages_per_second(1e9);
  const v1::Result merged = Merged({InputAt("a", 0, lying)});
  EXPECT_DOUBLE_EQ(merged.summary().messages_per_second(), 100);
  EXPECT_DOUBLE_EQ(merged.group().members(0).summary().messages_per_second(),
                   100);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(
      merged.summary(), *Summarize(merged)));
}

TEST(WithoutBulk, LeavesOutIntervalsAndThenThreads) {
  const v1::Result result = OneResult(100, kSecond, 1);
  const v1::Result small = WithoutBulk(result, 1'000'000);
  EXPECT_EQ(small.intervals_size(), 0);
  EXPECT_EQ(small.threads_size(), 2);
  EXPECT_EQ(small.warnings_size(), 0);
  const v1::Result smaller = WithoutBulk(result, 10);
  EXPECT_EQ(smaller.threads_size(), 0);
  EXPECT_THAT(
      smaller.warnings(),
      ElementsAre(Warns(
          v1::Warning::THREADS_LEFT_OUT,
          "the record of each of 2 threads was left out: it is too large")));
}

}  // namespace
}  // namespace grpc_perf_msgr
