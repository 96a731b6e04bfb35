#include "client/load/latency_histogram.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int64_t kMaxValueNs = LatencyHistogram::kMaxValueNs;
constexpr int64_t kGreatest = std::numeric_limits<int64_t>::max();
constexpr uint64_t kSaturated = std::numeric_limits<uint64_t>::max();

LatencyHistogram Of(const std::vector<int64_t>& values) {
  LatencyHistogram histogram;
  for (const int64_t value : values) histogram.Record(value);
  return histogram;
}

v1::Histogram Proto(const std::vector<uint32_t>& buckets,
                    const std::vector<uint64_t>& counts, int64_t min_ns,
                    int64_t max_ns, uint64_t sum_ns) {
  v1::Histogram proto;
  for (const uint32_t bucket : buckets) proto.add_bucket(bucket);
  for (const uint64_t count : counts) proto.add_count(count);
  proto.set_min_ns(min_ns);
  proto.set_max_ns(max_ns);
  proto.set_sum_ns(sum_ns);
  return proto;
}

bool SameRecord(const LatencyHistogram& a, const LatencyHistogram& b) {
  return MessageDifferencer::Equals(a.ToProto(), b.ToProto());
}

// Spread evenly over the powers of two up to 2^bits.
std::vector<int64_t> PseudoRandomValues(size_t number, int bits) {
  std::mt19937_64 random(42);
  std::vector<int64_t> values(number);
  for (int64_t& value : values) {
    const int width = static_cast<int>(random() % (bits + 1));
    value = static_cast<int64_t>(random() >> 1) & ((int64_t{1} << width) - 1);
  }
  return values;
}

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

// ---- The record ----

TEST(LatencyHistogramRecord, ListsOnlyBucketsThatAreNotEmpty) {
  const v1::Histogram proto = Of({7, 4096, 7, -1, kMaxValueNs + 2}).ToProto();
  EXPECT_THAT(proto.bucket(), ElementsAre(7u, 3072u));
  EXPECT_THAT(proto.count(), ElementsAre(2u, 1u));
  EXPECT_EQ(proto.min_ns(), 7);
  EXPECT_EQ(proto.max_ns(), kMaxValueNs + 2);
  EXPECT_EQ(proto.sum_ns(), 4110u);
  EXPECT_EQ(proto.above_range(), 1u);
  EXPECT_EQ(proto.below_range(), 1u);
}

TEST(LatencyHistogramRecord, LeadsBackToTheSameHistogram) {
  const std::vector<std::vector<int64_t>> examples = {
      {},
      {0},
      {-1},
      {0, kMaxValueNs, 2048},
      {kGreatest},
      {1, -1, kMaxValueNs + 1},
      PseudoRandomValues(5000, 43)};
  for (const std::vector<int64_t>& values : examples) {
    const LatencyHistogram histogram = Of(values);
    absl::StatusOr<LatencyHistogram> back =
        LatencyHistogram::FromProto(histogram.ToProto());
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_TRUE(SameRecord(*back, histogram));
    // What is recorded afterwards finds a histogram in working order.
    back->Record(77);
    std::vector<int64_t> more = values;
    more.push_back(77);
    EXPECT_TRUE(SameRecord(*back, Of(more)));
  }
}

struct MalformedRecord {
  std::string name;
  v1::Histogram proto;
  std::string error;
};

class LatencyHistogramRecordRefuses
    : public ::testing::TestWithParam<MalformedRecord> {};

TEST_P(LatencyHistogramRecordRefuses, MalformedRecord) {
  const absl::StatusOr<LatencyHistogram> histogram =
      LatencyHistogram::FromProto(GetParam().proto);
  ASSERT_FALSE(histogram.ok());
  EXPECT_EQ(histogram.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(histogram.status().message()),
              HasSubstr(GetParam().error));
}

v1::Histogram WithAboveRange(v1::Histogram proto, uint64_t above_range) {
  proto.set_above_range(above_range);
  return proto;
}

INSTANTIATE_TEST_SUITE_P(
    All, LatencyHistogramRecordRefuses,
    ::testing::Values(
        MalformedRecord{"MoreBucketsThanCounts", Proto({1, 2}, {1}, 1, 2, 3),
                        "got 2 buckets and 1 counts"},
        MalformedRecord{"MoreCountsThanBuckets", Proto({1}, {1, 1}, 1, 1, 1),
                        "got 1 buckets and 2 counts"},
        MalformedRecord{
            "BucketOutOfRange",
            Proto({33'421}, {1}, kMaxValueNs, kMaxValueNs, kMaxValueNs),
            "bucket[0] must be 0..33420, got 33421"},
        MalformedRecord{"BucketTwice", Proto({5, 5}, {1, 1}, 5, 5, 10),
                        "bucket[1] must be greater than the one before, 5, "
                        "got 5"},
        MalformedRecord{"BucketsDescending", Proto({5, 4}, {1, 1}, 4, 5, 9),
                        "got 4"},
        MalformedRecord{"ZeroCount", Proto({5, 6}, {1, 0}, 5, 6, 5),
                        "count[1] must be greater than 0"},
        MalformedRecord{"CountsThatOverflow",
                        Proto({0, 1}, {kSaturated, 1}, 0, 1, 1),
                        "must fit in 64 bits"},
        MalformedRecord{"MinBelowItsBucket", Proto({5}, {1}, 4, 5, 5),
                        "min_ns must be 5..5, got 4"},
        MalformedRecord{"MinAboveItsBucket", Proto({5, 9}, {1, 1}, 6, 9, 14),
                        "min_ns must be 5..5, got 6"},
        MalformedRecord{"MaxAboveItsBucket", Proto({5}, {1}, 5, 6, 5),
                        "max_ns must be 5..5, got 6"},
        MalformedRecord{"MaxBelowItsBucket", Proto({5, 9}, {1, 1}, 5, 8, 14),
                        "max_ns must be 9..9, got 8"},
        MalformedRecord{"MinAboveMax", Proto({3072}, {2}, 4098, 4097, 8195),
                        "min_ns must be at most max_ns, 4097, got 4098"},
        MalformedRecord{"MaxInRangeWithValuesAbove",
                        WithAboveRange(Proto({5}, {1}, 5, 5, 5), 1),
                        "max_ns must be 3600000000001.."},
        MalformedRecord{"MaxOfNothing", Proto({}, {}, 0, 1, 0),
                        "max_ns must be 0..0, got 1"},
        MalformedRecord{"NegativeMinOfNothing", Proto({}, {}, -1, 0, 0),
                        "min_ns must be 0..0, got -1"},
        MalformedRecord{"SumOfNothing", Proto({}, {}, 0, 0, 1),
                        "sum_ns must be 0..0 by the buckets, got 1"},
        MalformedRecord{"SumTooLow", Proto({3072}, {2}, 4096, 4096, 8191),
                        "sum_ns must be 8192..8198 by the buckets, got 8191"},
        MalformedRecord{"SumTooHigh", Proto({3072}, {2}, 4096, 4096, 8199),
                        "got 8199"}),
    [](const ::testing::TestParamInfo<MalformedRecord>& info) {
      return info.param.name;
    });

// ---- Differences ----

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
    EXPECT_LE(histogram.QuantileNs(0.5), histogram.max_ns());
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
