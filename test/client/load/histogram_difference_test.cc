// LatencyHistogram::TakeDifference, also beside a recording thread.
#include <google/protobuf/util/message_differencer.h>

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "client/load/latency_histogram.h"
#include "gtest/gtest.h"
#include "test/client/load/histogram_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::google::protobuf::util::MessageDifferencer;

TEST(LatencyHistogramDifference, HoldsWhatCameSinceTheSnapshot) {
  LatencyHistogram histogram = Of({10, 4096, -1, kMaxValueNs + 1});
  LatencyHistogram earlier;
  EXPECT_EQ(histogram.TakeDifference(earlier).total_count(), 4u);
  histogram.Record(10);
  histogram.Record(20);
  histogram.Record(-2);
  const LatencyHistogram difference = histogram.TakeDifference(earlier);
  EXPECT_TRUE(SameRecord(difference, Of({10, 20, -2})));
}

TEST(LatencyHistogramDifference, MakesTheSnapshotOneOfNow) {
  LatencyHistogram histogram = Of({10, 4096, -1, kMaxValueNs + 1});
  LatencyHistogram earlier;
  histogram.TakeDifference(earlier);
  EXPECT_TRUE(SameRecord(earlier, histogram));
  histogram.Record(2);
  histogram.TakeDifference(earlier);
  EXPECT_TRUE(SameRecord(earlier, histogram));
}

TEST(LatencyHistogramDifference, IsEmptyWhenNothingCame) {
  LatencyHistogram histogram = Of({10, 4096, -1, kMaxValueNs + 1});
  LatencyHistogram earlier;
  histogram.TakeDifference(earlier);
  EXPECT_TRUE(
      SameRecord(histogram.TakeDifference(earlier), LatencyHistogram()));
}

TEST(LatencyHistogramDifference, TakesItsBoundsFromItsBuckets) {
  const LatencyHistogram histogram = Of({4097, 8195});
  LatencyHistogram earlier;
  const LatencyHistogram difference = histogram.TakeDifference(earlier);
  EXPECT_EQ(difference.min_ns(), 4096);
  EXPECT_EQ(difference.max_ns(), 8199);
  // The last bucket ends beyond the range.
  LatencyHistogram none;
  EXPECT_EQ(Of({kMaxValueNs}).TakeDifference(none).max_ns(), kMaxValueNs);
}

TEST(LatencyHistogramDifference, ReachesTheMaximumWhenValuesAboveRangeCame) {
  LatencyHistogram histogram = Of({10});
  LatencyHistogram earlier;
  histogram.TakeDifference(earlier);
  histogram.Record(kMaxValueNs + 5);
  const LatencyHistogram difference = histogram.TakeDifference(earlier);
  EXPECT_EQ(difference.above_range(), 1u);
  EXPECT_EQ(difference.min_ns(), kMaxValueNs + 1);
  EXPECT_EQ(difference.max_ns(), kMaxValueNs + 5);
}

TEST(LatencyHistogramDifference, OfASaturatedSumTakesItsMeanFromBuckets) {
  absl::StatusOr<LatencyHistogram> histogram = LatencyHistogram::FromProto(
      Proto({2048}, {kSaturated / 2048 + 1}, 2048, 2048, kSaturated));
  ASSERT_TRUE(histogram.ok()) << histogram.status();
  LatencyHistogram earlier;
  histogram->TakeDifference(earlier);
  histogram->Record(100);
  histogram->Record(200);
  EXPECT_EQ(histogram->TakeDifference(earlier).MeanNs(), 150);
}

TEST(LatencyHistogramDifference, SumsToTheTotalBesideARecorder) {
  constexpr int kRounds = 20;
  std::vector<int64_t> values = PseudoRandomValues(20'000, 43);
  values.insert(values.end(), {-5, -1, kMaxValueNs + 1, 0});
  LatencyHistogram histogram;
  std::atomic<bool> done = false;
  std::thread recorder([&] {
    for (int round = 0; round < kRounds; ++round) {
      for (const int64_t value : values) histogram.Record(value);
    }
    done = true;
  });
  LatencyHistogram earlier;
  LatencyHistogram merged;
  for (bool last = false; !last;) {
    last = done;  // read first: the last difference then misses nothing
    const LatencyHistogram difference = histogram.TakeDifference(earlier);
    merged.Merge(difference);
    EXPECT_LE(merged.total_count(), kRounds * values.size());
    // In this order: the maximum only grows.
    const int64_t median_ns = histogram.QuantileNs(0.5);
    EXPECT_LE(median_ns, histogram.max_ns());
  }
  recorder.join();
  EXPECT_EQ(merged.total_count(), kRounds * values.size());
  // All but the bounds, which a difference knows only by its buckets.
  v1::Histogram expected = histogram.ToProto();
  v1::Histogram actual = merged.ToProto();
  EXPECT_LE(actual.min_ns(), expected.min_ns());
  EXPECT_GE(actual.max_ns(), expected.max_ns());
  actual.set_min_ns(expected.min_ns());
  actual.set_max_ns(expected.max_ns());
  EXPECT_TRUE(MessageDifferencer::Equals(actual, expected));
}

}  // namespace
}  // namespace grpc_perf_msgr
