// LatencyHistogram's record, Result.proto's Histogram: to it and, checked,
// back.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/load/latency_histogram.h"

namespace grpc_perf_msgr {
namespace {

constexpr int64_t kMaxValueNs = LatencyHistogram::kMaxValueNs;

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

}  // namespace grpc_perf_msgr
