// Every column that reports show: its name, unit and where it comes from, once.
// Table and CSV walk this list. Metrics have rows of their own in
// common/metrics.h.
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_COLUMNS_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_COLUMNS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// Absent (monostate), text, a whole number, or a number with a fraction.
using ColumnValue = std::variant<std::monostate, std::string, uint64_t, double>;

// What part of a report a column belongs to.
enum class ColumnGroup {
  kConditions,
  kThroughput,
  kLatency,
  // Not measured but computed from other figures.
  kDerivedLatency,
  kCpu,
  kThinkTime,
  kCounts,
  kStatus,
  // When, on which hosts and from which commit.
  kEnvironment,
  // Of merged results only.
  kGroup,
};

struct Column {
  ColumnGroup group;
  // For machines: snake case, the unit at its end ("latency_p50_us"), unique.
  std::string name;
  // For people: "p50".
  std::string label;
  // "us", "msg/s", "MB/s" (10^6 bytes), or "" for a bare number or text.
  const char* unit;
  // Digits behind the point of a double.
  int decimals;
  std::function<ColumnValue(const v1::Result& result)> get;
};

// In the order in which they are shown.
const std::vector<Column>& Columns();

// The value with its column's decimals, no unit: "", text or digits with a
// point, independent of the locale.
std::string FormatValue(const Column& column, const ColumnValue& value);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_COLUMNS_H_
