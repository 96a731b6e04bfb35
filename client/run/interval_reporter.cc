#include "client/run/interval_reporter.h"

#include <algorithm>
#include <array>
#include <utility>

namespace grpc_perf_msgr {

IntervalReporter::IntervalReporter(const Workload& workload,
                                   std::vector<const MessageWindow*> windows,
                                   int64_t start_ns)
    : workload_(workload),
      windows_(std::move(windows)),
      start_ns_(start_ns),
      last_ns_(start_ns),
      earlier_(windows_.size()) {}

v1::Interval IntervalReporter::Next(int64_t now_ns) {
  LatencyHistogram latency;
  uint64_t answered = 0;
  uint64_t measured = 0;
  uint64_t in_flight = 0;
  std::array<size_t, 3> threads_in_phase = {};
  for (size_t i = 0; i < windows_.size(); ++i) {
    const MessageWindow& window = *windows_[i];
    latency.Merge(window.latency().TakeDifference(earlier_[i]));
    answered += window.AnsweredInAllPhases();
    measured += window.MeasuredAnswered();
    in_flight += window.InFlight();
    ++threads_in_phase[static_cast<size_t>(window.CurrentPhase())];
  }
  const auto most =
      std::max_element(threads_in_phase.begin(), threads_in_phase.end());
  v1::Interval interval;
  interval.set_start_ns(last_ns_ - start_ns_);
  interval.set_end_ns(now_ns - start_ns_);
  const uint64_t messages = answered - last_answered_;
  interval.set_messages(messages);
  interval.set_bytes_sent(messages * workload_.window.bytes);
  interval.set_bytes_received(messages * workload_.window.reply_bytes);
  if (latency.total_count() > 0) {
    interval.set_p50_ns(latency.QuantileNs(0.5));
    interval.set_p99_ns(latency.QuantileNs(0.99));
  }
  interval.set_in_flight(in_flight);
  interval.set_phase(
      PhaseName(static_cast<Phase>(most - threads_in_phase.begin())));
  interval.set_measured_so_far(measured);
  interval.set_measured_planned(workload_.window.plan.ios * workload_.threads);
  last_ns_ = now_ns;
  last_answered_ = answered;
  return interval;
}

}  // namespace grpc_perf_msgr
