// What metrics are computed by; for their rows alone.
#ifndef GRPC_PERF_MSGR_COMMON_METRIC_FIGURES_H_
#define GRPC_PERF_MSGR_COMMON_METRIC_FIGURES_H_

#include <cstdint>
#include <optional>

#include "common/metrics.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// Absent where nothing was measured.
using Figure = std::optional<double>;

// `number` over the run time.
Figure PerSecond(const Measured& m, uint64_t number);

// The latency that so many of 10,000 messages do not exceed.
template <int share>
Figure Within(const Measured& m) {
  if (!m.latency_quantile_ns) return {};
  return m.latency_quantile_ns(share / 1e4);
}

// Mean latency by Little's law, for a client that takes no times.
Figure DerivedLatency(const Measured& m);

// Of one process, over its messages: times in ns.
Figure User(const v1::CpuUsage& cpu);
Figure System(const v1::CpuUsage& cpu);
// Both.
Figure Cpu(const v1::CpuUsage& cpu);
// Context switches, voluntary and involuntary.
Figure Switches(const v1::CpuUsage& cpu);
// `whole` over the messages of `cpu`.
Figure PerMessage(const v1::CpuUsage& cpu, double whole);

// Absent where either is.
Figure Sum(Figure a, Figure b);

// Mean think time spent, in ns; absent where none was asked for.
Figure MeanThink(const v1::ThinkTimeUse& think);

// A figure of one process, at either end.
template <Figure (*of)(const v1::CpuUsage&)>
Figure OfClient(const Measured& m) {
  return of(m.result.client_cpu());
}
template <Figure (*of)(const v1::CpuUsage&)>
Figure OfServer(const Measured& m) {
  return of(m.result.server_cpu());
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_METRIC_FIGURES_H_
