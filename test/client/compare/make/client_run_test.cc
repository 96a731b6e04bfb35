#include "client/compare/make/client_run.h"

#include <csignal>

#include "client/compare/plan/point.h"
#include "common/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/made_up_comparison.h"
#include "test/client/compare/stand_in.h"

namespace grpc_perf_msgr {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class ClientRunTest : public StandInTest {
 protected:
  absl::StatusOr<v1::Result> Run(const std::string& program) {
    return RunClient(program, scenario_, scenario_.targets(1), point_,
                     {"127.0.0.1:1", "127.0.0.1:2"}, folder(), signals_);
  }

  const v1::Scenario scenario_ = MadeUpScenario();
  const v1::Point point_ = Points(scenario_)[0];
  Signals signals_;
};

TEST_F(ClientRunTest, TheClientIsToldAllThatTheScenarioSays) {
  const auto arguments =
      ClientArguments(scenario_, scenario_.targets(1), point_,
                      {"127.0.0.1:1", "127.0.0.1:2"}, "file.json");
  EXPECT_EQ(arguments[0], "127.0.0.1:1");
  EXPECT_EQ(arguments[2], "1");
  EXPECT_THAT(
      arguments,
      AllOf(Contains("--result_json=file.json"), Contains("--duration=2s"),
            Contains("--warmup=500ms"), Contains("--codec=protobuf"),
            Contains("--control=127.0.0.1:2")));
  for (const std::string& argument : arguments) {
    EXPECT_THAT(argument, Not(HasSubstr("--cpus")));
  }
}

TEST_F(ClientRunTest, TheResultIsWhatTheClientRecorded) {
  const v1::Result recorded = MadeUpRun(0, "grpc", 1, 8'000).result();
  const auto result = Run(Client(recorded));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->SerializeAsString(), recorded.SerializeAsString());
  EXPECT_THAT(Read("client.told"), HasSubstr("127.0.0.1:1 1 1 "));
}

TEST_F(ClientRunTest, AGoodRecordOfAFailedProcessIsNoGoodRun) {
  const auto result = Run(Client(MadeUpRun(0, "grpc", 1, 8'000).result(), 4));
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->status().code(), "INTERNAL");
  EXPECT_THAT(result->status().message(), HasSubstr("exit status 4"));
}

TEST_F(ClientRunTest, TheRecordOfTheRunBeforeIsNotTaken) {
  ASSERT_TRUE(Run(Client(MadeUpRun(0, "grpc", 1, 8'000).result())).ok());
  const auto result = Run(Script("silent", "echo last words; exit 1"));
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->status().code(), "INTERNAL");
  EXPECT_EQ(result->status().message(),
            "the client wrote no record (exit status 1): last words");
  // What was asked for is known all the same.
  EXPECT_EQ(result->conditions().server(), "127.0.0.1:1");
  EXPECT_EQ(result->conditions().window(), 1u);
  EXPECT_EQ(result->conditions().duration_ns(), 2 * kNanosPerSecond);
}

TEST_F(ClientRunTest, WhatIsNoRecordIsSaidSo) {
  Write("result.json", "nonsense");
  const std::string client = Client(v1::Result());
  Write("result.json", "nonsense");
  const auto result = Run(client);
  ASSERT_TRUE(result.ok());
  EXPECT_THAT(result->status().message(), HasSubstr("can't be read"));
}

TEST_F(ClientRunTest, ARunThatTheUserEndsIsNone) {
  ASSERT_EQ(raise(SIGTERM), 0);
  const auto result = Run(Script("hangs", "exec sleep 1000"));
  EXPECT_EQ(result.status().code(), absl::StatusCode::kCancelled);
}

TEST_F(ClientRunTest, TheTimeoutGrowsWithWhatIsAskedFor) {
  const int64_t usual_ns = RunTimeoutNs(scenario_, point_);
  EXPECT_GT(usual_ns, 2 * kNanosPerSecond);
  v1::Scenario by_count = scenario_;
  by_count.clear_duration();
  by_count.set_ios(100'000);
  EXPECT_GT(RunTimeoutNs(by_count, point_), usual_ns + 900 * kNanosPerSecond);
  by_count.set_ios(uint64_t{1} << 62);
  EXPECT_GT(RunTimeoutNs(by_count, point_), usual_ns);
}

}  // namespace
}  // namespace grpc_perf_msgr
