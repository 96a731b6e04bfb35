#include "client/compare/judge/floor_stream.h"

#include "absl/strings/str_format.h"
#include "client/compare/judge/verdict.h"

namespace grpc_perf_msgr {
namespace {

// A stream that fills a link waits for it: so many round trips at least.
constexpr double kQueued = 2;

}  // namespace

v1::Verdict JudgeFloorStream(const v1::Result& result,
                             const v1::NetworkFloor& floor) {
  v1::Verdict verdict = JudgeRun(result);
  const double waits = floor.round_trip_p50_ns() > 0
                           ? result.summary().latency_mean_ns() /
                                 static_cast<double>(floor.round_trip_p50_ns())
                           : 0;
  if (verdict.limit() != v1::Verdict::WINDOW || waits < kQueued) return verdict;
  verdict.set_limit(v1::Verdict::LINK);
  verdict.set_reason(absl::StrFormat(
      "neither end was busy, and messages queued for %.0f round trips", waits));
  return verdict;
}

}  // namespace grpc_perf_msgr
