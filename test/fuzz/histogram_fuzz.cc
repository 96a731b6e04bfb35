// libFuzzer target: the record of a latency histogram, as bytes of protobuf.
// What is accepted is what ToProto writes, and its figures hang together.
#include <utility>

#include "client/load/latency_histogram.h"
#include "test/fuzz/require.h"

namespace grpc_perf_msgr {
namespace {

void CheckFigures(const LatencyHistogram& histogram) {
  Require(histogram.total_count() >= histogram.count());
  const double mean = histogram.MeanNs();
  Require(mean >= 0 && histogram.StddevNs() >= 0);
  int64_t last = 0;
  for (const double quantile : {0.0, 0.5, 0.9, 0.99, 0.9999, 1.0}) {
    const int64_t value = histogram.QuantileNs(quantile);
    Require(value >= last && value <= histogram.max_ns());
    last = value;
  }
  if (histogram.count() + histogram.above_range() == 0) return;
  Require(histogram.min_ns() <= histogram.max_ns());
  Require(histogram.QuantileNs(0) >= histogram.min_ns());
}

}  // namespace
}  // namespace grpc_perf_msgr

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using grpc_perf_msgr::LatencyHistogram;
  using grpc_perf_msgr::Require;
  grpc_perf_msgr::v1::Histogram record;
  if (!record.ParseFromArray(data, static_cast<int>(size))) return 0;
  absl::StatusOr<LatencyHistogram> histogram =
      LatencyHistogram::FromProto(record);
  if (!histogram.ok()) return 0;
  grpc_perf_msgr::CheckFigures(*histogram);
  const grpc_perf_msgr::v1::Histogram written = histogram->ToProto();
  record.DiscardUnknownFields();
  Require(written.SerializeAsString() == record.SerializeAsString());
  // Merged into an empty one it is the same.
  LatencyHistogram merged;
  merged.Merge(*histogram);
  Require(merged.ToProto().SerializeAsString() == written.SerializeAsString());
  return 0;
}
