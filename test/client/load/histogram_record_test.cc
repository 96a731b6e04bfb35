// LatencyHistogram's record, from ToProto and through FromProto.
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/load/latency_histogram.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/load/histogram_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

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

}  // namespace
}  // namespace grpc_perf_msgr
