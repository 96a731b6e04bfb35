// A comparison's record as text: comparison.json, and the journal of the runs
// that were made since it was written. Pure.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_JOURNAL_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_JOURNAL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

// Reads a comparison's JSON, strictly, of this schema version or of one that it
// replaced; what is derived in its runs is derived anew.
absl::StatusOr<v1::Comparison> ParseComparison(const std::string& text);

// Adds the runs of a journal, one a line as JSON. Its last line may be cut, of
// which the comparison then warns; another that can't be read is
// INVALID_ARGUMENT, which names the line.
absl::Status AddJournal(const std::string& text, v1::Comparison& comparison);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_JOURNAL_H_
