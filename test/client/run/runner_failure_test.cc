// Runs that end badly: what is said, and that nothing is told that was not.
#include <atomic>
#include <string>
#include <thread>
#include <utility>

#include "client/run/runner.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/run/memory_rig.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class RefusingObserver : public RunObserver {
 public:
  absl::Status OnConnected() override {
    ++connected;
    if (meanwhile) meanwhile();
    return answer;
  }
  void OnFinished(uint64_t, bool well) override {
    ++finished;
    EXPECT_FALSE(well);
  }

  absl::Status answer;
  std::function<void()> meanwhile;
  int connected = 0;
  int finished = 0;
};

class RunLoadFailure : public ::testing::Test {
 protected:
  RunLoadFailure() {
    workload_.window.window = 4;
    workload_.window.plan.ios = 100;
  }

  v1::Result Run(MemoryScript script) {
    MemoryRig rig(std::move(script));
    return Run(rig.rig());
  }
  v1::Result Run(const Rig& rig) {
    v1::Result result = RunLoad(workload_, rig, stop_, observer_);
    EXPECT_NE(result.status().code(), "OK");
    EXPECT_EQ(result.counts().sent(),
              result.counts().answered() + result.counts().lost());
    EXPECT_EQ(result.threads_size(), workload_.threads);
    return result;
  }

  // Nothing was sent, and nobody was told that the load began.
  void ExpectNotBegun(const v1::Result& result) const {
    EXPECT_EQ(result.counts().sent(), 0);
    EXPECT_EQ(result.intervals_size(), 0);
    EXPECT_EQ(result.started_unix_ns(), 0);
    EXPECT_EQ(observer_.finished, 0);
  }

  static absl::Status RunNever(uint32_t, MessageWindow&) {
    ADD_FAILURE() << "the load began";
    return absl::OkStatus();
  }

  StopSignal stop_{StopLevel::kNone};
  Workload workload_;
  RefusingObserver observer_;
};

TEST_F(RunLoadFailure, OfConnectingIsSaid) {
  const v1::Result result = Run(
      {.connect =
           [](const StopSignal&) { return absl::UnavailableError("nobody"); },
       .run = RunNever});
  EXPECT_EQ(result.status().code(), "UNAVAILABLE");
  EXPECT_EQ(result.status().message(), "nobody (while connecting)");
  EXPECT_EQ(observer_.connected, 0);
  ExpectNotBegun(result);
}

TEST_F(RunLoadFailure, OfMakingATransportIsSaid) {
  MemoryRig rest({.run = RunNever});
  const Rig rig{.make_transport = [](const Workload&, absl::string_view)
                    -> absl::StatusOr<std::unique_ptr<Transport>> {
                  return absl::UnimplementedError("no such transport");
                },
                .clock = rest.rig().clock,
                .recorder = rest.rig().recorder};
  const v1::Result result = Run(rig);
  EXPECT_EQ(result.status().code(), "UNIMPLEMENTED");
  ExpectNotBegun(result);
}

TEST_F(RunLoadFailure, OfOneConnectionSendsAllHome) {
  workload_.threads = 3;
  std::atomic<int> connections{0};
  const v1::Result result = Run({.connect =
                                     [&](const StopSignal&) {
                                       return connections.fetch_add(1) == 1
                                                  ? absl::UnavailableError("no")
                                                  : absl::OkStatus();
                                     },
                                 .run = RunNever});
  EXPECT_EQ(result.status().code(), "UNAVAILABLE");
  EXPECT_THAT(result.status().message(),
              MatchesRegex("thread [0-2]: no \\(while connecting\\)"));
  ExpectNotBegun(result);
  int cancelled = 0;
  for (const v1::ThreadResult& thread : result.threads()) {
    cancelled +=
        thread.status().message() == "not started: another thread failed" ? 1
                                                                          : 0;
  }
  EXPECT_EQ(cancelled, 2);
}

TEST_F(RunLoadFailure, OfTheObserverEndsItBeforeItBegins) {
  observer_.answer = absl::AbortedError("the group is not complete");
  const v1::Result result = Run({.run = RunNever});
  EXPECT_EQ(result.status().code(), "ABORTED");
  EXPECT_EQ(result.status().message(), "the group is not complete");
  EXPECT_EQ(observer_.connected, 1);
  ExpectNotBegun(result);
}

TEST_F(RunLoadFailure, TheUsersStopWhileTheObserverIsToldIsNotForgotten) {
  observer_.meanwhile = [this] { stop_ = StopLevel::kDrain; };
  const v1::Result result = Run({.run = RunNever});
  EXPECT_EQ(result.status().code(), "CANCELLED");
  ExpectNotBegun(result);
}

TEST_F(RunLoadFailure, OfOneThreadStopsTheOthersAndNamesIt) {
  workload_.threads = 3;
  const v1::Result result =
      Run({.run = [](uint32_t number, MessageWindow& window) {
        int64_t now_ns = 5000;
        absl::Status status = AnswerInMemory(window, 8, 10, now_ns);
        if (!status.ok()) return status;
        for (int i = 0; i < 4; ++i) window.Send(now_ns);
        if (number == 1) return absl::DataLossError("a flipped bit");
        return AwaitStop(window, now_ns);
      }});
  EXPECT_EQ(result.status().code(), "DATA_LOSS");
  EXPECT_THAT(result.status().message(),
              MatchesRegex("thread [0-2]: a flipped bit \\(measure phase, 8 of "
                           "100 measured messages answered, 4 in flight\\)"));
  // What was measured is there, and what was lost, too.
  EXPECT_EQ(result.counts().answered(), 3 * 8);
  EXPECT_EQ(result.counts().lost(), 3 * 4);
  EXPECT_EQ(result.latency().max_ns(), 10);
  EXPECT_EQ(observer_.finished, 1);
}

TEST_F(RunLoadFailure, OfATransportThatLeavesEarlyIsFoundOut) {
  const v1::Result result = Run({.run = [](uint32_t, MessageWindow& window) {
    window.Send(5000);
    return absl::OkStatus();
  }});
  EXPECT_EQ(result.status().code(), "INTERNAL");
  EXPECT_THAT(result.status().message(),
              HasSubstr("the transport left before its load was done"));
  EXPECT_EQ(result.counts().lost(), 1);
}

TEST_F(RunLoadFailure, TheUsersStopEndsConnecting) {
  workload_.threads = 2;
  const v1::Result result = Run({.connect =
                                     [this](const StopSignal& stop) {
                                       stop_.store(StopLevel::kDrain);
                                       while (stop.load() == StopLevel::kNone) {
                                         std::this_thread::yield();
                                       }
                                       return absl::CancelledError("stopped");
                                     },
                                 .run = RunNever});
  EXPECT_EQ(result.status().code(), "CANCELLED");
  EXPECT_EQ(result.status().message(), "stopped by the user");
  ExpectNotBegun(result);
}

TEST_F(RunLoadFailure, TheUsersStopKeepsWhatWasMeasured) {
  const v1::Result result =
      Run({.run = [this](uint32_t, MessageWindow& window) {
        int64_t now_ns = 5000;
        absl::Status status = AnswerInMemory(window, 40, 10, now_ns);
        if (!status.ok()) return status;
        stop_.store(StopLevel::kDrain);
        // It is handed on to the windows by who watches.
        while (!window.SendingDone()) {
          status = window.Check(now_ns);
          std::this_thread::yield();
        }
        return status;
      }});
  EXPECT_EQ(result.status().code(), "CANCELLED");
  EXPECT_EQ(result.status().message(), "stopped by the user");
  EXPECT_EQ(result.counts().answered(), 40);
  EXPECT_EQ(result.counts().lost(), 0);
  EXPECT_EQ(result.run_time_ns(), 10 * 10);
}

TEST_F(RunLoadFailure, AFailureIsNotHiddenByTheUsersStop) {
  const v1::Result result =
      Run({.run = [this](uint32_t, MessageWindow&) -> absl::Status {
        stop_.store(StopLevel::kDrain);
        return absl::DataLossError("a flipped bit");
      }});
  EXPECT_EQ(result.status().code(), "DATA_LOSS");
}

}  // namespace
}  // namespace grpc_perf_msgr
