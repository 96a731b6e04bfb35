// Every latency of one thread, in fixed memory.
#ifndef GRPC_PERF_MSGR_CLIENT_LOAD_LATENCY_HISTOGRAM_H_
#define GRPC_PERF_MSGR_CLIENT_LOAD_LATENCY_HISTOGRAM_H_

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

#include "absl/status/statusor.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// A log-linear histogram of nanoseconds after the idea of HdrHistogram
// (hdrhistogram.org): 3 significant digits from 1 ns to 1 h. Values below 2048
// are exact; every power of two above is cut into 1024 buckets. What does not
// fit is counted apart. Result.proto's Histogram gives the formula.
//
// One thread records; any thread may read while it does (it then sees some
// recent state in which single counts may be ahead of others). Merging and
// copying, to and from a record too, are for histograms that nobody records
// into. A histogram that was moved from may only be assigned to or destroyed.
class LatencyHistogram {
 public:
  static constexpr int kExactBits = 11;
  static constexpr int64_t kMaxValueNs = 3'600'000'000'000;  // 1 h

  // The bucket that holds `value_ns`, which is 0..kMaxValueNs.
  static constexpr size_t BucketOf(int64_t value_ns) {
    const auto value = static_cast<uint64_t>(value_ns);
    const auto width = static_cast<int>(std::bit_width(value));
    const int shift = width > kExactBits ? width - kExactBits : 0;
    return (static_cast<size_t>(shift) << (kExactBits - 1)) + (value >> shift);
  }
  // Least and greatest value of a bucket.
  static constexpr int64_t BucketLowNs(size_t bucket) {
    const size_t half = size_t{1} << (kExactBits - 1);
    const size_t shift = bucket < 2 * half ? 0 : bucket / half - 1;
    return static_cast<int64_t>((bucket - shift * half) << shift);
  }
  static constexpr int64_t BucketHighNs(size_t bucket) {
    return BucketLowNs(bucket + 1) - 1;
  }
  // BucketOf(kMaxValueNs) + 1, as is asserted below.
  static constexpr size_t kBuckets = 33'421;

  LatencyHistogram();
  LatencyHistogram(LatencyHistogram&&) = default;
  LatencyHistogram& operator=(LatencyHistogram&&) = default;

  // Counts one value. A value below 0 or above kMaxValueNs is counted apart.
  // Never allocates. Inline, because it stands on every message's path.
  void Record(int64_t value_ns) {
    State& state = *state_;
    if (value_ns < 0) {
      Add(state.below_range, 1);
      return;
    }
    if (value_ns < Load(state.min_ns)) Store(state.min_ns, value_ns);
    if (value_ns > Load(state.max_ns)) Store(state.max_ns, value_ns);
    if (value_ns > kMaxValueNs) {
      Add(state.above_range, 1);
      return;
    }
    AddToBucket(BucketOf(value_ns), 1);
    AddToSum(static_cast<uint64_t>(value_ns));
  }

  // Adds everything that `other` holds.
  void Merge(const LatencyHistogram& other);

  // All that was recorded, what did not fit included.
  uint64_t total_count() const;
  // Values in buckets.
  uint64_t count() const;
  uint64_t above_range() const;
  uint64_t below_range() const;
  // Exact; 0 when nothing was recorded.
  int64_t min_ns() const;
  int64_t max_ns() const;

  // Exact mean of the values in range, or that of bucket middles should the sum
  // have outgrown 64 bits; 0 when there are none.
  double MeanNs() const;
  // Standard deviation (of the population) of the values in range, from bucket
  // middles; 0 when there are none.
  double StddevNs() const;
  // The least recorded value that at least `quantile` (0..1) of all values do
  // not exceed, i.e. of rank ceil(quantile * count), at least 1; rounded up to
  // the end of its bucket but never beyond max_ns(). Values above the range
  // rank above all buckets and give max_ns(). 0 when nothing was recorded.
  int64_t QuantileNs(double quantile) const;

  // The record of it, and back. InvalidArgument for a record that can't have
  // come from ToProto. Both are in histogram_record.cc.
  v1::Histogram ToProto() const;
  static absl::StatusOr<LatencyHistogram> FromProto(const v1::Histogram& proto);

  // What was recorded here since `earlier`, an older snapshot of this same
  // histogram, was taken; `earlier` becomes a snapshot of now. For the interval
  // lines: min and max of the difference are those of its buckets. May run
  // beside Record, each value then falls into one difference or the next, and
  // its count and its part of the mean not always into the same. Reads only
  // blocks of buckets that were ever hit.
  LatencyHistogram TakeDifference(LatencyHistogram& earlier) const;

 private:
  // Buckets come in blocks, one for each power of two. A block is zeroed when
  // the first value falls into it: memory for latencies that do not occur is
  // never touched, and readers skip it.
  static constexpr size_t kBlockBuckets = size_t{1} << (kExactBits - 1);
  static constexpr size_t kBlocks =
      (kBuckets + kBlockBuckets - 1) / kBlockBuckets;
  static_assert(kBlocks <= 64, "State::blocks has one bit for each");

  // On cache lines of its own, so that two recording threads do not slow each
  // other.
  struct alignas(64) State {
    // Bit i: block i is zeroed and may be read. Set with release.
    std::atomic<uint64_t> blocks{0};
    // Saturates at kSaturatedSum: 584 years of latency in all, which a thousand
    // threads with the greatest windows would collect in five minutes.
    std::atomic<uint64_t> sum_ns{0};
    std::atomic<int64_t> min_ns{kNoMin};
    std::atomic<int64_t> max_ns{kNoMax};
    std::atomic<uint64_t> above_range{0};
    std::atomic<uint64_t> below_range{0};
    // Indeterminate outside of zeroed blocks. Accessed with std::atomic_ref,
    // because an array of std::atomic would be zeroed by its constructor.
    uint64_t counts[kBuckets];
  };

  static constexpr uint64_t kSaturatedSum =
      std::numeric_limits<uint64_t>::max();
  static constexpr int64_t kNoMin = std::numeric_limits<int64_t>::max();
  static constexpr int64_t kNoMax = -1;

  // There is one writer, so plain loads and stores do: no locked instruction.
  template <typename T>
  static T Load(const std::atomic<T>& value) {
    return value.load(std::memory_order_relaxed);
  }
  template <typename T>
  static void Store(std::atomic<T>& target, T value) {
    target.store(value, std::memory_order_relaxed);
  }
  static void Add(std::atomic<uint64_t>& target, uint64_t addend) {
    Store(target, Load(target) + addend);
  }
  void AddToSum(uint64_t addend) {
    const uint64_t sum = Load(state_->sum_ns) + addend;
    Store(state_->sum_ns, sum < addend ? kSaturatedSum : sum);
  }

  // Valid only for buckets of zeroed blocks.
  std::atomic_ref<uint64_t> CountOf(size_t bucket) const {
    return std::atomic_ref<uint64_t>(state_->counts[bucket]);
  }
  void AddToBucket(size_t bucket, uint64_t addend) {
    const size_t block = bucket / kBlockBuckets;
    if ((Load(state_->blocks) >> block & 1) == 0) [[unlikely]] {
      ZeroBlock(block);
    }
    const std::atomic_ref<uint64_t> count = CountOf(bucket);
    count.store(count.load(std::memory_order_relaxed) + addend,
                std::memory_order_relaxed);
  }
  void ZeroBlock(size_t block);

  // Calls visit(bucket, count) for each bucket that is not empty, ascending,
  // until it returns false.
  template <typename Visitor>
  void VisitBuckets(Visitor visit) const;

  // Mean of the middles of the buckets, each as often as it was hit.
  double MeanOfMiddlesNs() const;
  // Least and greatest become those of the buckets and of values above range.
  void SetBoundsFromBuckets(int64_t above_max_ns);

  std::unique_ptr<State> state_;
};

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

static_assert(LatencyHistogram::kBuckets ==
              LatencyHistogram::BucketOf(LatencyHistogram::kMaxValueNs) + 1);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_LOAD_LATENCY_HISTOGRAM_H_
