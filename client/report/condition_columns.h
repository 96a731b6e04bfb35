// The columns of what was asked of both ends; parts of Columns().
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_CONDITION_COLUMNS_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_CONDITION_COLUMNS_H_

#include <vector>

#include "client/report/columns.h"

namespace grpc_perf_msgr {

// The first columns of all.
std::vector<Column> ConditionColumns();

// The last columns but later metrics: those that came later, so that whoever
// takes columns by their place finds the others where they were.
std::vector<Column> LaterConditionColumns();

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_CONDITION_COLUMNS_H_
