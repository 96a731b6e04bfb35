// A comparison as one HTML page for people: the answer in a sentence, charts,
// all figures with their intervals, conditions, hosts and method.
// Self-contained: it opens without a network, and its policy forbids it to load
// anything.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_HTML_HTML_REPORT_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_HTML_HTML_REPORT_H_

#include <string>

#include "absl/status/statusor.h"
#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

// The whole page. Works for a comparison that was cut short, too: what was not
// measured is said to be missing. Names and messages may hold any characters;
// they never become markup. INTERNAL when protobuf can't write the data as
// JSON.
absl::StatusOr<std::string> FormatHtml(const v1::Comparison& comparison);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_HTML_HTML_REPORT_H_
