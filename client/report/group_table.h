// The clients of a merged result, as people read them on a terminal.
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_GROUP_TABLE_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_GROUP_TABLE_H_

#include <string>

#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// How well the clients started and measured together, and the figures of each,
// a line each. Of a large group only slowest, fastest and failed ones. "" for
// the result of one client.
std::string FormatGroup(const v1::Result& result);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_GROUP_TABLE_H_
