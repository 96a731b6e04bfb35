#include "client/run/group_run.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/run/fake_control.h"
#include "test/client/run/memory_rig.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class GroupRunTest : public ::testing::Test {
 protected:
  GroupRunTest() {
    workload_.window.window = 4;
    workload_.window.plan.ios = 100;
    options_.name = "storage";
    options_.size = 2;
    options_.member = "this one";
  }

  GroupOutcome Run(const FakeControl& control) {
    workload_.control = control.endpoint();
    ControlConnection connection(control.endpoint());
    MemoryRig rig({.run = [](uint32_t, MessageWindow& window) {
      return AnswerAll(window, 1000, 5000);
    }});
    return RunInGroup(
        workload_, connection, options_, rig.rig(), stop_,
        [](const v1::Interval&) {},
        [this](absl::string_view what) { waited_for_.emplace_back(what); });
  }

  StopSignal stop_{StopLevel::kNone};
  Workload workload_;
  GroupOptions options_;
  std::vector<std::string> waited_for_;
};

TEST_F(GroupRunTest, AGroupThatRefusesItIsNoRun) {
  const FakeControl control(GroupScript::kRefuses);
  const GroupOutcome outcome = Run(control);
  EXPECT_EQ(outcome.result.status().code(), "FAILED_PRECONDITION");
  EXPECT_THAT(outcome.result.status().message(),
              HasSubstr("the group is full"));
  EXPECT_EQ(outcome.result.counts().sent(), 0);
  EXPECT_EQ(outcome.printed_by, "");
  EXPECT_EQ(control.received(), "");
}

TEST_F(GroupRunTest, MergesWhenItIsItsTurn) {
  const FakeControl control(GroupScript::kLetsItMerge);
  const GroupOutcome outcome = Run(control);
  EXPECT_THAT(waited_for_, ElementsAre("1 of 2 clients"));
  EXPECT_EQ(outcome.printed_by, "");
  EXPECT_EQ(outcome.result.counts().answered(), 100);
  // The other one is missing, and that is in the status.
  EXPECT_NE(outcome.result.status().code(), "OK");
  EXPECT_THAT(outcome.result.status().message(), HasSubstr("the other"));
  v1::Result merged;
  EXPECT_TRUE(merged.ParseFromString(control.received()));
  EXPECT_EQ(merged.counts().answered(), 100);
}

TEST_F(GroupRunTest, LeavesPrintingToTheOneThatMerged) {
  const FakeControl control(GroupScript::kTellsWhatAnotherMerged);
  const GroupOutcome outcome = Run(control);
  EXPECT_EQ(outcome.printed_by, "another");
  EXPECT_EQ(outcome.result.counts().answered(), 77);
}

TEST_F(GroupRunTest, HasItsOwnFiguresWhenTheGroupsCannotBeHad) {
  const FakeControl control(GroupScript::kBreaksAfterHandIn);
  const GroupOutcome outcome = Run(control);
  EXPECT_EQ(outcome.printed_by, "");
  EXPECT_EQ(outcome.result.status().code(), "ABORTED");
  EXPECT_THAT(outcome.result.status().message(),
              HasSubstr("the figures are this client's alone"));
  EXPECT_EQ(outcome.result.counts().answered(), 100);
}

}  // namespace
}  // namespace grpc_perf_msgr
