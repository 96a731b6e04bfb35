// What tests of histograms share.
#ifndef GRPC_PERF_MSGR_TEST_CLIENT_LOAD_HISTOGRAM_TESTING_H_
#define GRPC_PERF_MSGR_TEST_CLIENT_LOAD_HISTOGRAM_TESTING_H_

#include <google/protobuf/util/message_differencer.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "client/load/latency_histogram.h"

namespace grpc_perf_msgr {

inline constexpr int64_t kMaxValueNs = LatencyHistogram::kMaxValueNs;
inline constexpr int64_t kGreatest = std::numeric_limits<int64_t>::max();
inline constexpr uint64_t kSaturated = std::numeric_limits<uint64_t>::max();

// A histogram that recorded `values`.
inline LatencyHistogram Of(const std::vector<int64_t>& values) {
  LatencyHistogram histogram;
  for (const int64_t value : values) histogram.Record(value);
  return histogram;
}

// A record with these fields, well-formed or not.
inline v1::Histogram Proto(const std::vector<uint32_t>& buckets,
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

inline bool SameRecord(const LatencyHistogram& a, const LatencyHistogram& b) {
  return google::protobuf::util::MessageDifferencer::Equals(a.ToProto(),
                                                            b.ToProto());
}

// Spread evenly over the powers of two up to 2^bits; the same in every run.
inline std::vector<int64_t> PseudoRandomValues(size_t number, int bits) {
  std::mt19937_64 random(42);
  std::vector<int64_t> values(number);
  for (int64_t& value : values) {
    const int width = static_cast<int>(random() % (bits + 1));
    value = static_cast<int64_t>(random() >> 1) & ((int64_t{1} << width) - 1);
  }
  return values;
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_CLIENT_LOAD_HISTOGRAM_TESTING_H_
