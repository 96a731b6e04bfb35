#include "client/load/latency_histogram.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/load/histogram_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;

// ---- Buckets ----

TEST(LatencyHistogramBucket, IsTheValueItselfBelow2048) {
  for (int64_t value = 0; value < 2048; ++value) {
    const auto bucket = static_cast<size_t>(value);
    ASSERT_EQ(LatencyHistogram::BucketOf(value), bucket);
    ASSERT_EQ(LatencyHistogram::BucketLowNs(bucket), value);
    ASSERT_EQ(LatencyHistogram::BucketHighNs(bucket), value);
  }
}

TEST(LatencyHistogramBucket, HoldsTwoValuesFrom2048To4095) {
  EXPECT_EQ(LatencyHistogram::BucketOf(2047), 2047u);
  EXPECT_EQ(LatencyHistogram::BucketOf(2048), 2048u);
  EXPECT_EQ(LatencyHistogram::BucketOf(2049), 2048u);
  EXPECT_EQ(LatencyHistogram::BucketOf(2050), 2049u);
  EXPECT_EQ(LatencyHistogram::BucketOf(4095), 3071u);
  EXPECT_EQ(LatencyHistogram::BucketOf(4096), 3072u);
  EXPECT_EQ(LatencyHistogram::BucketLowNs(3072), 4096);
  EXPECT_EQ(LatencyHistogram::BucketHighNs(3072), 4099);
}

TEST(LatencyHistogramBucket, StartsAtEveryPowerOfTwo) {
  for (int64_t power = 2048; power < kMaxValueNs; power *= 2) {
    const size_t bucket = LatencyHistogram::BucketOf(power);
    EXPECT_EQ(bucket % 1024, 0u) << power;
    EXPECT_EQ(LatencyHistogram::BucketLowNs(bucket), power);
    EXPECT_EQ(LatencyHistogram::BucketOf(power - 1), bucket - 1) << power;
    EXPECT_EQ(LatencyHistogram::BucketOf(power + 1), bucket) << power;
  }
}

TEST(LatencyHistogramBucket, EndsWithTheOneOfTheGreatestValue) {
  EXPECT_EQ(LatencyHistogram::BucketOf(kMaxValueNs),
            LatencyHistogram::kBuckets - 1);
  EXPECT_EQ(LatencyHistogram::kBuckets, 33'421u);
}

TEST(LatencyHistogramBucket, LowAndHighLeadBackToTheBucketWithoutGaps) {
  int64_t next = 0;
  for (size_t bucket = 0; bucket < LatencyHistogram::kBuckets; ++bucket) {
    const int64_t low = LatencyHistogram::BucketLowNs(bucket);
    const int64_t high = LatencyHistogram::BucketHighNs(bucket);
    ASSERT_EQ(low, next);
    ASSERT_GE(high, low);
    ASSERT_EQ(LatencyHistogram::BucketOf(low), bucket);
    ASSERT_EQ(LatencyHistogram::BucketOf(high), bucket);
    next = high + 1;
  }
  EXPECT_GT(next, kMaxValueNs);
}

TEST(LatencyHistogramBucket, FollowsTheFormulaOfTheRecord) {
  for (uint64_t i = 0; i < LatencyHistogram::kBuckets; ++i) {
    const uint64_t e = i < 1024 ? 0 : i / 1024 - 1;
    const uint64_t m = i - e * 1024;
    ASSERT_EQ(LatencyHistogram::BucketLowNs(i), static_cast<int64_t>(m << e));
    ASSERT_EQ(LatencyHistogram::BucketHighNs(i),
              static_cast<int64_t>(((m + 1) << e) - 1));
  }
}

TEST(LatencyHistogramBucket, IsNoWiderThanA1024thOfItsValues) {
  for (size_t i = 0; i < LatencyHistogram::kBuckets; ++i) {
    const int64_t low = LatencyHistogram::BucketLowNs(i);
    const int64_t width = LatencyHistogram::BucketHighNs(i) - low + 1;
    if (width > 1) {
      ASSERT_LE(width * 1024, low);
    }
  }
}

// ---- Recording ----

TEST(LatencyHistogram, IsAllZerosWhenEmpty) {
  const LatencyHistogram histogram;
  EXPECT_EQ(histogram.total_count(), 0u);
  EXPECT_EQ(histogram.count(), 0u);
  EXPECT_EQ(histogram.above_range(), 0u);
  EXPECT_EQ(histogram.below_range(), 0u);
  EXPECT_EQ(histogram.min_ns(), 0);
  EXPECT_EQ(histogram.max_ns(), 0);
  EXPECT_EQ(histogram.MeanNs(), 0);
  EXPECT_EQ(histogram.StddevNs(), 0);
  EXPECT_EQ(histogram.QuantileNs(0), 0);
  EXPECT_EQ(histogram.QuantileNs(0.5), 0);
  EXPECT_EQ(histogram.QuantileNs(1), 0);
  EXPECT_TRUE(MessageDifferencer::Equals(histogram.ToProto(), v1::Histogram()));
}

TEST(LatencyHistogram, PutsEachValueAroundPowersOfTwoInItsBucket) {
  std::vector<int64_t> values = {0, 1, 2047, 2048, kMaxValueNs};
  for (int64_t power = 2; power < kMaxValueNs; power *= 2) {
    values.insert(values.end(), {power - 1, power, power + 1});
  }
  for (const int64_t value : values) {
    const LatencyHistogram histogram = Of({value});
    const v1::Histogram proto = histogram.ToProto();
    ASSERT_THAT(proto.bucket(), ElementsAre(LatencyHistogram::BucketOf(value)));
    ASSERT_THAT(proto.count(), ElementsAre(1u));
    ASSERT_EQ(proto.sum_ns(), static_cast<uint64_t>(value));
    ASSERT_EQ(histogram.min_ns(), value);
    ASSERT_EQ(histogram.max_ns(), value);
    // Never beyond the maximum, so exact for a single value.
    ASSERT_EQ(histogram.QuantileNs(0.5), value);
  }
}

TEST(LatencyHistogram, TakesTheGreatestValueAsInRange) {
  const LatencyHistogram histogram = Of({kMaxValueNs});
  EXPECT_EQ(histogram.count(), 1u);
  EXPECT_EQ(histogram.above_range(), 0u);
}

TEST(LatencyHistogram, CountsValuesAboveTheRangeApartButInTheMaximum) {
  const LatencyHistogram histogram = Of({100, kMaxValueNs + 1, kGreatest});
  EXPECT_EQ(histogram.count(), 1u);
  EXPECT_EQ(histogram.above_range(), 2u);
  EXPECT_EQ(histogram.total_count(), 3u);
  EXPECT_EQ(histogram.min_ns(), 100);
  EXPECT_EQ(histogram.max_ns(), kGreatest);
  EXPECT_EQ(histogram.MeanNs(), 100);
  EXPECT_EQ(histogram.ToProto().sum_ns(), 100u);
}

TEST(LatencyHistogram, RanksValuesAboveTheRangeAboveAllBuckets) {
  const LatencyHistogram histogram = Of({100, 200, kMaxValueNs + 7, 300});
  EXPECT_EQ(histogram.QuantileNs(0.5), 200);
  EXPECT_EQ(histogram.QuantileNs(0.75), 300);
  EXPECT_EQ(histogram.QuantileNs(0.76), kMaxValueNs + 7);
}

TEST(LatencyHistogram, KeepsTheLeastOfValuesThatAreAllAboveTheRange) {
  const LatencyHistogram histogram = Of({kGreatest});
  EXPECT_EQ(histogram.min_ns(), kGreatest);
  EXPECT_EQ(histogram.max_ns(), kGreatest);
  EXPECT_EQ(histogram.QuantileNs(0.5), kGreatest);
  EXPECT_EQ(histogram.MeanNs(), 0);
}

TEST(LatencyHistogram, CountsValuesBelowZeroApartAndNowhereElse) {
  const LatencyHistogram histogram =
      Of({-1, std::numeric_limits<int64_t>::min(), 5});
  EXPECT_EQ(histogram.below_range(), 2u);
  EXPECT_EQ(histogram.count(), 1u);
  EXPECT_EQ(histogram.total_count(), 3u);
  EXPECT_EQ(histogram.min_ns(), 5);
  EXPECT_EQ(histogram.max_ns(), 5);
  EXPECT_EQ(histogram.QuantileNs(0.01), 5);
}

// ---- Figures ----

TEST(LatencyHistogram, GivesExactQuantilesOfSmallValues) {
  LatencyHistogram histogram;
  for (int64_t value = 1; value <= 100; ++value) histogram.Record(value * 10);
  EXPECT_EQ(histogram.QuantileNs(0), 10);
  EXPECT_EQ(histogram.QuantileNs(0.001), 10);
  EXPECT_EQ(histogram.QuantileNs(0.01), 10);
  EXPECT_EQ(histogram.QuantileNs(0.011), 20);
  EXPECT_EQ(histogram.QuantileNs(0.5), 500);
  EXPECT_EQ(histogram.QuantileNs(0.501), 510);
  EXPECT_EQ(histogram.QuantileNs(0.9), 900);
  EXPECT_EQ(histogram.QuantileNs(0.99), 990);
  EXPECT_EQ(histogram.QuantileNs(0.999), 1000);
  EXPECT_EQ(histogram.QuantileNs(1), 1000);
}

TEST(LatencyHistogram, DoesNotLetRoundingRaiseARank) {
  LatencyHistogram histogram;
  for (int64_t value = 1; value <= 1000; ++value) histogram.Record(value);
  // Several of these products are a little more than whole in floating point:
  // 0.55 * 1000, for one.
  for (int64_t rank = 1; rank <= 1000; ++rank) {
    EXPECT_EQ(histogram.QuantileNs(static_cast<double>(rank) / 1000), rank);
  }
}

TEST(LatencyHistogram, RanksRepeatedValuesByTheirCounts) {
  LatencyHistogram histogram;
  for (int i = 0; i < 9; ++i) histogram.Record(7);
  histogram.Record(1500);
  EXPECT_EQ(histogram.QuantileNs(0.5), 7);
  EXPECT_EQ(histogram.QuantileNs(0.9), 7);
  EXPECT_EQ(histogram.QuantileNs(0.91), 1500);
}

TEST(LatencyHistogram, TakesQuantilesOutsideZeroToOneAsTheNearestEnd) {
  const LatencyHistogram histogram = Of({1, 2, 3});
  EXPECT_EQ(histogram.QuantileNs(-1), 1);
  EXPECT_EQ(histogram.QuantileNs(2), 3);
  EXPECT_EQ(histogram.QuantileNs(std::nan("")), 1);
}

TEST(LatencyHistogram, RoundsAQuantileUpToTheEndOfItsBucketUnlessLast) {
  // 4096..4099 share a bucket.
  const LatencyHistogram histogram = Of({4096, 1'000'000});
  EXPECT_EQ(histogram.QuantileNs(0.5), 4099);
  EXPECT_EQ(histogram.QuantileNs(1), 1'000'000);
}

TEST(LatencyHistogram, ErrsByLessThanA1024thOnAnyQuantile) {
  std::vector<int64_t> values = PseudoRandomValues(100'000, 41);
  const LatencyHistogram histogram = Of(values);
  ASSERT_EQ(histogram.count(), values.size());
  std::sort(values.begin(), values.end());
  for (size_t rank = 1; rank <= values.size(); rank += 97) {
    const double quantile =
        static_cast<double>(rank) / static_cast<double>(values.size());
    const int64_t exact = values[rank - 1];
    const int64_t estimate = histogram.QuantileNs(quantile);
    ASSERT_GE(estimate, exact) << "rank " << rank;
    ASSERT_LE((estimate - exact) * 1024, exact) << "rank " << rank;
  }
}

TEST(LatencyHistogram, KeepsTheMeanExactWhereBucketsAreWide) {
  EXPECT_EQ(Of({1'000'000'001, 1'000'000'004}).MeanNs(), 1'000'000'002.5);
}

TEST(LatencyHistogram, GivesTheDeviationOfThePopulation) {
  // Mean 5; squared deviations 9 1 1 1 0 0 4 16, together 32; 32 / 8 = 4.
  const LatencyHistogram histogram = Of({2, 4, 4, 4, 5, 5, 7, 9});
  EXPECT_EQ(histogram.MeanNs(), 5);
  EXPECT_EQ(histogram.StddevNs(), 2);
}

TEST(LatencyHistogram, GivesTheDeviationOfBucketMiddles) {
  // Buckets 4096..4099 and 8192..8199 have middles 4097.5 and 8195.5.
  EXPECT_EQ(Of({4096, 8199}).StddevNs(), (8195.5 - 4097.5) / 2);
}

TEST(LatencyHistogram, GivesNoDeviationForEqualValues) {
  EXPECT_EQ(Of({1'000'001, 1'000'001}).StddevNs(), 0);
}

TEST(LatencyHistogram, SaturatesTheSumAndTakesTheMeanFromBuckets) {
  // 2048..2049 has the middle 2048.5.
  const uint64_t count = kSaturated / 2048;
  const absl::StatusOr<LatencyHistogram> part = LatencyHistogram::FromProto(
      Proto({2048}, {count}, 2048, 2048, count * 2048));
  ASSERT_TRUE(part.ok()) << part.status();
  LatencyHistogram histogram;
  histogram.Merge(*part);
  EXPECT_EQ(histogram.MeanNs(), 2048);
  histogram.Record(2048);
  EXPECT_EQ(histogram.ToProto().sum_ns(), kSaturated);
  EXPECT_EQ(histogram.MeanNs(), 2048.5);
  histogram.Record(2048);
  EXPECT_EQ(histogram.ToProto().sum_ns(), kSaturated);
}

// ---- Merging and moving ----

TEST(LatencyHistogram, MergedEqualsAllRecordedInOne) {
  std::vector<int64_t> values = PseudoRandomValues(10'000, 43);
  values.insert(values.end(), {-5, -1, kMaxValueNs + 1, kGreatest, 0});
  LatencyHistogram parts[3];
  for (size_t i = 0; i < values.size(); ++i) parts[i % 3].Record(values[i]);
  LatencyHistogram merged;
  for (const LatencyHistogram& part : parts) merged.Merge(part);
  const LatencyHistogram all = Of(values);
  EXPECT_GT(all.above_range(), 2u);
  EXPECT_TRUE(SameRecord(merged, all));
}

TEST(LatencyHistogram, StaysTheSameWhenAnEmptyOneIsMerged) {
  LatencyHistogram histogram = Of({3, 5000});
  histogram.Merge(LatencyHistogram());
  EXPECT_TRUE(SameRecord(histogram, Of({3, 5000})));
}

TEST(LatencyHistogram, MovesWithAllThatItHolds) {
  LatencyHistogram histogram = Of({3, 5000, -1, kMaxValueNs + 1});
  LatencyHistogram moved = std::move(histogram);
  EXPECT_TRUE(SameRecord(moved, Of({3, 5000, -1, kMaxValueNs + 1})));
  histogram = LatencyHistogram();
  EXPECT_EQ(histogram.total_count(), 0u);
}

}  // namespace
}  // namespace grpc_perf_msgr
