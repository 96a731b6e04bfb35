// What making a payload costs, and what --verify costs either end for each one.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "common/payload.h"

namespace grpc_perf_msgr {
namespace {

constexpr int64_t kSmallestBytes = 64;
constexpr int64_t kGreatestBytes = 4 << 20;

void BM_MakePayload(benchmark::State& state) {
  const auto bytes = static_cast<size_t>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(MakePayload(bytes));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_MakePayload)
    ->RangeMultiplier(16)
    ->Range(kSmallestBytes, kGreatestBytes);

void BM_Crc32c(benchmark::State& state) {
  const std::string payload = MakePayload(static_cast<size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(Crc32c(payload));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_Crc32c)->RangeMultiplier(16)->Range(kSmallestBytes,
                                                 kGreatestBytes);

}  // namespace
}  // namespace grpc_perf_msgr
