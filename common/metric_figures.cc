#include "common/metric_figures.h"

#include "common/transport_records.h"

namespace grpc_perf_msgr {

// A rate needs a time to be over; without one measured message there is none.
Figure PerSecond(const Measured& m, uint64_t number) {
  const v1::Result& result = m.result;
  if (result.counts().answered() == 0 || result.run_time_ns() <= 0) return {};
  return static_cast<double>(number) /
         (static_cast<double>(result.run_time_ns()) / 1e9);
}

// Little's law ("A proof for the queuing formula", Operations Research 9,
// 1961): messages in flight = throughput x mean latency. For a client that
// takes no times. What it thinks is in no latency, so with think time nothing
// can be said.
Figure DerivedLatency(const Measured& m) {
  const v1::Conditions& conditions = m.result.conditions();
  const Figure rate = PerSecond(m, m.result.counts().answered());
  if (RunsOurClient(conditions.transport()) || conditions.think_ns() > 0 ||
      !rate.has_value()) {
    return {};
  }
  return static_cast<double>(conditions.threads()) * conditions.window() * 1e9 /
         *rate;
}

Figure PerMessage(const v1::CpuUsage& cpu, double whole) {
  if (cpu.messages() == 0) return {};
  return whole / static_cast<double>(cpu.messages());
}

Figure User(const v1::CpuUsage& cpu) {
  return PerMessage(cpu, static_cast<double>(cpu.user_ns()));
}

Figure System(const v1::CpuUsage& cpu) {
  return PerMessage(cpu, static_cast<double>(cpu.system_ns()));
}

Figure Sum(Figure a, Figure b) {
  if (!a.has_value() || !b.has_value()) return {};
  return *a + *b;
}

Figure Cpu(const v1::CpuUsage& cpu) { return Sum(User(cpu), System(cpu)); }

Figure Switches(const v1::CpuUsage& cpu) {
  return PerMessage(
      cpu, static_cast<double>(cpu.voluntary_context_switches()) +
               static_cast<double>(cpu.involuntary_context_switches()));
}

Figure MeanThink(const v1::ThinkTimeUse& think) {
  if (think.asked_ns() <= 0 || think.count() == 0) return {};
  return static_cast<double>(think.achieved_total_ns()) /
         static_cast<double>(think.count());
}

}  // namespace grpc_perf_msgr
