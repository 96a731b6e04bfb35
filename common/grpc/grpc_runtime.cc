#include "common/grpc/grpc_runtime.h"

#include <grpc/support/log.h>
#include <grpcpp/grpcpp.h>

#include <cstdlib>

#include "absl/synchronization/mutex.h"

// A function of gRPC's that has a parameter more, and hence another symbol,
// where the library was built without NDEBUG (grpc 1.51,
// src/core/ext/transport/chttp2/transport/internal.h). One of the two is there,
// whether the library is linked as an archive or shared; neither in others.
extern "C" {
extern const char kStreamRefWithReason[] __asm__(
    "_Z22grpc_chttp2_stream_refP18grpc_chttp2_streamPKc") __attribute__((weak));
extern const char kStreamRef[] __asm__(
    "_Z22grpc_chttp2_stream_refP18grpc_chttp2_stream") __attribute__((weak));
}

namespace grpc_perf_msgr {

void PrepareGrpcRuntime() {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  if (std::getenv("GRPC_VERBOSITY") != nullptr) return;
  gpr_set_log_function([](gpr_log_func_args*) {});
}

v1::Library GrpcLibrary() {
  v1::Library library;
  library.set_name("gRPC");
  library.set_version(grpc::Version());
  library.set_linkage(GRPC_PERF_MSGR_LINK);
  if (kStreamRefWithReason != nullptr) {
    library.set_checks_assertions(true);
  } else if (kStreamRef != nullptr) {
    library.set_checks_assertions(false);
  }
  return library;
}

gpr_timespec GrpcDeadline(int64_t from_now_ns) {
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                      gpr_time_from_nanos(from_now_ns, GPR_TIMESPAN));
}

}  // namespace grpc_perf_msgr
