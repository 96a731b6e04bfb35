// The result as a line of CSV (RFC 4180).
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_CSV_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_CSV_H_

#include <string>

#include "absl/status/status.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// A field as CSV wants it: in quotes when it has to be.
std::string CsvField(const std::string& field);

// The names of all columns, and their values; each ends with "\n". An absent
// value is an empty field.
std::string FormatCsvHeader();
std::string FormatCsvRow(const v1::Result& result);

// Whether AppendCsv to `path` would work: it is new or empty (its folder exists
// and can be written) or begins with this version's header. Called before a run
// so that no result is lost. Creates nothing.
absl::Status CheckCsvPath(const std::string& path);

// Adds a row to the file; header first when the file is new or empty.
absl::Status AppendCsv(const std::string& path, const v1::Result& result);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_CSV_H_
