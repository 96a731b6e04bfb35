#include "client/compare/judge/link.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/compare/judge/littles_law.h"
#include "client/report/network.h"
#include "client/report/numbers.h"

namespace grpc_perf_msgr {
namespace {

// Of a floor: more than this shows that the floor is none.
constexpr double kMostOfFloor = 1.1;

std::string Megabytes(double bytes_per_second) {
  const double megabytes = bytes_per_second / 1e6;
  return absl::StrCat(FormatForPeople(megabytes, megabytes < 100 ? 1 : 0),
                      " MB/s");
}

// One direction of a run.
struct Flow {
  const char* direction;
  double bytes_per_second;
};

void Consider(const Flow& flow, double most, const std::string& of_what,
              LinkUse& use) {
  const double share = most > 0 ? flow.bytes_per_second / most : 0;
  if (share > kMostOfFloor || share <= use.share) return;
  use = {share, absl::StrFormat(
                    "%s %s of payload, %.0f %% of the %s", flow.direction,
                    Megabytes(flow.bytes_per_second), share * 100, of_what)};
}

void ConsiderFloor(const Flow& flow, const v1::FloorStream& stream,
                   LinkUse& use) {
  if (stream.verdict().limit() != v1::Verdict::LINK) return;
  Consider(flow, stream.bytes_per_second(),
           absl::StrCat(Megabytes(stream.bytes_per_second()),
                        " of a bare TCP stream"),
           use);
}

// Mbit/s; 0: unknown.
uint32_t LinkSpeed(const v1::NetworkPath& network) {
  uint32_t speed = 0;
  for (const v1::NetworkEnd* end : {&network.client(), &network.server()}) {
    if (!end->has_link_speed_mbit()) continue;
    speed = speed == 0 ? end->link_speed_mbit()
                       : std::min(speed, end->link_speed_mbit());
  }
  return speed;
}

}  // namespace

double SteadyBytesPerSecond(const v1::Result& result, double bytes_per_second) {
  const std::optional<double> ratio = LittlesLawRatio(result);
  if (!ratio.has_value() || *ratio <= 0 || ViolatesLittlesLaw(result, *ratio)) {
    return bytes_per_second;
  }
  return bytes_per_second / *ratio;
}

LinkUse FullestDirection(const v1::Result& result,
                         const v1::NetworkFloor* floor) {
  LinkUse use;
  if (IsWithinOneHost(result.network())) return use;
  const v1::Summary& summary = result.summary();
  const Flow up = {
      "to the server",
      SteadyBytesPerSecond(result, summary.sent_bytes_per_second())};
  const Flow down = {
      "to the client",
      SteadyBytesPerSecond(result, summary.received_bytes_per_second())};
  if (floor != nullptr && !IsWithinOneHost(floor->network())) {
    ConsiderFloor(up, floor->to_server(), use);
    ConsiderFloor(down, floor->to_client(), use);
  }
  const uint32_t speed = LinkSpeed(result.network());
  for (const Flow& flow : {up, down}) {
    Consider(flow, speed * 1e6 / 8,
             absl::StrCat(FormatCount(speed), " Mbit/s of the link"), use);
  }
  return use;
}

std::string AgainstRoundTrip(double latency_ns, const v1::NetworkFloor* floor) {
  if (floor == nullptr || floor->round_trip_p50_ns() <= 0 || latency_ns <= 0) {
    return "";
  }
  const auto floor_ns = static_cast<double>(floor->round_trip_p50_ns());
  return absl::StrFormat("; %s x the %s us of bare TCP",
                         FormatForPeople(latency_ns / floor_ns, 1),
                         FormatForPeople(floor_ns / 1e3, 1));
}

}  // namespace grpc_perf_msgr
