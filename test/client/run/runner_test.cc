#include "client/run/runner.h"

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "test/client/run/memory_rig.h"

namespace grpc_perf_msgr {
namespace {

// Counts what it is told of.
class Told : public RunObserver {
 public:
  absl::Status OnConnected() override {
    ++connected;
    return answer;
  }
  void OnMeasureStarted(uint64_t answered) override {
    answered_before = answered;
    measuring.fetch_add(1);
  }
  void OnLook(int64_t now_ns) override {
    EXPECT_GE(now_ns, looked_ns);
    looked_ns = now_ns;
  }
  void OnInterval(const v1::Interval& interval) override {
    intervals.push_back(interval);
    reported.fetch_add(1);
  }
  void OnFinished(uint64_t answered, bool well) override {
    ++finished;
    ended_well = well;
    answered_after = answered;
  }

  absl::Status answer;
  int connected = 0;
  int finished = 0;
  bool ended_well = false;
  uint64_t answered_before = 0;
  uint64_t answered_after = 0;
  int64_t looked_ns = 0;
  std::vector<v1::Interval> intervals;
  // Scripts on other threads look at these.
  std::atomic<int> measuring{0};
  std::atomic<int> reported{0};
};

class RunLoadTest : public ::testing::Test {
 protected:
  RunLoadTest() {
    workload_.window.window = 4;
    workload_.window.plan.ios = 100;
    workload_.window.bytes = 10;
    workload_.window.reply_bytes = 3;
  }

  v1::Result Run(MemoryScript script) {
    MemoryRig rig(std::move(script));
    v1::Result result = RunLoad(workload_, rig.rig(), stop_, told_);
    EXPECT_EQ(result.counts().sent(),
              result.counts().answered() + result.counts().lost());
    EXPECT_EQ(rig.recorder().Merged().total_count(),
              result.counts().answered());
    return result;
  }

  static MemoryScript Answering(int64_t latency_ns) {
    return {.run = [latency_ns](uint32_t number, MessageWindow& window) {
      return AnswerAll(window, latency_ns, 5000 + 10 * number);
    }};
  }

  StopSignal stop_{StopLevel::kNone};
  Workload workload_;
  Told told_;
};

TEST_F(RunLoadTest, RecordsWhatTheTransportMadeOfIt) {
  workload_.conditions.set_ios(100);
  const v1::Result result = Run(Answering(7));
  EXPECT_EQ(result.status().code(), "OK") << result.status().message();
  EXPECT_EQ(result.counts().sent(), 100);
  EXPECT_EQ(result.counts().answered(), 100);
  EXPECT_EQ(result.counts().max_in_flight(), 4);
  EXPECT_EQ(result.counts().bytes_sent(), 1000);
  EXPECT_EQ(result.counts().bytes_received(), 300);
  EXPECT_EQ(result.latency().min_ns(), 7);
  EXPECT_EQ(result.latency().max_ns(), 7);
  // 25 windows one after the other.
  EXPECT_EQ(result.run_time_ns(), 25 * 7);
  EXPECT_EQ(result.conditions().ios(), 100);
  EXPECT_EQ(told_.connected, 1);
  EXPECT_EQ(told_.measuring, 1);
  EXPECT_EQ(told_.finished, 1);
  EXPECT_TRUE(told_.ended_well);
  EXPECT_EQ(told_.answered_after, 100u);
}

TEST_F(RunLoadTest, AddsUpItsThreads) {
  workload_.threads = 3;
  const v1::Result result = Run(Answering(7));
  EXPECT_EQ(result.status().code(), "OK");
  EXPECT_EQ(result.counts().answered(), 300);
  EXPECT_EQ(result.counts().max_in_flight(), 4);
  ASSERT_EQ(result.threads_size(), 3);
  // They began 10 ns apart: that is part of the run time.
  EXPECT_EQ(result.run_time_ns(), 25 * 7 + 20);
  int64_t started_after_ns = 0;
  for (const v1::ThreadResult& thread : result.threads()) {
    EXPECT_EQ(thread.counts().answered(), 100);
    EXPECT_EQ(thread.run_time_ns(), 25 * 7);
    EXPECT_EQ(thread.mean_latency_ns(), 7);
    EXPECT_EQ(thread.status().code(), "OK");
    started_after_ns += thread.started_after_ns();
  }
  EXPECT_EQ(started_after_ns, 0 + 10 + 20);
}

TEST_F(RunLoadTest, LeavesTheWarmUpOut) {
  workload_.window.plan.warmup_messages = 20;
  const v1::Result result = Run({.run = [](uint32_t, MessageWindow& window) {
    int64_t now_ns = 5000;
    absl::Status status = AnswerInMemory(window, 20, 1000, now_ns);
    if (!status.ok()) return status;
    return AnswerAll(window, 7, now_ns);
  }});
  EXPECT_EQ(result.status().code(), "OK");
  EXPECT_EQ(result.counts().answered(), 100);
  EXPECT_EQ(result.counts().answered_all_phases(), 120);
  EXPECT_EQ(result.latency().max_ns(), 7);
  EXPECT_EQ(result.run_time_ns(), 25 * 7);
  EXPECT_EQ(told_.measuring, 1);
  EXPECT_EQ(told_.answered_after, 120u);
}

TEST_F(RunLoadTest, SaysWhenMeasuringStarts) {
  workload_.window.plan.warmup_messages = 20;
  const v1::Result result =
      Run({.run = [this](uint32_t, MessageWindow& window) {
        int64_t now_ns = 5000;
        absl::Status status = AnswerInMemory(window, 20, 1000, now_ns);
        if (!status.ok()) return status;
        // Nothing is answered until it was seen.
        while (told_.measuring.load() == 0) std::this_thread::yield();
        return AnswerAll(window, 7, now_ns);
      }});
  EXPECT_EQ(result.status().code(), "OK");
  EXPECT_EQ(told_.answered_before, 20u);
  EXPECT_EQ(told_.measuring.load(), 1);
}

TEST_F(RunLoadTest, CutsItselfIntoIntervals) {
  workload_.interval_ns = 1000;
  MemoryRig* rig = nullptr;
  MemoryRig made({.run = [&](uint32_t, MessageWindow& window) {
    int64_t now_ns = rig->clock().NowNs();
    for (int interval = 1; interval <= 3; ++interval) {
      absl::Status status = AnswerInMemory(window, 20, 50, now_ns);
      if (!status.ok()) return status;
      // The interval ends now; its report is awaited.
      now_ns += 750;
      rig->clock().SetNs(now_ns);
      while (told_.reported.load() < interval) std::this_thread::yield();
    }
    return AnswerAll(window, 50, now_ns);
  }});
  rig = &made;
  const v1::Result result = RunLoad(workload_, made.rig(), stop_, told_);
  EXPECT_EQ(result.status().code(), "OK");
  ASSERT_EQ(result.intervals_size(), 4);
  for (int i = 0; i < 3; ++i) {
    const v1::Interval& interval = result.intervals(i);
    EXPECT_EQ(interval.messages(), 20);
    EXPECT_EQ(interval.end_ns() - interval.start_ns(), 1000);
    EXPECT_EQ(interval.p50_ns(), 50);
    EXPECT_EQ(interval.measured_planned(), 100);
    EXPECT_EQ(interval.measured_so_far(), 20u * (i + 1));
  }
  EXPECT_EQ(result.intervals(3).messages(), 40);
  // The last is kept but not worth a line: no time went by.
  EXPECT_EQ(told_.intervals.size(), 3u);
}

TEST_F(RunLoadTest, SpendsThinkTimeOnItsClock) {
  workload_.window.think_ns = 300;
  const v1::Result result = Run(Answering(7));
  EXPECT_EQ(result.client_think().asked_ns(), 300);
  EXPECT_EQ(result.client_think().count(), 100);
  EXPECT_EQ(result.client_think().achieved_total_ns(), 100 * 300);
}

TEST_F(RunLoadTest, HandsEachThreadThePayload) {
  MemoryRig inner(Answering(7));
  std::string seen;
  const Rig rig{.make_transport =
                    [&](const Workload& workload, absl::string_view payload) {
                      seen = std::string(payload);
                      return inner.rig().make_transport(workload, payload);
                    },
                .clock = inner.rig().clock,
                .recorder = inner.rig().recorder};
  EXPECT_EQ(RunLoad(workload_, rig, stop_, told_).status().code(), "OK");
  EXPECT_EQ(seen.size(), workload_.window.bytes);
}

}  // namespace
}  // namespace grpc_perf_msgr
