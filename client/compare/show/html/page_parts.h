// The parts of the report's page that are the same in every report: the files
// in page/ and the chart library, embedded into the program at build time by
// cmake/EmbedFiles.cmake, which writes the definitions.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_HTML_PAGE_PARTS_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_HTML_PAGE_PARTS_H_

#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

// HTML with a place "@NAME@" for each of the others and for the data.
absl::string_view PageTemplate();

absl::string_view PageStyle();

absl::string_view PageScript();

// Chart.js, minified.
absl::string_view ChartLibrary();

// Its license, which must go wherever it goes. Plain text.
absl::string_view ChartLibraryLicense();

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_HTML_PAGE_PARTS_H_
