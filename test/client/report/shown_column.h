// What a column shows of a result, for tests of reports.
#ifndef GRPC_PERF_MSGR_TEST_CLIENT_REPORT_SHOWN_COLUMN_H_
#define GRPC_PERF_MSGR_TEST_CLIENT_REPORT_SHOWN_COLUMN_H_

#include <string>

#include "client/report/columns.h"
#include "gtest/gtest.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// The test fails when there is no such column.
inline std::string Shown(const std::string& name, const v1::Result& result) {
  for (const Column& column : Columns()) {
    if (column.name == name) return FormatValue(column, column.get(result));
  }
  ADD_FAILURE() << "no column " << name;
  return "no such column";
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_CLIENT_REPORT_SHOWN_COLUMN_H_
