// Medians and how far to trust them.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_STATISTICS_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_STATISTICS_H_

#include <cstddef>
#include <vector>

#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

// The middle value, or the mean of the two in the middle. `values` is not
// empty.
double Median(std::vector<double> values);

// How many samples the intervals are made of.
inline constexpr size_t kBootstrapSamples = 10'000;

// Medians of `count` samples, each drawn from `values` with replacement and of
// its size; ascending. The same for the same arguments everywhere.
std::vector<double> BootstrapMedians(const std::vector<double>& values,
                                     size_t count);

// Median of `values` (one or more) and its 95 % confidence interval by the
// percentile bootstrap (Efron and Tibshirani, "An Introduction to the
// Bootstrap", 1993, chapter 13). Of one value the interval is that value, which
// says nothing about how it scatters. Of fewer than five it is the range of the
// values: it holds the true median with 50, 75 and 87.5 % of two, three and
// four repeats, and with 93.75 % of five (1 - 2 / 2^n, by the sign test).
v1::Estimate EstimateMedian(const std::vector<double>& values);

// What an interval of ratios says.
enum class Finding {
  // One pair or none.
  kTooFewPairs,
  // The interval contains 1.
  kNoDifferenceSeen,
  kDifferenceSeen,
};
Finding FindDifference(const v1::Estimate& ratio, size_t pairs);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_STATISTICS_H_
