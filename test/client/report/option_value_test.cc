#include "client/report/option_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "common/options/table.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kClient = OptionEnd::kClient;
constexpr auto kServer = OptionEnd::kServer;

const ColumnValue kAbsent;

ColumnValue Of(const v1::Conditions& conditions, const char* name) {
  return OptionValue(OptionOf(kClient, name), conditions);
}

TEST(OptionValueTest, TextsAndSwitchesAreText) {
  v1::Conditions conditions;
  EXPECT_EQ(Of(conditions, "codec"), kAbsent);
  EXPECT_EQ(Of(conditions, "verify"), ColumnValue("false"));
  conditions.set_codec("bytes");
  conditions.set_verify(true);
  EXPECT_EQ(Of(conditions, "codec"), ColumnValue("bytes"));
  EXPECT_EQ(Of(conditions, "verify"), ColumnValue("true"));
}

TEST(OptionValueTest, CountsAreWholeNumbersOfAnySize) {
  v1::Conditions conditions;
  conditions.set_threads(4);
  conditions.set_bytes(~uint64_t{0});
  EXPECT_EQ(Of(conditions, "THREADS"), ColumnValue(uint64_t{4}));
  EXPECT_EQ(Of(conditions, "BYTES"), ColumnValue(~uint64_t{0}));
  EXPECT_EQ(Of(conditions, "reply_bytes"), ColumnValue(uint64_t{0}));
}

TEST(OptionValueTest, NoneIsAbsentWhere0SaysSo) {
  v1::Conditions conditions;
  EXPECT_EQ(Of(conditions, "IOS"), kAbsent);
  EXPECT_EQ(Of(conditions, "duration"), kAbsent);
  conditions.set_ios(5);
  EXPECT_EQ(Of(conditions, "IOS"), ColumnValue(uint64_t{5}));
}

TEST(OptionValueTest, TimesAreInTheirUnits) {
  v1::Conditions conditions;
  conditions.set_duration_ns(2'500'000'000);
  conditions.set_think_ns(1'500);
  EXPECT_EQ(Of(conditions, "duration"), ColumnValue(2.5));
  EXPECT_EQ(Of(conditions, "THINK_US"), ColumnValue(1.5));
  conditions.set_think_ns(0);
  EXPECT_EQ(Of(conditions, "THINK_US"), ColumnValue(0.0));
}

TEST(OptionValueTest, ACountOrATimeHasBoth) {
  v1::Conditions conditions;
  conditions.set_warmup_messages(7);
  conditions.set_warmup_ns(500'000'000);
  const Option& warmup = OptionOf(kClient, "warmup");
  EXPECT_EQ(OptionValue(warmup, conditions), ColumnValue(uint64_t{7}));
  EXPECT_EQ(OptionTime(warmup, conditions), ColumnValue(0.5));
}

TEST(OptionValueTest, ListsStandWithSpaces) {
  v1::Conditions conditions;
  EXPECT_EQ(Of(conditions, "cpus"), kAbsent);
  EXPECT_THAT(OptionList(OptionOf(kClient, "cpus"), conditions), IsEmpty());
  conditions.add_cpus(10);
  conditions.add_cpus(2);
  conditions.add_grpc_args("a=1");
  conditions.add_grpc_args("b=two");
  EXPECT_EQ(Of(conditions, "cpus"), ColumnValue("10 2"));
  EXPECT_EQ(Of(conditions, "grpc_arg"), ColumnValue("a=1 b=two"));
  EXPECT_THAT(OptionList(OptionOf(kClient, "cpus"), conditions),
              ElementsAre("10", "2"));
  EXPECT_THAT(OptionList(OptionOf(kClient, "grpc_arg"), conditions),
              ElementsAre("a=1", "b=two"));
}

TEST(DescribeOptionsTest, IsSilentAboutDefaults) {
  v1::Conditions conditions;
  conditions.set_connect_timeout_ns(5'000'000'000);
  conditions.set_stall_timeout_ns(10'000'000'000);
  conditions.set_api("stream");
  EXPECT_THAT(DescribeOptions(kClient, conditions), IsEmpty());
  v1::ServerConditions server;
  server.set_max_message_bytes(64 << 20);
  server.set_api("stream");
  EXPECT_THAT(DescribeOptions(kServer, server), IsEmpty());
}

TEST(DescribeOptionsTest, IsSilentAboutWhatAnOlderVersionDidNotRecord) {
  EXPECT_THAT(DescribeOptions(kClient, v1::Conditions()), IsEmpty());
  EXPECT_THAT(DescribeOptions(kServer, v1::ServerConditions()), IsEmpty());
}

TEST(DescribeOptionsTest, TellsTheClientsInTheTablesOrder) {
  v1::Conditions conditions;
  conditions.set_stall_timeout_ns(30'000'000'000);
  conditions.set_connect_timeout_ns(500'000'000);
  conditions.set_busy_poll(true);
  conditions.set_api("unary");
  conditions.add_grpc_args("a=1");
  conditions.add_grpc_args("b=two");
  conditions.add_cpus(0);
  conditions.add_cpus(2);
  EXPECT_THAT(DescribeOptions(kClient, conditions),
              ElementsAre("CPUs 0,2", "gRPC argument a=1",
                          "gRPC argument b=two", "API unary", "busy poll",
                          "connect timeout 0.5 s", "stall timeout 30 s"));
}

TEST(DescribeOptionsTest, TellsTheServersWithTheirUnits) {
  v1::ServerConditions conditions;
  conditions.set_api("callback");
  conditions.set_max_message_bytes(1024);
  conditions.set_max_streams(8);
  EXPECT_THAT(DescribeOptions(kServer, conditions),
              ElementsAre("API callback", "payload limit 1024 bytes",
                          "stream limit 8"));
}

}  // namespace
}  // namespace grpc_perf_msgr
