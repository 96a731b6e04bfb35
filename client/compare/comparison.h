// Runs a comparison: every planned run that was not made yet.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_COMPARISON_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_COMPARISON_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/compare/make/result_folder.h"
#include "client/compare/make/signals.h"
#include "client/compare/plan/plan.h"
#include "client/compare/run_maker.h"
#include "client/compare/show/progress.h"
#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

// A comparison of `scenario`, which is complete, without runs.
v1::Comparison NewComparison(const v1::Scenario& scenario);

// The planned runs that `comparison` lacks, in their order. One that failed is
// there.
std::vector<PlannedRun> RunsToMake(const v1::Comparison& comparison);

// Makes the runs that are missing and keeps each in the folder's journal; then
// computes cells, status and warnings. A run that fails is recorded as such and
// the others go on. The status is "CANCELLED" when the user wanted to end. An
// error, e.g. a full disk, ends it early, too.
absl::Status RunComparison(const Programs& programs, ResultFolder& folder,
                           Signals& signals, CompareProgress& progress,
                           v1::Comparison& comparison);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_COMPARISON_H_
