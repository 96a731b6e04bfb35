#include "client/compare/show/comparison_hosts.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/compare/judge/summarize.h"
#include "client/compare/judge/verdict.h"
#include "client/report/circumstances.h"
#include "client/report/layout.h"
#include "client/report/numbers.h"

namespace grpc_perf_msgr {
namespace {

constexpr double kMuch = 0.2;

std::string Megabytes(double bytes_per_second) {
  const double megabytes = bytes_per_second / 1e6;
  return absl::StrCat(FormatForPeople(megabytes, megabytes < 100 ? 1 : 0),
                      " MB/s");
}

std::string Microseconds(double ns) {
  return absl::StrCat(FormatForPeople(ns / 1e3, 1), " us");
}

// A stream that something else limited says little of the network.
std::string Stream(const char* where, const v1::FloorStream& stream) {
  const v1::Verdict::Limit limit = stream.verdict().limit();
  return absl::StrCat(
      "a stream to the ", where, " ", Megabytes(stream.bytes_per_second()),
      limit == v1::Verdict::LINK
          ? ""
          : absl::StrCat(" (limited by: ", LimitName(limit), ")"));
}

// One figure of two floors.
void AppendDifference(const std::string& what, double old_value,
                      double new_value, std::string (*format)(double),
                      std::string& text) {
  if (old_value <= 0 || new_value <= 0) return;
  const double change = new_value / old_value - 1;
  // Alike both ways: twice as slow differs as much as twice as fast.
  if (std::abs(std::log(new_value / old_value)) <= std::log1p(kMuch)) return;
  absl::StrAppend(
      &text,
      Paragraph("warning: ",
                Words(absl::StrFormat(
                    "the network is another: %s %s -> %s (%+.0f %%)", what,
                    format(old_value), format(new_value), change * 100))));
}

}  // namespace

std::string FormatFloor(const v1::NetworkFloor& floor) {
  Row parts = {absl::StrCat("to ", floor.host(),
                            floor.address().empty() ? "" : " by ",
                            floor.address())};
  if (floor.has_round_trip_p50_ns()) {
    parts.push_back(absl::StrCat(
        "round trip ",
        Microseconds(static_cast<double>(floor.round_trip_p50_ns())),
        " (p50), ",
        Microseconds(static_cast<double>(floor.round_trip_p99_ns())),
        " (p99)"));
  }
  if (floor.has_to_server()) {
    parts.push_back(Stream("server", floor.to_server()));
  }
  if (floor.has_to_client()) {
    parts.push_back(Stream("client", floor.to_client()));
  }
  if (floor.status().code() == "OK") {
    return Listing("Network floor", ";", parts);
  }
  parts.push_back(floor.has_round_trip_p50_ns() ? "the rest is missing:"
                                                : "none:");
  std::string text = Listing("Network floor", "", Row());
  text.pop_back();
  for (size_t i = 0; i + 2 < parts.size(); ++i) parts[i] += ";";
  parts[parts.size() - 2] += ",";
  for (const std::string& word : Words(floor.status().message())) {
    parts.push_back(word);
  }
  return Paragraph(text, parts);
}

std::string FormatComparisonHosts(const v1::Comparison& comparison) {
  // Those of one end stand together.
  std::vector<std::vector<std::string>> groups;
  for (const v1::Run& run : comparison.runs()) {
    if (!Succeeded(run)) continue;
    const std::vector<std::string> paragraphs = FormatHosts(run.result());
    if (groups.size() < paragraphs.size()) groups.resize(paragraphs.size());
    for (size_t i = 0; i < paragraphs.size(); ++i) {
      if (std::find(groups[i].begin(), groups[i].end(), paragraphs[i]) ==
          groups[i].end()) {
        groups[i].push_back(paragraphs[i]);
      }
    }
  }
  std::string text;
  for (const auto& group : groups) {
    for (const std::string& paragraph : group) {
      absl::StrAppend(&text, paragraph);
    }
  }
  for (const v1::NetworkFloor& floor : comparison.network_floors()) {
    absl::StrAppend(&text, FormatFloor(floor));
  }
  return text;
}

std::string FormatFloorDifferences(const v1::Comparison& old_one,
                                   const v1::Comparison& new_one) {
  std::string text;
  const int most =
      std::max(old_one.network_floors_size(), new_one.network_floors_size());
  for (int i = 0; i < most; ++i) {
    const bool old_has = i < old_one.network_floors_size();
    const bool new_has = i < new_one.network_floors_size();
    if (!old_has || !new_has) {
      absl::StrAppend(&text, "warning: only the ", old_has ? "old" : "new",
                      " one has a network floor to ",
                      (old_has ? old_one : new_one).network_floors(i).host(),
                      "\n");
      continue;
    }
    const v1::NetworkFloor& before = old_one.network_floors(i);
    const v1::NetworkFloor& after = new_one.network_floors(i);
    AppendDifference(absl::StrCat("round trip to ", after.host()),
                     static_cast<double>(before.round_trip_p50_ns()),
                     static_cast<double>(after.round_trip_p50_ns()),
                     Microseconds, text);
    AppendDifference(absl::StrCat("a bare stream to ", after.host()),
                     before.to_server().bytes_per_second(),
                     after.to_server().bytes_per_second(), Megabytes, text);
    AppendDifference(absl::StrCat("a bare stream from ", after.host()),
                     before.to_client().bytes_per_second(),
                     after.to_client().bytes_per_second(), Megabytes, text);
  }
  return text;
}

}  // namespace grpc_perf_msgr
