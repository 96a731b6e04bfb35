// The comparison as one self-contained web page.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_HTML_REPORT_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_HTML_REPORT_H_

#include <string>

#include "absl/status/statusor.h"
#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

absl::StatusOr<std::string> FormatHtml(const v1::Comparison& comparison);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_HTML_REPORT_H_
