#include "client/report/group_table.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/report/layout.h"
#include "client/report/numbers.h"

namespace grpc_perf_msgr {
namespace {

// A larger group is not shown in full: 24 lines fit on a terminal.
constexpr int kShownInFull = 16;
// Longer names would make lines too wide.
constexpr size_t kNameWidth = 24;

std::string ShortName(const std::string& name) {
  if (name.size() <= kNameWidth) return name;
  // What tells names apart is mostly at their end.
  return absl::StrCat("...", name.substr(name.size() - kNameWidth + 3));
}

std::string RoundedSeconds(int64_t ns) {
  return absl::StrCat(FormatForPeople(static_cast<double>(ns) / 1e9, 3), " s");
}

std::string Millis(int64_t ns) {
  return absl::StrCat(FormatForPeople(static_cast<double>(ns) / 1e6, 3), " ms");
}

// Of one client neither says anything. A record may name clients that it does
// not have.
bool HasExtremes(const v1::Group& group) {
  const auto members = static_cast<uint32_t>(group.members_size());
  return group.has_slowest() && group.slowest() != group.fastest() &&
         group.slowest() < members && group.fastest() < members;
}

bool IsExtreme(const v1::Group& group, int index) {
  const auto at = static_cast<uint32_t>(index);
  return HasExtremes(group) && (group.slowest() == at || group.fastest() == at);
}

std::string Status(const v1::GroupMember& member) {
  return member.status().code().empty() ? "UNKNOWN" : member.status().code();
}

Row MemberRow(const v1::GroupMember& member) {
  const v1::Summary& summary = member.summary();
  const auto us = [](bool present, double ns, int decimals) {
    return present ? FormatForPeople(ns / 1e3, decimals) : kAbsent;
  };
  const bool measured = summary.has_messages_per_second();
  return {
      absl::StrCat("  ", ShortName(member.name())),
      measured ? FormatForPeople(summary.messages_per_second(), 0) : kAbsent,
      us(summary.has_latency_p50_ns(), summary.latency_p50_ns(), 1),
      us(summary.has_latency_p99_ns(), summary.latency_p99_ns(), 1),
      us(summary.has_client_user_ns_per_message(),
         summary.client_user_ns_per_message() +
             summary.client_system_ns_per_message(),
         2),
      measured ? FormatForPeople(
                     static_cast<double>(member.started_after_ns()) / 1e6, 3)
               : kAbsent,
      measured
          ? FormatForPeople(static_cast<double>(member.run_time_ns()) / 1e9, 3)
          : kAbsent,
      Status(member)};
}

std::string Together(const v1::Result& result) {
  const v1::Group& group = result.group();
  double sum = 0;
  for (const v1::GroupMember& member : group.members()) {
    sum += member.summary().messages_per_second();
  }
  Row parts = {
      absl::StrCat(group.size(), " clients"),
      absl::StrCat("first sends within ", Millis(group.start_skew_ns()),
                   group.clock() == "server" ? " by the server's clock"
                                             : " by their hosts' clocks"),
      absl::StrCat("all measured for ", RoundedSeconds(group.overlap_ns()),
                   " of ", RoundedSeconds(result.run_time_ns())),
      absl::StrCat("their own msg/s add up to ", FormatForPeople(sum, 0))};
  if (HasExtremes(group)) {
    const auto name = [&group](uint32_t index) {
      return ShortName(group.members(static_cast<int>(index)).name());
    };
    parts.push_back(absl::StrCat("slowest ", name(group.slowest()),
                                 ", fastest ", name(group.fastest())));
  }
  return Listing("Group", ";", parts);
}

}  // namespace

std::string FormatGroup(const v1::Result& result) {
  if (!result.has_group()) return "";
  const v1::Group& group = result.group();
  const bool all = group.members_size() <= kShownInFull;
  std::vector<Row> rows = {{"Client", "msg/s", "p50 us", "p99 us", "CPU us",
                            "start ms", "run time s", "status"}};
  int left_out = 0;
  for (int i = 0; i < group.members_size(); ++i) {
    const bool telling =
        IsExtreme(group, i) || group.members(i).status().code() != "OK";
    // The header is a row, too.
    if (all || (telling && rows.size() <= kShownInFull)) {
      rows.push_back(MemberRow(group.members(i)));
    } else {
      ++left_out;
    }
  }
  std::string text = absl::StrCat(Together(result), Grid(rows));
  if (left_out > 0) {
    absl::StrAppend(&text, "  and ", left_out, " more, all in the JSON\n");
  }
  return absl::StrCat(text, "\n");
}

}  // namespace grpc_perf_msgr
