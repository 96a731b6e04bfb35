#include "client/transport/grpc/abandonable.h"

#include <vector>

#include "common/mutex.h"

namespace grpc_perf_msgr {
namespace {

struct Kept {
  Mutex mutex;
  std::vector<std::shared_ptr<void>> all ABSL_GUARDED_BY(mutex);
};

}  // namespace

void KeepForGood(std::shared_ptr<void> what) {
  // Never destroyed: gRPC's threads may use it while the process ends.
  static Kept& kept = *new Kept;
  const MutexLock lock(kept.mutex);
  kept.all.push_back(std::move(what));
}

}  // namespace grpc_perf_msgr
