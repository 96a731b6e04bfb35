#include "client/compare/judge/summarize.h"

#include <algorithm>
#include <map>
#include <optional>

#include "absl/strings/str_cat.h"
#include "client/compare/judge/littles_law.h"
#include "client/compare/judge/statistics.h"
#include "client/compare/judge/verdict.h"
#include "client/compare/plan/point.h"
#include "client/load/latency_histogram.h"
#include "common/metrics.h"
#include "common/warnings.h"

namespace grpc_perf_msgr {
namespace {

using Runs = std::vector<const v1::Run*>;
// By repeat.
using Values = std::map<uint32_t, double>;

Values ValuesOf(const Metric& metric, const Runs& runs) {
  Values values;
  for (const v1::Run* run : runs) {
    if (!Succeeded(*run)) continue;
    const auto value = ValueOf(metric, run->result().summary());
    if (value.has_value()) values[run->repeat()] = *value;
  }
  return values;
}

std::vector<double> Ratios(const Values& values, const Values& baseline) {
  std::vector<double> ratios;
  for (const auto& [repeat, value] : values) {
    const auto base = baseline.find(repeat);
    if (base != baseline.end() && base->second > 0) {
      ratios.push_back(value / base->second);
    }
  }
  return ratios;
}

void AddMetrics(const Runs& runs, const Runs* baseline, v1::Cell& cell) {
  for (const Metric& kind : Metrics()) {
    if (!IsCompared(kind)) continue;
    const Values by_repeat = ValuesOf(kind, runs);
    if (by_repeat.empty()) continue;
    std::vector<double> values;
    for (const auto& entry : by_repeat) values.push_back(entry.second);
    v1::Metric& metric = *cell.add_metrics();
    metric.set_name(kind.name);
    *metric.mutable_value() = EstimateMedian(values);
    metric.set_values(static_cast<uint32_t>(values.size()));
    if (baseline == nullptr) continue;
    const std::vector<double> ratios =
        Ratios(by_repeat, ValuesOf(kind, *baseline));
    if (ratios.empty()) continue;
    *metric.mutable_ratio() = EstimateMedian(ratios);
    metric.set_pairs(static_cast<uint32_t>(ratios.size()));
    const Finding finding = FindDifference(metric.ratio(), ratios.size());
    metric.set_no_difference_seen(finding == Finding::kNoDifferenceSeen);
    metric.set_difference_seen(finding == Finding::kDifferenceSeen);
  }
}

void AddQuantiles(const Runs& runs, v1::Cell& cell) {
  LatencyHistogram all;
  for (const v1::Run* run : runs) {
    if (!Succeeded(*run)) continue;
    const auto one = LatencyHistogram::FromProto(run->result().latency());
    if (one.ok()) all.Merge(*one);
  }
  if (all.total_count() == 0) return;
  for (const double quantile :
       {0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995,
        0.9999, 0.99995, 0.99999, 1.0}) {
    cell.add_quantiles(quantile);
    cell.add_quantile_latency_us(static_cast<double>(all.QuantileNs(quantile)) /
                                 1e3);
  }
}

// The most frequent one; of several the first.
void AddVerdict(const Runs& runs, v1::Cell& cell) {
  std::map<v1::Verdict::Limit, int> count;
  for (const v1::Run* run : runs) {
    if (Succeeded(*run)) ++count[run->verdict().limit()];
  }
  int most = 0;
  for (const v1::Run* run : runs) {
    if (!Succeeded(*run) || count[run->verdict().limit()] <= most) continue;
    most = count[run->verdict().limit()];
    *cell.mutable_verdict() = run->verdict();
  }
}

std::string FailureOf(const v1::Run& run) {
  return absl::StrCat(run.result().status().code(), ": ",
                      run.result().status().message());
}

void AddCounts(const Runs& runs, v1::Cell& cell) {
  for (const v1::Run* run : runs) {
    if (Succeeded(*run)) {
      cell.set_runs_ok(cell.runs_ok() + 1);
      if (run->has_littles_law_ratio() &&
          ViolatesLittlesLaw(run->result(), run->littles_law_ratio())) {
        cell.set_littles_law_violations(cell.littles_law_violations() + 1);
      }
      continue;
    }
    cell.set_runs_failed(cell.runs_failed() + 1);
    const std::string failure = FailureOf(*run);
    if (std::find(cell.failures().begin(), cell.failures().end(), failure) ==
        cell.failures().end()) {
      cell.add_failures(failure);
    }
  }
}

void AddWarnings(v1::Comparison& comparison) {
  Warnings& warnings = *comparison.mutable_warnings();
  for (const v1::Run& run : comparison.runs()) {
    for (const v1::Warning& warning : run.result().warnings()) {
      AddWarning(warning, warnings);
    }
  }
  if (comparison.scenario().repeats() < 5) {
    AddWarning(
        MakeWarning(v1::Warning::FEW_REPEATS, v1::Warning::NEITHER,
                    absl::StrCat("repeats is ", comparison.scenario().repeats(),
                                 ": with fewer than 5, intervals are narrower "
                                 "than 95 % and differences may be luck")),
        warnings);
  }
  for (const v1::Cell& cell : comparison.cells()) {
    if (cell.littles_law_violations() == 0) continue;
    AddWarning(
        MakeWarning(
            v1::Warning::LITTLES_LAW, v1::Warning::NEITHER,
            absl::StrCat(cell.target(), " at ", PointName(cell.point()),
                         ": throughput x mean latency is off from the window "
                         "by more than 5 % in ",
                         cell.littles_law_violations(), " of ", cell.runs_ok(),
                         " runs (Little's law): distrust them")),
        warnings);
  }
}

}  // namespace

bool Succeeded(const v1::Run& run) {
  return run.result().status().code() == "OK";
}

void JudgeInto(v1::Run& run, const v1::NetworkFloor* floor) {
  *run.mutable_verdict() = JudgeRun(run.result(), floor);
  const std::optional<double> ratio = LittlesLawRatio(run.result());
  if (ratio.has_value()) run.set_littles_law_ratio(*ratio);
}

void Summarize(v1::Comparison& comparison) {
  const v1::Scenario& scenario = comparison.scenario();
  comparison.clear_cells();
  for (const v1::Point& point : Points(scenario)) {
    std::map<std::string, Runs> by_target;
    for (const v1::Run& run : comparison.runs()) {
      if (SamePoint(run.point(), point)) {
        by_target[run.target()].push_back(&run);
      }
    }
    for (const v1::Target& target : scenario.targets()) {
      const Runs& runs = by_target[target.name()];
      if (runs.empty()) continue;
      v1::Cell& cell = *comparison.add_cells();
      cell.set_target(target.name());
      *cell.mutable_point() = point;
      AddCounts(runs, cell);
      AddMetrics(runs,
                 target.name() == scenario.baseline()
                     ? nullptr
                     : &by_target[scenario.baseline()],
                 cell);
      AddVerdict(runs, cell);
      AddQuantiles(runs, cell);
    }
  }
  AddWarnings(comparison);
}

const v1::Metric* FindMetric(const v1::Cell& cell, const std::string& name) {
  for (const v1::Metric& metric : cell.metrics()) {
    if (metric.name() == name) return &metric;
  }
  return nullptr;
}

}  // namespace grpc_perf_msgr
