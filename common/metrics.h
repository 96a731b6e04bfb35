// Every metric, once: its field in Summary, name, unit, how it is computed, and
// what comparisons do with it. Summary, table, CSV, comparison, page and
// docs/metrics.md walk this list: a new metric is a field of Summary, a row
// here and a line there.
#ifndef GRPC_PERF_MSGR_COMMON_METRICS_H_
#define GRPC_PERF_MSGR_COMMON_METRICS_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// What metrics are computed from.
struct Measured {
  const v1::Result& result;
  // Of the latencies in range, in ns; absent when there are none.
  std::optional<double> latency_mean_ns = {};
  std::optional<double> latency_stddev_ns = {};
  // The latency that this share of all messages does not exceed, in ns; empty
  // when there are none.
  std::function<double(double share)> latency_quantile_ns = {};
  std::optional<double> latency_max_ns = {};
};

// What part of a report a metric belongs to.
enum class MetricGroup {
  kThroughput,
  kLatency,
  // Not measured but computed from other figures.
  kDerivedLatency,
  kCpu,
  kThinkTime,
};

enum class MetricEnd { kClient, kServer, kBoth };

enum class Better { kMore, kLess };

// Where a comparison shows a metric; bits.
enum MetricPlace : unsigned {
  // The tables of all figures.
  kInTable = 1,
  // The page's first table.
  kAtAGlance = 2,
  // A chart of the page for each parameter.
  kInCharts = 4,
  // The page's bars of what CPU per message is made of.
  kInCpuBars = 8,
};

struct Metric {
  // Of Summary.
  const char* field;
  // For machines: snake case, the unit at its end ("latency_p50_us"), unique.
  const char* name;
  // For people, within its group: "p50".
  const char* label;
  // "us", "msg/s", "MB/s" (10^6 bytes), or "" for a bare number.
  const char* unit;
  // The field's value in one unit.
  double scale;
  // Digits behind the point.
  int decimals;
  MetricGroup group;
  // What it is, in a sentence without its end; for docs/metrics.md.
  const char* meaning;
  // From the record of a run; absent what was not measured.
  std::optional<double> (*compute)(const Measured& measured);
  MetricEnd end = MetricEnd::kBoth;
  // What of a message's cost it is, the same for each end ("CPU user"); "":
  // it stands not in the table of costs.
  const char* cost = "";
  // Its name in comparisons ("p50"); "": comparisons don't summarize it.
  const char* compared = "";
  // Heads its column where there is no room for ComparedLabel; may be "".
  const char* narrow = "";
  Better better = Better::kLess;
  // MetricPlaces.
  unsigned places = 0;
  // Title and axis of its charts.
  const char* chart = "";
  const char* axis = "";
  // It came after the first release: its column is one of the CSV's last.
  bool later = false;
};

// In the order in which they are shown.
const std::vector<Metric>& Metrics();

// The value in `summary`, in the metric's unit; absent when it is.
std::optional<double> ValueOf(const Metric& metric, const v1::Summary& summary);

// Sets the metric's field.
void Compute(const Metric& metric, const Measured& measured,
             v1::Summary& summary);

// Heads a comparison's column: "p50 us", "msg/s".
std::string ComparedLabel(const Metric& metric);

// Whether comparisons have medians and ratios of it.
bool IsCompared(const Metric& metric);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_METRICS_H_
