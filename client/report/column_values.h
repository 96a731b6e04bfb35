// From what a result holds to what a column shows.
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_COLUMN_VALUES_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_COLUMN_VALUES_H_

#include <cstdint>
#include <string>

#include "absl/strings/str_join.h"
#include "client/report/columns.h"
#include "common/transport_records.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

inline constexpr int64_t kNsPerUs = 1'000;
inline constexpr int64_t kNsPerSecond = 1'000'000'000;

// Absent when it is empty.
inline ColumnValue Text(const std::string& text) {
  if (text.empty()) return {};
  return text;
}

inline ColumnValue Whole(uint64_t value) { return value; }

// In multiples of `unit`.
inline ColumnValue Scaled(int64_t value, int64_t unit) {
  return static_cast<double>(value) / static_cast<double>(unit);
}

// For what 0 says "not set".
inline ColumnValue UnlessZero(const ColumnValue& value) {
  if (value == Whole(0) || value == Scaled(0, 1)) return {};
  return value;
}

// For what this project's clients measure or are told, and Ceph's own is not.
inline ColumnValue OfOurClient(const v1::Result& result,
                               const ColumnValue& value) {
  if (!RunsOurClient(result.conditions().transport())) return {};
  return value;
}

// Separated by spaces.
template <typename List>
ColumnValue Joined(const List& list) {
  return Text(absl::StrJoin(list, " "));
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_COLUMN_VALUES_H_
