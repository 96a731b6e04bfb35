#include "client/load/latency_histogram.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
namespace {

constexpr int64_t kMaxValueNs = LatencyHistogram::kMaxValueNs;

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

absl::Status Malformed(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("histogram: ", what));
}

absl::Status CheckBuckets(const v1::Histogram& proto) {
  if (proto.bucket_size() != proto.count_size()) {
    return Malformed(absl::StrCat("there must be as many counts as buckets, ",
                                  "got ", proto.bucket_size(), " buckets and ",
                                  proto.count_size(), " counts"));
  }
  absl::uint128 total =
      absl::uint128(proto.above_range()) + proto.below_range();
  for (int i = 0; i < proto.bucket_size(); ++i) {
    if (proto.bucket(i) >= LatencyHistogram::kBuckets) {
      return Malformed(absl::StrCat("bucket[", i, "] must be 0..",
                                    LatencyHistogram::kBuckets - 1, ", got ",
                                    proto.bucket(i)));
    }
    if (i > 0 && proto.bucket(i) <= proto.bucket(i - 1)) {
      return Malformed(
          absl::StrCat("bucket[", i, "] must be greater than the one before, ",
                       proto.bucket(i - 1), ", got ", proto.bucket(i)));
    }
    if (proto.count(i) == 0) {
      return Malformed(
          absl::StrCat("count[", i, "] must be greater than 0, got 0"));
    }
    total += proto.count(i);
  }
  if (absl::Uint128High64(total) != 0) {
    return Malformed("the counts together must fit in 64 bits, got more");
  }
  return absl::OkStatus();
}

absl::Status CheckWithin(absl::string_view field, int64_t value, int64_t low,
                         int64_t high) {
  if (low <= value && value <= high) return absl::OkStatus();
  return Malformed(
      absl::StrCat(field, " must be ", low, "..", high, ", got ", value));
}

// Whether min and max lie where the buckets, which are valid, say.
absl::Status CheckBounds(const v1::Histogram& proto) {
  constexpr int64_t kEnd = std::numeric_limits<int64_t>::max();
  const int buckets = proto.bucket_size();
  int64_t min_low = 0, min_high = 0, max_low = 0, max_high = 0;
  if (proto.above_range() > 0) {
    min_low = max_low = kMaxValueNs + 1;
    min_high = max_high = kEnd;
  }
  if (buckets > 0) {
    const auto high_of = [](size_t bucket) {
      return std::min(LatencyHistogram::BucketHighNs(bucket), kMaxValueNs);
    };
    min_low = LatencyHistogram::BucketLowNs(proto.bucket(0));
    min_high = high_of(proto.bucket(0));
    if (proto.above_range() == 0) {
      max_low = LatencyHistogram::BucketLowNs(proto.bucket(buckets - 1));
      max_high = high_of(proto.bucket(buckets - 1));
    }
  }
  absl::Status status =
      CheckWithin("min_ns", proto.min_ns(), min_low, min_high);
  if (!status.ok()) return status;
  status = CheckWithin("max_ns", proto.max_ns(), max_low, max_high);
  if (!status.ok()) return status;
  if (proto.min_ns() > proto.max_ns()) {
    return Malformed(absl::StrCat("min_ns must be at most max_ns, ",
                                  proto.max_ns(), ", got ", proto.min_ns()));
  }
  return absl::OkStatus();
}

// Whether the sum is one that values in these buckets, which are valid, can
// have. The greatest number stands for a sum that did not fit.
absl::Status CheckSum(const v1::Histogram& proto) {
  absl::uint128 low = 0, high = 0;
  for (int i = 0; i < proto.bucket_size(); ++i) {
    const absl::uint128 count = proto.count(i);
    low += count * LatencyHistogram::BucketLowNs(proto.bucket(i));
    high += count * LatencyHistogram::BucketHighNs(proto.bucket(i));
  }
  constexpr uint64_t kSaturated = std::numeric_limits<uint64_t>::max();
  const auto saturate = [](absl::uint128 value) {
    return absl::Uint128High64(value) != 0 ? kSaturated
                                           : absl::Uint128Low64(value);
  };
  const uint64_t sum = proto.sum_ns();
  const bool saturated = sum == kSaturated && proto.bucket_size() > 0;
  if (saturated || (saturate(low) <= sum && sum <= saturate(high))) {
    return absl::OkStatus();
  }
  return Malformed(absl::StrCat("sum_ns must be ", saturate(low), "..",
                                saturate(high), " by the buckets, got ", sum));
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

template <typename Visitor>
void LatencyHistogram::VisitBuckets(Visitor visit) const {
  uint64_t blocks = state_->blocks.load(std::memory_order_acquire);
  for (; blocks != 0; blocks &= blocks - 1) {
    const size_t first = std::countr_zero(blocks) * kBlockBuckets;
    const size_t last = std::min(first + kBlockBuckets, kBuckets);
    for (size_t bucket = first; bucket < last; ++bucket) {
      const uint64_t count = CountOf(bucket).load(std::memory_order_relaxed);
      if (count != 0 && !visit(bucket, count)) return;
    }
  }
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

v1::Histogram LatencyHistogram::ToProto() const {
  v1::Histogram proto;
  VisitBuckets([&proto](size_t bucket, uint64_t count) {
    proto.add_bucket(static_cast<uint32_t>(bucket));
    proto.add_count(count);
    return true;
  });
  proto.set_min_ns(min_ns());
  proto.set_max_ns(max_ns());
  proto.set_sum_ns(Load(state_->sum_ns));
  proto.set_above_range(above_range());
  proto.set_below_range(below_range());
  return proto;
}

absl::StatusOr<LatencyHistogram> LatencyHistogram::FromProto(
    const v1::Histogram& proto) {
  absl::Status status = CheckBuckets(proto);
  if (status.ok()) status = CheckBounds(proto);
  if (status.ok()) status = CheckSum(proto);
  if (!status.ok()) return status;
  LatencyHistogram histogram;
  State& state = *histogram.state_;
  for (int i = 0; i < proto.bucket_size(); ++i) {
    histogram.AddToBucket(proto.bucket(i), proto.count(i));
  }
  if (proto.bucket_size() > 0 || proto.above_range() > 0) {
    Store(state.min_ns, proto.min_ns());
    Store(state.max_ns, proto.max_ns());
  }
  Store(state.sum_ns, proto.sum_ns());
  Store(state.above_range, proto.above_range());
  Store(state.below_range, proto.below_range());
  return histogram;
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
