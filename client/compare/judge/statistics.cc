#include "client/compare/judge/statistics.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "client/compare/plan/plan.h"

namespace grpc_perf_msgr {
namespace {

// Any number does; it is fixed so that a report can be made again.
constexpr uint64_t kSeed = 0x6d736772;

// Reorders `values`.
double MedianInPlace(std::vector<double>& values) {
  const auto middle =
      values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

}  // namespace

double Median(std::vector<double> values) {
  assert(!values.empty());
  return MedianInPlace(values);
}

std::vector<double> BootstrapMedians(const std::vector<double>& values,
                                     size_t count) {
  assert(!values.empty());
  SplitMix64 random(kSeed);
  std::vector<double> sample(values.size());
  std::vector<double> medians(count);
  for (double& median : medians) {
    for (double& value : sample) value = values[random.Below(values.size())];
    median = MedianInPlace(sample);
  }
  std::sort(medians.begin(), medians.end());
  return medians;
}

v1::Estimate EstimateMedian(const std::vector<double>& values) {
  v1::Estimate estimate;
  estimate.set_median(Median(values));
  const std::vector<double> medians =
      BootstrapMedians(values, values.size() == 1 ? 1 : kBootstrapSamples);
  // The value of rank ceil(fraction * count).
  const auto at = [&](double fraction) {
    const double rank =
        std::ceil(fraction * static_cast<double>(medians.size()));
    return medians[static_cast<size_t>(rank) - 1];
  };
  estimate.set_low(at(0.025));
  estimate.set_high(at(0.975));
  return estimate;
}

Finding FindDifference(const v1::Estimate& ratio, size_t pairs) {
  if (pairs < 2) return Finding::kTooFewPairs;
  if (ratio.low() <= 1 && ratio.high() >= 1) return Finding::kNoDifferenceSeen;
  return Finding::kDifferenceSeen;
}

}  // namespace grpc_perf_msgr
