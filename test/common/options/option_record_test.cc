#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "common/options/record.h"
#include "common/options/table.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;

constexpr auto kClient = OptionEnd::kClient;

std::string Error(OptionEnd end, const char* name, const std::string& text) {
  const absl::Status status = CheckOption(OptionOf(end, name), text);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(status.message());
}

bool IsGood(OptionEnd end, const char* name, const std::string& text) {
  return CheckOption(OptionOf(end, name), text).ok();
}

TEST(CheckOptionTest, ArgumentsNameRangeAndValue) {
  EXPECT_TRUE(IsGood(kClient, "THREADS", "10000"));
  EXPECT_EQ(Error(kClient, "THREADS", "10001"),
            "THREADS must be 1..10000, got \"10001\"");
  EXPECT_EQ(Error(OptionEnd::kServer, "THREADS", "0"),
            "THREADS must be 1..1024, got \"0\"");
  EXPECT_EQ(Error(kClient, "THINK_US", "soon"),
            "THINK_US must be 0..60000000, got \"soon\"");
}

TEST(CheckOptionTest, CountsOfFlagsNameRangeAndValue) {
  EXPECT_TRUE(IsGood(OptionEnd::kServer, "max_message_bytes", "1073741824"));
  EXPECT_EQ(Error(OptionEnd::kServer, "max_message_bytes", "1073741825"),
            "--max_message_bytes must be 0..1073741824, got 1073741825");
  EXPECT_EQ(Error(kClient, "reply_bytes", "many"),
            "reply_bytes can't be \"many\"");
}

TEST(CheckOptionTest, TimesAreMoreThanNothingOrTheDefault) {
  EXPECT_TRUE(IsGood(kClient, "duration", "0"));
  EXPECT_TRUE(IsGood(kClient, "duration", "720h"));
  EXPECT_EQ(Error(kClient, "duration", "721h"),
            "--duration must be more than 0 and at most 720h, got 721h");
  EXPECT_EQ(Error(kClient, "stall_timeout", "0"),
            "--stall_timeout must be more than 0 and at most 720h, got 0");
  EXPECT_EQ(Error(kClient, "interval", "9ms"),
            "--interval must be 10ms or more, got 9ms");
  EXPECT_EQ(Error(kClient, "interval", "soon"), "interval can't be \"soon\"");
}

TEST(CheckOptionTest, WordsAreThoseOfTheEnd) {
  EXPECT_TRUE(IsGood(kClient, "api", "unary"));
  EXPECT_EQ(Error(OptionEnd::kServer, "api", "unary"),
            "--api must be stream or callback, got \"unary\"");
}

TEST(RecordTest, EachTypeIsRecordedInItsField) {
  v1::Conditions conditions;
  const auto record = [&](const char* name, const char* text) {
    EXPECT_TRUE(Record(OptionOf(kClient, name), text, conditions).ok()) << name;
  };
  record("SERVER", "host:1");
  record("THREADS", "4");
  record("BYTES", "1073741824");
  record("THINK_US", "5");
  record("duration", "2.5s");
  record("codec", "bytes");
  record("verify", "true");
  record("cpus", "3,1");
  record("grpc_arg", "a=1\nb=two");
  EXPECT_EQ(conditions.server(), "host:1");
  EXPECT_EQ(conditions.threads(), 4);
  EXPECT_EQ(conditions.bytes(), 1'073'741'824);
  EXPECT_EQ(conditions.think_ns(), 5'000);
  EXPECT_EQ(conditions.duration_ns(), 2'500'000'000);
  EXPECT_EQ(conditions.codec(), "bytes");
  EXPECT_TRUE(conditions.verify());
  EXPECT_THAT(conditions.cpus(), ElementsAre(3, 1));
  EXPECT_THAT(conditions.grpc_args(), ElementsAre("a=1", "b=two"));
  record("verify", "false");
  EXPECT_FALSE(conditions.verify());
}

TEST(RecordTest, ACountOrATimeGoesToItsOwnField) {
  v1::Conditions conditions;
  const Option& warmup = OptionOf(kClient, "warmup");
  ASSERT_TRUE(Record(warmup, "1000", conditions).ok());
  EXPECT_EQ(conditions.warmup_messages(), 1000);
  EXPECT_EQ(conditions.warmup_ns(), 0);
  conditions.Clear();
  ASSERT_TRUE(Record(warmup, "500ms", conditions).ok());
  EXPECT_EQ(conditions.warmup_messages(), 0);
  EXPECT_EQ(conditions.warmup_ns(), 500'000'000);
}

TEST(RecordTest, WhatDoesNotLookLikeAValueIsRefused) {
  v1::Conditions conditions;
  for (const auto& [name, text] :
       {std::pair{"THREADS", "x"}, std::pair{"warmup", "soon"},
        std::pair{"duration", "inf"}, std::pair{"duration", "-1s"},
        std::pair{"cpus", "1,1"}, std::pair{"grpc_arg", "key"}}) {
    const absl::Status status =
        Record(OptionOf(kClient, name), text, conditions);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << name;
  }
  EXPECT_EQ(conditions.ByteSizeLong(), 0);
}

TEST(RecordTest, WhatIsNotRecordedIsLeftAlone) {
  v1::Conditions conditions;
  EXPECT_TRUE(
      Record(OptionOf(kClient, "result_json"), "a.json", conditions).ok());
  EXPECT_EQ(conditions.ByteSizeLong(), 0);
}

}  // namespace
}  // namespace grpc_perf_msgr
