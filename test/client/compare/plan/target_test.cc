#include "client/compare/plan/target.h"

#include <google/protobuf/util/json_util.h>

#include "client/compare/plan/floor_length.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

using testing::HasSubstr;

template <typename Message>
Message FromJson(const std::string& json) {
  Message message;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &message).ok())
      << json;
  return message;
}

std::string Error(const std::string& json) {
  v1::Target target = FromJson<v1::Target>(json);
  const absl::Status status = CompleteTarget("targets[2]", target);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << json;
  return std::string(status.message());
}

TEST(TargetTest, WhatIsLeftOutIsAPlainGrpcStream) {
  v1::Target target = FromJson<v1::Target>(R"({"name": "a"})");
  ASSERT_TRUE(CompleteTarget("targets[0]", target).ok());
  EXPECT_EQ(target.transport(), "grpc");
  EXPECT_EQ(target.codec(), "protobuf");
  EXPECT_EQ(target.api(), "stream");
  EXPECT_EQ(target.flush(), "drain");
}

TEST(TargetTest, OtherTransportsHaveNoApi) {
  v1::Target target =
      FromJson<v1::Target>(R"({"name": "a", "transport": "tcp"})");
  ASSERT_TRUE(CompleteTarget("targets[0]", target).ok());
  EXPECT_EQ(target.api(), "");
}

TEST(TargetTest, ErrorsNameFieldValueAndWhatWasExpected) {
  const std::string long_name(41, 'x');
  for (const auto& [json, error] :
       std::initializer_list<std::pair<std::string, std::string>>{
           {"{}", "targets[2].name must be 1..40 printable characters"},
           {R"({"name": ")" + long_name + "\"}", long_name},
           {R"({"name": "a\u0007"})", "control characters"},
           {R"({"name": "a", "transport": "udp"})", "got \"udp\""},
           {R"({"name": "a", "codec": "json"})", "got \"json\""},
           {R"({"name": "a", "flush": "never"})", "got \"never\""},
           {R"({"name": "a", "api": "magic"})", "got \"magic\""},
           {R"({"name": "a", "transport": "tcp", "api": "unary"})",
            "targets[2].api must be left out"},
           {R"({"name": "a", "grpc_args": ["x"]})",
            "targets[2].grpc_args[0] must be KEY=VALUE, got \"x\""},
           {R"({"name": "a", "control": "h:1"})",
            "targets[2].control must be left out where address is"},
           {R"({"name": "a", "address": "tcp://h:1"})",
            "targets[2].address must be a grpc address"},
           {R"({"name": "a", "address": "h:0"})", "needs a port of 1..65535"},
           {R"({"name": "a", "address": "h:1", "control": "tcp://h:1"})",
            "must be a grpc address, got \"tcp://h:1\""}}) {
    EXPECT_THAT(Error(json), HasSubstr(error)) << json;
  }
}

TEST(FloorLengthTest, IsASecondWhereServersAreElsewhere) {
  v1::Scenario scenario =
      FromJson<v1::Scenario>(R"({"targets": [{"address": "h:1"}]})");
  ASSERT_TRUE(CompleteFloorLength(scenario).ok());
  EXPECT_EQ(scenario.network_floor(), "1s");
  EXPECT_EQ(FloorLengthNs(scenario), 1'000'000'000);
  v1::Scenario here = FromJson<v1::Scenario>(R"({"targets": [{}]})");
  ASSERT_TRUE(CompleteFloorLength(here).ok());
  EXPECT_EQ(here.network_floor(), kNoFloor);
  EXPECT_EQ(FloorLengthNs(here), 0);
}

TEST(FloorLengthTest, IsADurationOfAnHourAtMost) {
  for (const char* bad : {"0", "-1s", "61m", "soon", "1"}) {
    v1::Scenario scenario =
        FromJson<v1::Scenario>(R"({"targets": [{"address": "h:1"}]})");
    scenario.set_network_floor(bad);
    const absl::Status status = CompleteFloorLength(scenario);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << bad;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr(std::string("got \"") + bad + "\""));
  }
  v1::Scenario here = FromJson<v1::Scenario>(R"({"targets": [{}]})");
  here.set_network_floor("1s");
  EXPECT_THAT(std::string(CompleteFloorLength(here).message()),
              HasSubstr("must be left out"));
}

}  // namespace
}  // namespace grpc_perf_msgr
