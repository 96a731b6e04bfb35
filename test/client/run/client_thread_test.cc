#include "client/run/client_thread.h"

#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/run/memory_rig.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

class ClientThreadTest : public ::testing::Test {
 protected:
  ClientThreadTest() {
    workload_.window.window = 2;
    workload_.window.plan.ios = 10;
  }

  void AwaitArrival() {
    const MutexLock lock(meeting_.mutex);
    while (meeting_.arrived == 0) meeting_.changed.Wait(meeting_.mutex);
  }
  void Say(bool go) {
    const MutexLock lock(meeting_.mutex);
    meeting_.go = go;
    meeting_.changed.NotifyAll();
  }

  StopSignal user_stop_{StopLevel::kNone};
  StopSignal stop_{StopLevel::kNone};
  Workload workload_;
  Meeting meeting_;
};

TEST_F(ClientThreadTest, WaitsForTheOthersBeforeItSends) {
  MemoryRig rig({.run = [](uint32_t, MessageWindow& window) {
    return AnswerAll(window, 3, 2000);
  }});
  ClientThread thread(0, workload_, "", rig.rig(), user_stop_, stop_, meeting_);
  AwaitArrival();
  EXPECT_EQ(thread.window().AnsweredInAllPhases(), 0u);
  Say(true);
  thread.Join();
  EXPECT_TRUE(thread.status().ok()) << thread.status();
  EXPECT_EQ(thread.window().Counts().answered(), 10u);
  const MutexLock lock(meeting_.mutex);
  EXPECT_EQ(meeting_.finished, 1u);
  EXPECT_TRUE(meeting_.failure.ok());
}

TEST_F(ClientThreadTest, GoesHomeWhenItIsToldTo) {
  MemoryRig rig({.run = [](uint32_t, MessageWindow&) {
    ADD_FAILURE() << "the load began";
    return absl::OkStatus();
  }});
  ClientThread thread(0, workload_, "", rig.rig(), user_stop_, stop_, meeting_);
  AwaitArrival();
  Say(false);
  thread.Join();
  EXPECT_EQ(thread.status().code(), absl::StatusCode::kCancelled);
}

TEST_F(ClientThreadTest, KeepsTheFirstFailureOfTheRun) {
  {
    const MutexLock lock(meeting_.mutex);
    meeting_.failure = absl::UnavailableError("the first");
    meeting_.failed_thread = 5;
  }
  MemoryRig rig({.connect =
                     [](const StopSignal&) {
                       return absl::UnavailableError("the second");
                     },
                 .run = {}});
  ClientThread thread(0, workload_, "", rig.rig(), user_stop_, stop_, meeting_);
  AwaitArrival();
  Say(false);
  thread.Join();
  EXPECT_EQ(thread.status(),
            absl::UnavailableError("the second (while connecting)"));
  const MutexLock lock(meeting_.mutex);
  EXPECT_EQ(meeting_.failure, absl::UnavailableError("the first"));
  EXPECT_EQ(meeting_.failed_thread, 5u);
}

TEST_F(ClientThreadTest, SaysWhatWasGoingOnWhenItFailed) {
  MemoryRig rig({.run = [](uint32_t, MessageWindow& window) -> absl::Status {
    window.Send(2000);
    return absl::UnavailableError("gone");
  }});
  ClientThread thread(3, workload_, "", rig.rig(), user_stop_, stop_, meeting_);
  AwaitArrival();
  Say(true);
  thread.Join();
  EXPECT_THAT(std::string(thread.status().message()),
              HasSubstr("gone (measure phase, 0 of 10 measured"));
  const MutexLock lock(meeting_.mutex);
  EXPECT_EQ(meeting_.failed_thread, 3u);
}

TEST_F(ClientThreadTest, FailsOnACpuThatIsNotThere) {
  workload_.cpus.cpus = {1'000'000};
  MemoryRig rig({.run = {}});
  ClientThread thread(0, workload_, "", rig.rig(), user_stop_, stop_, meeting_);
  AwaitArrival();
  Say(false);
  thread.Join();
  EXPECT_FALSE(thread.status().ok());
  EXPECT_THAT(std::string(thread.status().message()),
              HasSubstr("while connecting"));
}

}  // namespace
}  // namespace grpc_perf_msgr
