// What both programs do with the gRPC library as such.
#ifndef GRPC_PERF_MSGR_COMMON_GRPC_GRPC_RUNTIME_H_
#define GRPC_PERF_MSGR_COMMON_GRPC_GRPC_RUNTIME_H_

#include <grpc/support/time.h>

#include <cstdint>

#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// First thing in main, before any other use of gRPC or of a lock:
//  - Keeps gRPC's own log off stderr, where our messages say the same for
//    people; GRPC_VERBOSITY in the environment brings it back.
//  - Switches absl's search for mutex deadlocks off: Debian's absl and gRPC are
//    built without NDEBUG and would search at every lock.
void PrepareGrpcRuntime();

// gRPC's version, and whether it was built with its assertions on.
v1::Library GrpcLibrary();

// Now plus `from_now_ns`, as gRPC takes deadlines.
gpr_timespec GrpcDeadline(int64_t from_now_ns);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_GRPC_GRPC_RUNTIME_H_
