#include "client/load/recorder.h"

#include "client/load/message_window.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

TEST(Recorder, HasAHistogramForEachThreadThatStaysWhereItIs) {
  Recorder recorder;
  LatencyHistogram& first = recorder.Add();
  for (int i = 0; i < 100; ++i) recorder.Add().Record(1000);
  first.Record(7);
  ASSERT_EQ(recorder.threads().size(), 101u);
  EXPECT_EQ(&recorder.threads().front(), &first);
  EXPECT_EQ(recorder.threads().front().total_count(), 1u);
  const LatencyHistogram merged = recorder.Merged();
  EXPECT_EQ(merged.total_count(), 101u);
  EXPECT_EQ(merged.min_ns(), 7);
  EXPECT_EQ(merged.max_ns(), 1000);
}

TEST(Recorder, TakesWhatAWindowMeasures) {
  Recorder recorder;
  const StopSignal stop{StopLevel::kNone};
  WindowOptions options;
  options.plan.ios = 1;
  MessageWindow window(options, &stop, /*think=*/nullptr, &recorder.Add());
  window.Start(0);
  const uint64_t id = window.Send(100);
  ASSERT_TRUE(window.Receive(id, "", std::nullopt, 350).ok());
  EXPECT_EQ(&window.latency(), &recorder.threads().front());
  EXPECT_EQ(recorder.Merged().max_ns(), 250);
}

}  // namespace
}  // namespace grpc_perf_msgr
