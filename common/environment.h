// What a result says about the host and the build that made it.
#ifndef GRPC_PERF_MSGR_COMMON_ENVIRONMENT_H_
#define GRPC_PERF_MSGR_COMMON_ENVIRONMENT_H_

#include <string>

#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// Begins the part of Environment.build_type that names sanitizers.
inline constexpr char kSanitizersMark[] = " (sanitizers: ";

// "0.1.0"
const char* ProgramVersion();
// Commit of the source, with "-dirty" when it was changed; or "unknown".
const char* ProgramCommit();
// Text for --version: program, version, commit, build type, libraries.
std::string VersionText(const std::string& program);

// Host, kernel, limits, build and the libraries that common knows of
// (protobuf, absl, ISA-L). What can't be found stays empty. Any thread. The
// caller adds libraries that only it knows (gRPC).
v1::Environment ReadEnvironment();

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_ENVIRONMENT_H_
