// TEMPORARY: to be replaced by the report.
#include "client/compare/html_report.h"

#include "absl/status/status.h"

namespace grpc_perf_msgr {

absl::StatusOr<std::string> FormatHtml(const v1::Comparison&) {
  return absl::UnimplementedError("the report is not written yet");
}

}  // namespace grpc_perf_msgr
