#include "client/compare/judge/littles_law.h"

#include <algorithm>

namespace grpc_perf_msgr {
namespace {

constexpr double kTolerance = 0.05;

}  // namespace

std::optional<double> LittlesLawRatio(const v1::Result& result) {
  const bool thinks = result.conditions().think_ns() > 0 ||
                      result.server().conditions().think_ns() > 0;
  const double asked = static_cast<double>(result.conditions().threads()) *
                       result.conditions().window();
  if (result.status().code() != "OK" || thinks || asked == 0) {
    return std::nullopt;
  }
  double in_flight = 0;
  for (const v1::ThreadResult& thread : result.threads()) {
    if (thread.run_time_ns() <= 0) return std::nullopt;
    in_flight += static_cast<double>(thread.counts().answered()) *
                 thread.mean_latency_ns() /
                 static_cast<double>(thread.run_time_ns());
  }
  if (result.threads().empty()) return std::nullopt;
  return in_flight / asked;
}

bool ViolatesLittlesLaw(const v1::Result& result, double ratio) {
  double ends = 0;
  for (const v1::ThreadResult& thread : result.threads()) {
    if (thread.run_time_ns() <= 0) continue;
    ends = std::max(ends, thread.mean_latency_ns() /
                              static_cast<double>(thread.run_time_ns()));
  }
  return ratio > 1 + kTolerance || ratio < 1 - kTolerance - ends;
}

}  // namespace grpc_perf_msgr
