#include "client/compare/judge/statistics.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

// Survival times of mice in days: Efron and Tibshirani, "An Introduction to the
// Bootstrap" (1993), table 2.1.
const std::vector<double>& Treated() {
  static const auto& values =
      *new std::vector<double>{94, 197, 16, 38, 99, 141, 23};
  return values;
}

double Deviation(const std::vector<double>& values) {
  double mean = 0;
  for (const double value : values) mean += value;
  mean /= static_cast<double>(values.size());
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size()));
}

TEST(StatisticsTest, MedianIsTheMiddleOrTheMeanOfTheMiddleTwo) {
  EXPECT_EQ(Median({7}), 7);
  EXPECT_EQ(Median({3, 1}), 2);
  EXPECT_EQ(Median({9, 1, 5}), 5);
  EXPECT_EQ(Median({4, 1, 3, 2}), 2.5);
  EXPECT_EQ(Median(Treated()), 94);
}

TEST(StatisticsTest, BootstrapScattersAsPublished) {
  // Table 2.2 of the book: the standard error of the median is 37.83 with
  // infinitely many samples.
  EXPECT_NEAR(Deviation(BootstrapMedians(Treated(), 100'000)), 37.83, 0.4);
}

TEST(StatisticsTest, IntervalIsThatOfTheExactBootstrapDistribution) {
  // The median of a sample of 7 is at most the k-th smallest value when 4 or
  // more draws are: with k = 1 in 0.9 %, with k = 2 in 10.2 % of samples, and
  // the same from above. So 2.5 % lie at the second and 97.5 % at the sixth.
  const v1::Estimate estimate = EstimateMedian(Treated());
  EXPECT_EQ(estimate.median(), 94);
  EXPECT_EQ(estimate.low(), 23);
  EXPECT_EQ(estimate.high(), 141);
}

TEST(StatisticsTest, IntervalOfFewValuesIsTheirRange) {
  for (const std::vector<double>& values :
       {std::vector<double>{1, 2}, std::vector<double>{5, 1, 3},
        std::vector<double>{4, 9, 1, 2}, std::vector<double>{5, 4, 3, 2, 1}}) {
    const v1::Estimate estimate = EstimateMedian(values);
    EXPECT_EQ(estimate.low(), *std::min_element(values.begin(), values.end()));
    EXPECT_EQ(estimate.high(), *std::max_element(values.begin(), values.end()));
  }
}

TEST(StatisticsTest, IntervalOfOneValueIsThatValue) {
  const v1::Estimate estimate = EstimateMedian({42});
  EXPECT_EQ(estimate.median(), 42);
  EXPECT_EQ(estimate.low(), 42);
  EXPECT_EQ(estimate.high(), 42);
}

TEST(StatisticsTest, SameValuesGiveTheSameInterval) {
  const v1::Estimate first = EstimateMedian(Treated());
  const v1::Estimate second = EstimateMedian(Treated());
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
}

v1::Estimate Between(double low, double high) {
  v1::Estimate estimate;
  estimate.set_low(low);
  estimate.set_high(high);
  return estimate;
}

TEST(StatisticsTest, AnIntervalThatContainsOneShowsNoDifference) {
  EXPECT_EQ(FindDifference(Between(0.9, 1.1), 5), Finding::kNoDifferenceSeen);
  EXPECT_EQ(FindDifference(Between(1, 1.1), 5), Finding::kNoDifferenceSeen);
  EXPECT_EQ(FindDifference(Between(0.9, 1), 5), Finding::kNoDifferenceSeen);
  EXPECT_EQ(FindDifference(Between(0.8, 0.99), 5), Finding::kDifferenceSeen);
  EXPECT_EQ(FindDifference(Between(1.01, 2), 5), Finding::kDifferenceSeen);
}

TEST(StatisticsTest, OnePairShowsNeitherADifferenceNorItsAbsence) {
  EXPECT_EQ(FindDifference(Between(1, 1), 1), Finding::kTooFewPairs);
  EXPECT_EQ(FindDifference(Between(2, 2), 1), Finding::kTooFewPairs);
}

}  // namespace
}  // namespace grpc_perf_msgr
