#include "client/compare/judge/link.h"

#include "client/compare/judge/verdict.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/made_up_comparison.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Neither end busy; 118 MB/s to the server.
v1::Result Result() {
  v1::Result result = MadeUpRun(0, "grpc", 32, 28'810).result();
  result.mutable_threads(0)->set_user_ns(500'000'000);
  result.mutable_threads(0)->set_system_ns(500'000'000);
  result.mutable_conditions()->set_warmup_ns(0);
  result.mutable_conditions()->set_warmup_messages(0);
  result.mutable_summary()->set_sent_bytes_per_second(118e6);
  result.mutable_summary()->set_received_bytes_per_second(1e6);
  result.mutable_network()->mutable_client()->set_kind("nic");
  result.mutable_network()->mutable_client()->clear_link_speed_mbit();
  result.mutable_network()->mutable_server()->clear_link_speed_mbit();
  return result;
}

v1::NetworkFloor Floor(double to_server) {
  v1::NetworkFloor floor;
  floor.mutable_network()->mutable_client()->set_kind("nic");
  floor.set_round_trip_p50_ns(100'000);
  floor.mutable_to_server()->set_bytes_per_second(to_server);
  floor.mutable_to_server()->mutable_verdict()->set_limit(v1::Verdict::LINK);
  return floor;
}

TEST(LinkTest, ARunThatCarriesWhatABareStreamDoesIsLimitedByTheLink) {
  const v1::NetworkFloor floor = Floor(120e6);
  const v1::Verdict verdict = JudgeRun(Result(), &floor);
  EXPECT_EQ(verdict.limit(), v1::Verdict::LINK);
  EXPECT_EQ(verdict.reason(),
            "to the server 118 MB/s of payload, 98 % of the 120 MB/s of a bare "
            "TCP stream");
}

TEST(LinkTest, TheOtherDirectionCountsAsWell) {
  v1::NetworkFloor floor = Floor(1e9);
  floor.mutable_to_client()->set_bytes_per_second(1.05e6);
  floor.mutable_to_client()->mutable_verdict()->set_limit(v1::Verdict::LINK);
  const v1::Verdict verdict = JudgeRun(Result(), &floor);
  EXPECT_EQ(verdict.limit(), v1::Verdict::LINK);
  EXPECT_THAT(verdict.reason(), HasSubstr("to the client 1.0 MB/s"));
}

TEST(LinkTest, ALinkThatIsNotFullIsNoLimit) {
  const v1::NetworkFloor floor = Floor(140e6);
  EXPECT_EQ(JudgeRun(Result(), &floor).limit(), v1::Verdict::WINDOW);
}

TEST(LinkTest, AFloorThatACpuLimitedSaysNothingOfTheLink) {
  v1::NetworkFloor floor = Floor(120e6);
  for (const auto limit :
       {v1::Verdict::CLIENT_THREAD, v1::Verdict::SERVER_THREAD,
        v1::Verdict::CPU_QUOTA, v1::Verdict::WINDOW, v1::Verdict::UNKNOWN}) {
    floor.mutable_to_server()->mutable_verdict()->set_limit(limit);
    EXPECT_EQ(JudgeRun(Result(), &floor).limit(), v1::Verdict::WINDOW);
  }
}

TEST(LinkTest, LoopbackIsNoLink) {
  v1::NetworkFloor floor = Floor(120e6);
  floor.mutable_network()->mutable_client()->set_kind("loopback");
  EXPECT_EQ(FullestDirection(Result(), &floor).share, 0);
  v1::Result result = Result();
  result.mutable_network()->mutable_client()->set_kind("unix");
  floor = Floor(120e6);
  EXPECT_EQ(FullestDirection(result, &floor).share, 0);
}

TEST(LinkTest, ARunThatBeatsTheFloorShowsThatItIsNone) {
  const v1::NetworkFloor floor = Floor(60e6);
  EXPECT_EQ(JudgeRun(Result(), &floor).limit(), v1::Verdict::WINDOW);
}

TEST(LinkTest, TheSlowerLinkSpeedNeedsNoFloor) {
  v1::Result result = Result();
  result.mutable_network()->mutable_client()->set_link_speed_mbit(10'000);
  result.mutable_network()->mutable_server()->set_link_speed_mbit(1'000);
  const v1::Verdict verdict = JudgeRun(result);
  EXPECT_EQ(verdict.limit(), v1::Verdict::LINK);
  EXPECT_EQ(verdict.reason(),
            "to the server 118 MB/s of payload, 94 % of the 1,000 Mbit/s of "
            "the link");
}

TEST(LinkTest, ABusierCpuIsTheLimitAndOneAsBusyIsMentioned) {
  const v1::NetworkFloor floor = Floor(120e6);
  v1::Result result = Result();
  // 2.4 of 2.5 s: 96 %, less than the link's 98 %.
  result.mutable_threads(0)->set_user_ns(1'900'000'000);
  const v1::Verdict link = JudgeRun(result, &floor);
  EXPECT_EQ(link.limit(), v1::Verdict::LINK);
  EXPECT_THAT(link.reason(), HasSubstr("; client thread 0 was busy 96 %"));
  result.mutable_threads(0)->set_user_ns(1'990'000'000);
  EXPECT_EQ(JudgeRun(result, &floor).limit(), v1::Verdict::CLIENT_THREAD);
  // Spinning threads are always busy.
  result.mutable_conditions()->set_busy_poll(true);
  EXPECT_EQ(JudgeRun(result, &floor).limit(), v1::Verdict::LINK);
}

TEST(LinkTest, AFullLinkComesBeforeAThrottledEndAndThinking) {
  const v1::NetworkFloor floor = Floor(120e6);
  v1::Result result = Result();
  result.mutable_client_cpu()->set_cgroup_periods(100);
  result.mutable_client_cpu()->set_cgroup_throttled_periods(6);
  EXPECT_EQ(JudgeRun(result).limit(), v1::Verdict::CPU_QUOTA);
  EXPECT_EQ(JudgeRun(result, &floor).limit(), v1::Verdict::LINK);
}

TEST(LinkTest, AFailedRunHasNoVerdict) {
  const v1::NetworkFloor floor = Floor(120e6);
  v1::Result result = Result();
  result.mutable_status()->set_code("UNAVAILABLE");
  EXPECT_EQ(JudgeRun(result, &floor).limit(), v1::Verdict::UNKNOWN);
}

TEST(LinkTest, WhatWaitsIsHeldAgainstTheBareRoundTrip) {
  const v1::NetworkFloor floor = Floor(1e9);
  v1::Result result = Result();
  result.mutable_summary()->set_latency_mean_ns(150'000);
  EXPECT_THAT(JudgeRun(result, &floor).reason(),
              HasSubstr("round trip 150.0 us; 1.5 x the 100.0 us of bare TCP"));
  EXPECT_THAT(JudgeRun(result).reason(), Not(HasSubstr("bare TCP")));
}

TEST(LinkTest, TheWaitForTheLastRepliesDoesNotCount) {
  // The window by Little's law is 32 where all of the run time is used.
  v1::Result result = Result();
  result.mutable_threads(0)->set_run_time_ns(1'000'000'000);
  result.mutable_threads(0)->set_mean_latency_ns(200'000'000);
  result.mutable_threads(0)->mutable_counts()->set_answered(128);
  // For 0.2 s of it nothing was sent: 128 instead of 160.
  EXPECT_NEAR(SteadyBytesPerSecond(result, 80), 100, 1e-9);
  // What the wait does not explain is no reason to claim more.
  result.mutable_threads(0)->mutable_counts()->set_answered(80);
  EXPECT_DOUBLE_EQ(SteadyBytesPerSecond(result, 80), 80);
  result.mutable_conditions()->set_think_ns(1);
  result.mutable_threads(0)->mutable_counts()->set_answered(128);
  EXPECT_DOUBLE_EQ(SteadyBytesPerSecond(result, 80), 80);
}

}  // namespace
}  // namespace grpc_perf_msgr
