#include "common/cgroup.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace grpc_perf_msgr {
namespace {

// The only line of a file.
absl::string_view OnlyLine(absl::string_view text) {
  absl::ConsumeSuffix(&text, "\n");
  return text;
}

std::optional<double> Quotient(absl::string_view quota,
                               absl::string_view period) {
  int64_t quota_us = 0;
  int64_t period_us = 0;
  if (!absl::SimpleAtoi(quota, &quota_us) || quota_us <= 0) return std::nullopt;
  if (!absl::SimpleAtoi(period, &period_us) || period_us <= 0) {
    return std::nullopt;
  }
  return static_cast<double>(quota_us) / static_cast<double>(period_us);
}

}  // namespace

std::vector<CgroupPath> ParseCgroups(absl::string_view text) {
  std::vector<CgroupPath> cgroups;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<absl::string_view> fields =
        absl::StrSplit(line, absl::MaxSplits(':', 2));
    if (fields.size() != 3) continue;
    bool limits_cpu = fields[1].empty();
    for (const absl::string_view controller : absl::StrSplit(fields[1], ',')) {
      limits_cpu = limits_cpu || controller == "cpu";
    }
    if (!limits_cpu) continue;
    cgroups.push_back({std::string(fields[1]), std::string(fields[2])});
  }
  return cgroups;
}

std::vector<std::string> FoldersUpward(const std::string& mount,
                                       absl::string_view path) {
  std::vector<std::string> downward = {mount};
  for (const absl::string_view part :
       absl::StrSplit(path, '/', absl::SkipEmpty())) {
    if (part == "..") return {mount};
    downward.push_back(absl::StrCat(downward.back(), "/", part));
  }
  return {downward.rbegin(), downward.rend()};
}

std::optional<double> ParseCpuMax(absl::string_view text) {
  const std::vector<absl::string_view> fields =
      absl::StrSplit(OnlyLine(text), ' ');
  if (fields.size() != 2) return std::nullopt;
  return Quotient(fields[0], fields[1]);
}

std::optional<double> ParseCpuQuota(absl::string_view quota,
                                    absl::string_view period) {
  return Quotient(OnlyLine(quota), OnlyLine(period));
}

std::optional<CpuPeriods> ParseCpuStat(absl::string_view text) {
  std::optional<uint64_t> periods;
  std::optional<uint64_t> throttled;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<absl::string_view> fields = absl::StrSplit(line, ' ');
    uint64_t number = 0;
    if (fields.size() != 2 || !absl::SimpleAtoi(fields[1], &number)) continue;
    if (fields[0] == "nr_periods") periods = number;
    if (fields[0] == "nr_throttled") throttled = number;
  }
  if (!periods.has_value() || !throttled.has_value()) return std::nullopt;
  return CpuPeriods{*periods, *throttled};
}

}  // namespace grpc_perf_msgr
