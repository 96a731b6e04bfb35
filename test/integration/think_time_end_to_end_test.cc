// Think time of both ends in a real run: spent on every message, inline,
// measured and reported.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ThinkTimeModes : public ::testing::TestWithParam<std::string> {};

TEST_P(ThinkTimeModes, IsSpentOnEveryMessageAtBothEndsAndReported) {
  const std::string mode = absl::StrCat("--think_mode=", GetParam());
  ServerSetup setup;
  setup.think_us = 300;
  setup.flags = {mode};
  RealServer server(setup);
  Load load;
  load.window = 4;
  load.ios = 200;
  load.think_us = 100;
  RealClient client(server.address(), load, {mode});
  ASSERT_EQ(client.ExitStatus(), 0) << client.Err();
  const v1::Result result = client.Result();
  ExpectComplete(result, load);

  EXPECT_EQ(result.client_think().asked_ns(), 100'000);
  EXPECT_EQ(result.client_think().count(), 200);
  EXPECT_GE(result.client_think().achieved_total_ns(), 200 * 100'000);
  EXPECT_GE(result.summary().client_think_mean_ns(), 100'000);
  EXPECT_EQ(result.server_think().asked_ns(), 300'000);
  EXPECT_EQ(result.server_think().count(), 200);
  EXPECT_GE(result.server_think().achieved_total_ns(), 200 * 300'000);
  EXPECT_GE(result.summary().server_think_mean_ns(), 300'000);
  // One thread thinks inline: the messages can't have overlapped there.
  EXPECT_GE(result.run_time_ns(), 200 * 300'000);
  EXPECT_GE(result.latency().min_ns(), 300'000);

  EXPECT_EQ(result.conditions().think_mode(), GetParam());
  EXPECT_EQ(result.server().conditions().think_mode(), GetParam());
  EXPECT_THAT(client.Out(), HasSubstr("Think time"));
  EXPECT_THAT(server.Stop(), HasSubstr("think time: asked 300.0 us, got "));
}

INSTANTIATE_TEST_SUITE_P(EndToEnd, ThinkTimeModes,
                         ::testing::Values("sleep", "spin"),
                         [](const auto& info) { return info.param; });

TEST(ThinkTimeEndToEnd, OfZeroIsNeitherSpentNorReported) {
  RealServer server;
  Load load;
  load.ios = 50;
  RealClient client(server.address(), load);
  ASSERT_EQ(client.ExitStatus(), 0) << client.Err();
  const v1::Result result = client.Result();
  EXPECT_EQ(result.client_think().count(), 0);
  EXPECT_EQ(result.server_think().count(), 0);
  EXPECT_FALSE(result.summary().has_client_think_mean_ns());
  EXPECT_FALSE(result.summary().has_server_think_mean_ns());
  EXPECT_THAT(client.Out(), Not(HasSubstr("Think time")));
  EXPECT_THAT(server.Stop(), Not(HasSubstr("think time")));
}

}  // namespace
}  // namespace grpc_perf_msgr
