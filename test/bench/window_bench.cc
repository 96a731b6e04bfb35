// What the window costs a message: send and receive, without any transport.
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "benchmark/benchmark.h"
#include "client/load/message_window.h"
#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

// One message a turn, the window always full; `read_clock`: with the two clock
// readings that a real transport makes.
void SendAndReceive(benchmark::State& state, bool read_clock) {
  StopSignal stop{StopLevel::kNone};
  WindowOptions options;
  options.window = static_cast<uint32_t>(state.range(0));
  options.plan.duration_ns = int64_t{1} << 60;
  MessageWindow window(options, &stop);
  int64_t now = SteadyNowNs();
  window.Start(now);
  std::vector<uint64_t> in_flight;
  while (window.Sendable() > 0) in_flight.push_back(window.Send(now));
  size_t oldest = 0;
  for (auto _ : state) {
    now = read_clock ? SteadyNowNs() : now + 1000;
    if (!window.Receive(in_flight[oldest], "", std::nullopt, now).ok()) {
      state.SkipWithError("reply refused");
      break;
    }
    now = read_clock ? SteadyNowNs() : now + 1000;
    in_flight[oldest] = window.Send(now);
    if (++oldest == in_flight.size()) oldest = 0;
  }
  state.SetItemsProcessed(state.iterations());
}

void BM_WindowMessage(benchmark::State& state) {
  SendAndReceive(state, /*read_clock=*/false);
}
BENCHMARK(BM_WindowMessage)->Arg(1)->Arg(32)->Arg(1024);

void BM_WindowMessageWithClock(benchmark::State& state) {
  SendAndReceive(state, /*read_clock=*/true);
}
BENCHMARK(BM_WindowMessageWithClock)->Arg(1)->Arg(32)->Arg(1024);

void BM_SteadyClock(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(SteadyNowNs());
}
BENCHMARK(BM_SteadyClock);

}  // namespace
}  // namespace grpc_perf_msgr
