// What an environment says against the numbers that were made in it.
#ifndef GRPC_PERF_MSGR_COMMON_ENVIRONMENT_WARNINGS_H_
#define GRPC_PERF_MSGR_COMMON_ENVIRONMENT_WARNINGS_H_

#include <vector>

#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// What a reader should know before trusting numbers made in `environment`: a
// debug build, a sanitizer, an unknown commit... It is that of `end`.
std::vector<v1::Warning> EnvironmentWarnings(const v1::Environment& environment,
                                             v1::Warning::End end);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_ENVIRONMENT_WARNINGS_H_
