#include "client/compare/plan/point.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {

std::vector<v1::Point> Points(const v1::Scenario& scenario) {
  std::vector<v1::Point> points(1);
  // Every point once with each of the values.
  const auto cross = [&](const auto& values, auto set) {
    std::vector<v1::Point> all;
    for (const v1::Point& point : points) {
      for (const auto value : values) {
        all.push_back(point);
        (all.back().*set)(value);
      }
    }
    points = std::move(all);
  };
  cross(scenario.threads(), &v1::Point::set_threads);
  cross(scenario.window(), &v1::Point::set_window);
  cross(scenario.bytes(), &v1::Point::set_bytes);
  cross(scenario.reply_bytes(), &v1::Point::set_reply_bytes);
  cross(scenario.client_think_us(), &v1::Point::set_client_think_us);
  cross(scenario.server_think_us(), &v1::Point::set_server_think_us);
  return points;
}

std::string PointName(const v1::Point& point) {
  std::string name =
      absl::StrCat(point.threads(), "x", point.window(), "x", point.bytes());
  if (point.reply_bytes() > 0) {
    absl::StrAppend(&name, " reply ", point.reply_bytes());
  }
  if (point.client_think_us() > 0) {
    absl::StrAppend(&name, " client think ", point.client_think_us(), " us");
  }
  if (point.server_think_us() > 0) {
    absl::StrAppend(&name, " server think ", point.server_think_us(), " us");
  }
  return name;
}

bool SamePoint(const v1::Point& a, const v1::Point& b) {
  return a.threads() == b.threads() && a.window() == b.window() &&
         a.bytes() == b.bytes() && a.reply_bytes() == b.reply_bytes() &&
         a.client_think_us() == b.client_think_us() &&
         a.server_think_us() == b.server_think_us();
}

}  // namespace grpc_perf_msgr
