#include "client/compare/ceph/ceph_run_length.h"

#include <algorithm>
#include <limits>

#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

constexpr uint64_t kLeastIos = 2000;
constexpr uint64_t kLeastWindows = 100;
constexpr uint64_t kMostIos = std::numeric_limits<int32_t>::max();
constexpr uint64_t kTrialIos = 500;
constexpr uint64_t kTrialMessages = 20'000;
constexpr uint64_t kTrialBytes = 256ull * 1024 * 1024;
constexpr uint64_t kTrialThinkUs = 500'000;
// It sleeps for a second before its first message, besides starting.
constexpr int64_t kStartAndEndNs = 5 * kNanosPerSecond;
constexpr double kPatience = 5;
constexpr double kSlowMessageNs = 2 * kNanosPerMilli;
constexpr double kNsPerByte = 8;
constexpr double kLongestNs = 1e18;  // 30 years

uint64_t ThinkUs(const v1::Point& point) {
  return uint64_t{point.client_think_us()} + point.server_think_us();
}

}  // namespace

uint64_t CephTrialIos(const v1::Point& point) {
  const uint64_t threads = std::max(1u, point.threads());
  const uint64_t wanted = std::min(
      {kTrialIos, kTrialMessages / threads,
       kTrialBytes / threads / std::max<uint64_t>(1, point.bytes()),
       kTrialThinkUs / threads / std::max<uint64_t>(1, ThinkUs(point))});
  return std::max({wanted, uint64_t{4} * point.window(), uint64_t{10}});
}

uint64_t CephIos(const v1::Point& point, double messages_per_second,
                 int64_t duration_ns) {
  const double wanted = messages_per_second / std::max(1u, point.threads()) *
                        static_cast<double>(duration_ns) /
                        static_cast<double>(kNanosPerSecond);
  const uint64_t least =
      std::max<uint64_t>(kLeastIos, kLeastWindows * point.window());
  if (!(wanted < static_cast<double>(kMostIos))) return kMostIos;
  return std::clamp(static_cast<uint64_t>(wanted), least, kMostIos);
}

double CephGuessedMessageNs(const v1::Point& point) {
  return kSlowMessageNs + static_cast<double>(point.bytes()) * kNsPerByte +
         static_cast<double>(ThinkUs(point)) * kNanosPerMicro;
}

int64_t CephTimeoutNs(double messages, double message_ns,
                      int64_t stall_timeout_ns) {
  return stall_timeout_ns + kStartAndEndNs +
         static_cast<int64_t>(
             std::min(kLongestNs, kPatience * messages * message_ns));
}

}  // namespace grpc_perf_msgr
