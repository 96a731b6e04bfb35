// What recording costs a message, and what the once-a-second interval lines and
// the report at the end cost a thread.

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "client/load/latency_histogram.h"

namespace grpc_perf_msgr {
namespace {

constexpr size_t kValues = size_t{1} << 16;

// Log-normal around 50 us, as latencies of a loaded system are: they fill about
// a dozen powers of two.
std::vector<int64_t> MakeLatencies() {
  std::mt19937_64 random(1);
  std::lognormal_distribution<double> latency_ns(std::log(50'000.0), 0.8);
  std::vector<int64_t> values(kValues);
  for (int64_t& value : values) {
    value = static_cast<int64_t>(latency_ns(random));
  }
  return values;
}

LatencyHistogram MakeHistogram() {
  LatencyHistogram histogram;
  for (const int64_t value : MakeLatencies()) histogram.Record(value);
  return histogram;
}

void BM_RecordSameValue(benchmark::State& state) {
  LatencyHistogram histogram;
  for (auto _ : state) {
    histogram.Record(50'000);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_RecordSameValue);

void BM_RecordSpreadValues(benchmark::State& state) {
  const std::vector<int64_t> values = MakeLatencies();
  LatencyHistogram histogram;
  size_t next = 0;
  for (auto _ : state) {
    histogram.Record(values[next]);
    benchmark::ClobberMemory();
    next = (next + 1) % kValues;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_RecordSpreadValues);

// A new histogram and its first value.
void BM_ConstructAndRecord(benchmark::State& state) {
  for (auto _ : state) {
    LatencyHistogram histogram;
    histogram.Record(50'000);
    benchmark::DoNotOptimize(histogram.max_ns());
  }
}
BENCHMARK(BM_ConstructAndRecord);

// For one thread and second, with 100 new values.
void BM_TakeDifference(benchmark::State& state) {
  const std::vector<int64_t> values = MakeLatencies();
  LatencyHistogram histogram = MakeHistogram();
  LatencyHistogram earlier;
  size_t next = 0;
  for (auto _ : state) {
    for (int i = 0; i < 100; ++i) {
      histogram.Record(values[next]);
      next = (next + 1) % kValues;
    }
    benchmark::DoNotOptimize(histogram.TakeDifference(earlier));
  }
}
BENCHMARK(BM_TakeDifference)->Unit(benchmark::kMicrosecond);

void BM_Merge(benchmark::State& state) {
  const LatencyHistogram histogram = MakeHistogram();
  LatencyHistogram merged;
  for (auto _ : state) {
    merged.Merge(histogram);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(BM_Merge)->Unit(benchmark::kMicrosecond);

void BM_Quantile(benchmark::State& state) {
  const LatencyHistogram histogram = MakeHistogram();
  for (auto _ : state) benchmark::DoNotOptimize(histogram.QuantileNs(0.99));
}
BENCHMARK(BM_Quantile)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace grpc_perf_msgr
