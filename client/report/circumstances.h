// What surrounds the figures of a result, in words: the settings of both ends,
// their hosts and builds, whether they were throttled, and warnings.
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_CIRCUMSTANCES_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_CIRCUMSTANCES_H_

#include <string>
#include <vector>

#include "common/warnings.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// Paragraphs "Client", "Server" and, when it is known, "Network". Says so when
// the server told nothing of itself.
std::vector<std::string> FormatHosts(const v1::Result& result);

// A paragraph "Conditions", those of FormatHosts and, when an end was
// throttled, "Throttled".
std::string FormatCircumstances(const v1::Result& result);

// A paragraph "warning: ..." for each warning; "" when there are none.
std::string FormatWarnings(const Warnings& warnings);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_CIRCUMSTANCES_H_
