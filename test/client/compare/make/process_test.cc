#include "client/compare/make/process.h"

#include <csignal>

#include "client/compare/make/signals.h"
#include "common/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/stand_in.h"

namespace grpc_perf_msgr {
namespace {

using testing::HasSubstr;

constexpr int64_t kLongNs = 60 * kNanosPerSecond;

class ProcessTest : public StandInTest {
 protected:
  ChildProcess Start(const std::string& commands) {
    auto process =
        ChildProcess::Start("/bin/sh", {"-c", commands}, Path("log"));
    EXPECT_TRUE(process.ok()) << process.status();
    return *std::move(process);
  }
  std::optional<int> Wait(ChildProcess& process) {
    return process.Wait(SteadyNowNs() + kLongNs, signals_);
  }

  Signals signals_;
};

TEST_F(ProcessTest, TellsHowItEndedAndWhatItSaid) {
  ChildProcess process = Start("echo said; echo wrong >&2; exit 3");
  EXPECT_EQ(Wait(process), 3);
  EXPECT_EQ(process.Poll(), 3);
  EXPECT_EQ(Read("log"), "said\nwrong\n");
  ASSERT_TRUE(process.usage().has_value());
  EXPECT_GE(process.usage()->user_ns + process.usage()->system_ns, 0);
}

TEST_F(ProcessTest, ASignalIsToldAsShellsTellIt) {
  ChildProcess process = Start("kill -TERM $$");
  EXPECT_EQ(Wait(process), 128 + SIGTERM);
}

TEST_F(ProcessTest, ARunningOneHasNoStatusUntilItIsKilled) {
  ChildProcess process = Start("exec sleep 1000");
  EXPECT_EQ(process.Poll(), std::nullopt);
  EXPECT_EQ(process.Wait(SteadyNowNs(), signals_), std::nullopt);
  EXPECT_FALSE(process.usage().has_value());
  process.Kill();
  EXPECT_EQ(process.Poll(), 128 + SIGKILL);
}

TEST_F(ProcessTest, StopAsksFirst) {
  ChildProcess process =
      Start("trap 'exit 7' TERM; echo up; while :; do sleep 0.01; done");
  // It must have set its trap.
  while (Read("log").empty()) signals_.Wait(kNanosPerMilli);
  process.Stop(SteadyNowNs() + kLongNs, signals_);
  EXPECT_EQ(process.Poll(), 7);
}

TEST_F(ProcessTest, StopKillsWhatDoesNotHear) {
  ChildProcess process =
      Start("trap '' TERM; echo up; while :; do sleep 0.01; done");
  while (Read("log").empty()) signals_.Wait(kNanosPerMilli);
  process.Stop(SteadyNowNs(), signals_);
  EXPECT_EQ(process.Poll(), 128 + SIGKILL);
}

TEST_F(ProcessTest, EndsWithItsObject) {
  pid_t pid = -1;
  {
    const ChildProcess process = Start("exec sleep 1000");
    pid = process.pid();
    EXPECT_EQ(kill(pid, 0), 0);
  }
  EXPECT_NE(kill(pid, 0), 0);
}

TEST_F(ProcessTest, WhatCannotBeRunIsNamed) {
  const auto process = ChildProcess::Start(Path("missing"), {}, Path("log"));
  ASSERT_FALSE(process.ok());
  EXPECT_THAT(std::string(process.status().message()),
              HasSubstr(Path("missing")));
}

TEST_F(ProcessTest, TheUsersWishToEndWakesWhoWaits) {
  ChildProcess process = Start("exec sleep 1000");
  EXPECT_FALSE(signals_.end_wanted());
  ASSERT_EQ(raise(SIGINT), 0);
  EXPECT_EQ(Wait(process), std::nullopt);
  EXPECT_TRUE(signals_.end_wanted());
}

}  // namespace
}  // namespace grpc_perf_msgr
