// What of a comparison goes into its HTML page, and how it gets there without
// being taken for markup.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_HTML_PAGE_DATA_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_HTML_PAGE_DATA_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/statusor.h"
#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

// `comparison` without what the page does not show: histograms, threads and
// intervals of single runs. Conditions are kept on the first run of each
// target, a host's environment and the network on the first run in which they
// were seen.
v1::Comparison SlimForPage(const v1::Comparison& comparison);

// The metrics that the page shows, as a JSON array in their order: names,
// labels, units, which way is better, and where they stand. Holds no markup.
std::string FormatPageMetrics();

// `message` as JSON (field names as in the .proto files) that may stand in a
// <script> element: it holds no "<", ">" or "&".
absl::StatusOr<std::string> FormatPageData(
    const google::protobuf::Message& message);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_HTML_PAGE_DATA_H_
