// From the fields of a scenario to what programs are asked for.
#include "client/compare/plan/asked.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/options/table.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto kClient = OptionEnd::kClient;
constexpr auto kServer = OptionEnd::kServer;

// A scenario that says nothing but defaults.
class AskedTest : public ::testing::Test {
 protected:
  AskedTest() {
    scenario_.set_duration("2s");
    scenario_.set_stall_timeout("10s");
    scenario_.set_client_cpus("none");
    scenario_.set_server_cpus("none");
    scenario_.set_server_threads(1);
    target_.set_name("way");
    target_.set_transport("grpc");
    target_.set_api("stream");
    target_.set_flush("drain");
    point_.set_threads(4);
    point_.set_window(32);
    point_.set_bytes(4096);
  }

  Asked asked() const { return {scenario_, target_, point_}; }
  std::string Text(OptionEnd end, const char* name) const {
    return AskedText(asked(), OptionOf(end, name));
  }

  v1::Scenario scenario_;
  v1::Target target_;
  v1::Point point_;
};

TEST_F(AskedTest, TextsComeFromScenarioTargetAndPoint) {
  target_.set_verify(true);
  EXPECT_EQ(Text(kClient, "duration"), "2s");
  EXPECT_EQ(Text(kClient, "IOS"), "0");
  EXPECT_EQ(Text(kClient, "BYTES"), "4096");
  EXPECT_EQ(Text(kClient, "THREADS"), "4");
  EXPECT_EQ(Text(kServer, "THREADS"), "1");
  EXPECT_EQ(Text(kClient, "flush"), "drain");
  EXPECT_EQ(Text(kClient, "verify"), "true");
  EXPECT_EQ(Text(kClient, "busy_poll"), "false");
}

TEST_F(AskedTest, EachEndHasItsOwnThinkTimeAndCpus) {
  point_.set_client_think_us(5);
  point_.set_server_think_us(6);
  scenario_.set_client_cpus("2-3");
  EXPECT_EQ(Text(kClient, "THINK_US"), "5");
  EXPECT_EQ(Text(kServer, "THINK_US"), "6");
  EXPECT_EQ(Text(kClient, "cpus"), "2-3");
  EXPECT_EQ(Text(kServer, "cpus"), "");
}

TEST_F(AskedTest, WhatNoScenarioSaysIsEmpty) {
  EXPECT_EQ(Text(kClient, "connect_timeout"), "");
  EXPECT_EQ(Text(kClient, "SERVER"), "");
}

TEST_F(AskedTest, DefaultsNeedNoFlags) {
  EXPECT_THAT(AskedFlags(asked(), kClient), ElementsAre("--duration=2s"));
  EXPECT_THAT(AskedFlags(asked(), kServer), IsEmpty());
}

TEST_F(AskedTest, ClientsAreToldAllThatIsNot) {
  scenario_.set_warmup("500ms");
  scenario_.set_stall_timeout("3s");
  scenario_.set_client_cpus("2-3");
  target_.set_codec("bytes");
  target_.set_api("unary");
  target_.set_flush("message");
  target_.set_verify(true);
  target_.set_busy_poll(true);
  target_.add_grpc_args("a=1");
  target_.add_grpc_args("b=two");
  point_.set_reply_bytes(64);
  EXPECT_THAT(
      AskedFlags(asked(), kClient),
      ElementsAre("--codec=bytes", "--duration=2s", "--warmup=500ms",
                  "--reply_bytes=64", "--flush=message", "--verify=true",
                  "--cpus=2-3", "--grpc_arg=a=1", "--grpc_arg=b=two",
                  "--api=unary", "--busy_poll=true", "--stall_timeout=3s"));
}

TEST_F(AskedTest, ServersAreToldWhatConcernsThem) {
  scenario_.set_stall_timeout("3s");
  scenario_.set_server_cpus("0-1");
  target_.set_codec("bytes");
  target_.set_api("callback");
  target_.set_flush("message");
  target_.set_verify(true);
  target_.set_busy_poll(true);
  target_.add_grpc_args("a=1");
  EXPECT_THAT(AskedFlags(asked(), kServer),
              ElementsAre("--flush=message", "--cpus=0-1", "--grpc_arg=a=1",
                          "--api=callback", "--busy_poll=true"));
}

// Servers serve unary calls beside streams, without being asked.
TEST_F(AskedTest, ServersAreNotToldWordsThatClientsAloneKnow) {
  target_.set_api("unary");
  EXPECT_THAT(AskedFlags(asked(), kServer), Not(Contains(StartsWith("--api"))));
}

TEST_F(AskedTest, ConditionsAreWhatTheClientRecords) {
  scenario_.set_warmup("1000");
  scenario_.set_client_cpus("2-3");
  target_.set_codec("protobuf");
  target_.set_verify(true);
  target_.add_grpc_args("a=1");
  point_.set_reply_bytes(64);
  point_.set_client_think_us(5);
  point_.set_server_think_us(6);
  const v1::Conditions conditions = AskedConditions(asked(), "host:1");
  EXPECT_EQ(conditions.server(), "host:1");
  EXPECT_EQ(conditions.transport(), "grpc");
  EXPECT_EQ(conditions.codec(), "protobuf");
  EXPECT_EQ(conditions.api(), "stream");
  EXPECT_EQ(conditions.flush(), "drain");
  EXPECT_EQ(conditions.threads(), 4);
  EXPECT_EQ(conditions.window(), 32);
  EXPECT_EQ(conditions.bytes(), 4096);
  EXPECT_EQ(conditions.reply_bytes(), 64);
  EXPECT_EQ(conditions.ios(), 0);
  EXPECT_EQ(conditions.duration_ns(), 2'000'000'000);
  EXPECT_EQ(conditions.warmup_messages(), 1000);
  EXPECT_EQ(conditions.think_ns(), 5'000);
  EXPECT_TRUE(conditions.verify());
  EXPECT_FALSE(conditions.busy_poll());
  EXPECT_THAT(conditions.cpus(), ElementsAre(2, 3));
  EXPECT_THAT(conditions.grpc_args(), ElementsAre("a=1"));
  EXPECT_EQ(conditions.stall_timeout_ns(), 10'000'000'000);
}

TEST_F(AskedTest, ConditionsHaveTheDefaultsOfWhatNoScenarioSays) {
  const v1::Conditions conditions = AskedConditions(asked(), "host:1");
  EXPECT_EQ(conditions.connect_timeout_ns(), 5'000'000'000);
  EXPECT_EQ(conditions.think_mode(), "sleep");
}

TEST_F(AskedTest, ConditionsLeaveOutWhatATargetHasNoChoiceOf) {
  target_.set_transport("ceph_perf_msgr");
  target_.clear_api();
  target_.clear_flush();
  const v1::Conditions conditions = AskedConditions(asked(), "v2:h:1");
  EXPECT_EQ(conditions.transport(), "ceph_perf_msgr");
  EXPECT_EQ(conditions.api(), "");
  EXPECT_EQ(conditions.flush(), "");
}

}  // namespace
}  // namespace grpc_perf_msgr
