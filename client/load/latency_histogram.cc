#include "client/load/latency_histogram.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace grpc_perf_msgr {
namespace {

double MiddleNs(size_t bucket) {
  return (static_cast<double>(LatencyHistogram::BucketLowNs(bucket)) +
          static_cast<double>(LatencyHistogram::BucketHighNs(bucket))) /
         2;
}

// The rank, 1..total, of the value that `quantile` of `total` values do not
// exceed.
uint64_t RankOf(double quantile, uint64_t total) {
  if (!(quantile > 0)) return 1;  // NaN too
  if (quantile >= 1) return total;
  // 0.55 * 100 is 55.000000000000007, whose ceiling would be one too many: take
  // off what rounding of the two factors and the product may have added.
  constexpr double kRounding = 0x1p-51;
  const double exact = quantile * static_cast<double>(total);
  const double rank = std::ceil(exact * (1 - kRounding));
  if (rank >= static_cast<double>(total)) return total;
  return std::max(uint64_t{1}, static_cast<uint64_t>(rank));
}

}  // namespace

// Default-initialised, not value-initialised: `counts` is not touched.
LatencyHistogram::LatencyHistogram()
    : state_(std::make_unique_for_overwrite<State>()) {}

void LatencyHistogram::ZeroBlock(size_t block) {
  const size_t first = block * kBlockBuckets;
  const size_t last = std::min(first + kBlockBuckets, kBuckets);
  std::fill(state_->counts + first, state_->counts + last, 0);
  state_->blocks.store(Load(state_->blocks) | uint64_t{1} << block,
                       std::memory_order_release);
}

void LatencyHistogram::Merge(const LatencyHistogram& other) {
  const State& theirs = *other.state_;
  other.VisitBuckets([this](size_t bucket, uint64_t count) {
    AddToBucket(bucket, count);
    return true;
  });
  AddToSum(Load(theirs.sum_ns));
  Add(state_->above_range, Load(theirs.above_range));
  Add(state_->below_range, Load(theirs.below_range));
  Store(state_->min_ns, std::min(Load(state_->min_ns), Load(theirs.min_ns)));
  Store(state_->max_ns, std::max(Load(state_->max_ns), Load(theirs.max_ns)));
}

uint64_t LatencyHistogram::total_count() const {
  return count() + above_range() + below_range();
}

uint64_t LatencyHistogram::count() const {
  uint64_t total = 0;
  VisitBuckets([&total](size_t, uint64_t count) {
    total += count;
    return true;
  });
  return total;
}

uint64_t LatencyHistogram::above_range() const {
  return Load(state_->above_range);
}

uint64_t LatencyHistogram::below_range() const {
  return Load(state_->below_range);
}

int64_t LatencyHistogram::min_ns() const {
  // kNoMin is a value that could have been recorded; kNoMax is not.
  return Load(state_->max_ns) == kNoMax ? 0 : Load(state_->min_ns);
}

int64_t LatencyHistogram::max_ns() const {
  const int64_t max_ns = Load(state_->max_ns);
  return max_ns == kNoMax ? 0 : max_ns;
}

double LatencyHistogram::MeanNs() const {
  const uint64_t total = count();
  if (total == 0) return 0;
  const uint64_t sum_ns = Load(state_->sum_ns);
  if (sum_ns == kSaturatedSum) return MeanOfMiddlesNs();
  return static_cast<double>(sum_ns) / static_cast<double>(total);
}

double LatencyHistogram::MeanOfMiddlesNs() const {
  double total = 0;
  double sum_ns = 0;
  VisitBuckets([&](size_t bucket, uint64_t count) {
    total += static_cast<double>(count);
    sum_ns += static_cast<double>(count) * MiddleNs(bucket);
    return true;
  });
  return total == 0 ? 0 : sum_ns / total;
}

double LatencyHistogram::StddevNs() const {
  // Around the mean of the middles, not the exact one: equal values deviate
  // by 0, wherever in their bucket they lie.
  const double mean_ns = MeanOfMiddlesNs();
  double total = 0;
  double squares = 0;
  VisitBuckets([&](size_t bucket, uint64_t count) {
    const double deviation_ns = MiddleNs(bucket) - mean_ns;
    total += static_cast<double>(count);
    squares += static_cast<double>(count) * deviation_ns * deviation_ns;
    return true;
  });
  return total == 0 ? 0 : std::sqrt(squares / total);
}

int64_t LatencyHistogram::QuantileNs(double quantile) const {
  const uint64_t total = count() + above_range();
  if (total == 0) return 0;
  const uint64_t rank = RankOf(quantile, total);
  const int64_t greatest_ns = max_ns();
  int64_t result_ns = greatest_ns;
  uint64_t passed = 0;
  VisitBuckets([&](size_t bucket, uint64_t count) {
    passed += count;
    if (passed < rank) return true;
    result_ns = std::min(BucketHighNs(bucket), greatest_ns);
    return false;
  });
  return result_ns;
}

void LatencyHistogram::SetBoundsFromBuckets(int64_t above_max_ns) {
  int64_t min_ns = kNoMin;
  int64_t max_ns = kNoMax;
  VisitBuckets([&](size_t bucket, uint64_t) {
    if (min_ns == kNoMin) min_ns = BucketLowNs(bucket);
    max_ns = std::min(BucketHighNs(bucket), kMaxValueNs);
    return true;
  });
  if (above_range() > 0) {
    min_ns = std::min(min_ns, kMaxValueNs + 1);
    max_ns = above_max_ns;
  }
  Store(state_->min_ns, min_ns);
  Store(state_->max_ns, max_ns);
}

LatencyHistogram LatencyHistogram::TakeDifference(
    LatencyHistogram& earlier) const {
  LatencyHistogram difference;
  State& then = *earlier.state_;
  State& delta = *difference.state_;
  VisitBuckets([&](size_t bucket, uint64_t count) {
    earlier.AddToBucket(bucket, 0);  // zeroes its block if need be
    const std::atomic_ref<uint64_t> before = earlier.CountOf(bucket);
    const uint64_t before_count = before.load(std::memory_order_relaxed);
    assert(count >= before_count);
    if (count == before_count) return true;
    difference.AddToBucket(bucket, count - before_count);
    before.store(count, std::memory_order_relaxed);
    return true;
  });
  const auto subtract = [](const std::atomic<uint64_t>& now_value,
                           std::atomic<uint64_t>& then_value,
                           std::atomic<uint64_t>& delta_value) {
    const uint64_t now_read = Load(now_value);
    Store(delta_value, now_read - Load(then_value));
    Store(then_value, now_read);
  };
  subtract(state_->above_range, then.above_range, delta.above_range);
  subtract(state_->below_range, then.below_range, delta.below_range);
  subtract(state_->sum_ns, then.sum_ns, delta.sum_ns);
  // What a sum that has stopped growing gained can't be known.
  if (Load(then.sum_ns) == kSaturatedSum && Load(delta.blocks) != 0) {
    Store(delta.sum_ns, kSaturatedSum);
  }
  // The recorder's count of values above range may be ahead of its maximum.
  const int64_t max_ns = Load(state_->max_ns);
  difference.SetBoundsFromBuckets(std::max(max_ns, kMaxValueNs + 1));
  Store(then.min_ns, Load(state_->min_ns));
  Store(then.max_ns, max_ns);
  return difference;
}

}  // namespace grpc_perf_msgr
