// From runs to figures: what a comparison's tables and reports show.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_SUMMARIZE_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_SUMMARIZE_H_

#include <string>

#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

bool Succeeded(const v1::Run& run);

// Adds to a run what is derived from its result: verdict, by `floor` as for
// JudgeRun, and Little's law.
void JudgeInto(v1::Run& run, const v1::NetworkFloor* floor = nullptr);

// Computes cells anew: in the order of the scenario's points, and for each of
// its targets. A run that failed is counted and told of, never averaged in.
// Also adds warnings that the comparison does not have yet: those of its runs,
// each once, and those that the figures call for.
void Summarize(v1::Comparison& comparison);

// The cell's metric, if it has it.
const v1::Metric* FindMetric(const v1::Cell& cell, const std::string& name);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_JUDGE_SUMMARIZE_H_
