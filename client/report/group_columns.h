// The columns of merged results only; a part of Columns().
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_GROUP_COLUMNS_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_GROUP_COLUMNS_H_

#include <vector>

#include "client/report/columns.h"

namespace grpc_perf_msgr {

// Absent values for the result of one client.
std::vector<Column> GroupColumns();

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_GROUP_COLUMNS_H_
