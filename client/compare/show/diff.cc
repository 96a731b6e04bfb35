#include "client/compare/show/diff.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/compare/judge/summarize.h"
#include "client/compare/plan/point.h"
#include "client/compare/show/comparison_hosts.h"
#include "client/report/layout.h"
#include "client/report/numbers.h"
#include "common/metrics.h"

namespace grpc_perf_msgr {
namespace {

enum class Move { kNone, kWorse, kBetter };

Move MoveOf(const v1::Estimate& old_one, const v1::Estimate& new_one,
            bool more_is_better, double fail_over) {
  const double change =
      old_one.median() > 0 ? new_one.median() / old_one.median() - 1 : 0;
  const bool up = change > fail_over && new_one.low() > old_one.high();
  const bool down = change < -fail_over && new_one.high() < old_one.low();
  if (!up && !down) return Move::kNone;
  return up == more_is_better ? Move::kBetter : Move::kWorse;
}

const v1::Cell* FindCell(const v1::Comparison& comparison,
                         const v1::Cell& like) {
  for (const v1::Cell& cell : comparison.cells()) {
    if (cell.target() == like.target() &&
        SamePoint(cell.point(), like.point())) {
      return &cell;
    }
  }
  return nullptr;
}

std::string Text(const v1::Estimate& estimate) {
  const int decimals = estimate.median() < 1000 ? 3 : 0;
  return absl::StrCat(FormatForPeople(estimate.median(), decimals), " (",
                      FormatForPeople(estimate.low(), decimals), "..",
                      FormatForPeople(estimate.high(), decimals), ")");
}

// Collects what is said.
class Differ {
 public:
  explicit Differ(double fail_over) : fail_over_(fail_over) {}

  void Add(const v1::Cell& old_cell, const v1::Cell* new_cell);
  Difference Finish() const;

 private:
  void AddMetric(const v1::Cell& cell, const Metric& kind,
                 const v1::Metric& old_metric, const v1::Metric& new_metric);
  void AddRow(const v1::Cell& cell, const std::string& what,
              const v1::Estimate& old_one, const v1::Estimate& new_one,
              const std::string& note);

  const double fail_over_;
  std::vector<Row> rows_ = {
      {"target", "point", "figure", "old", "new", "change", ""}};
  std::string failures_;
  int ratios_ = 0;
  int worse_ = 0;
  int better_ = 0;
  int not_judged_ = 0;
};

void Differ::Add(const v1::Cell& old_cell, const v1::Cell* new_cell) {
  if (old_cell.runs_ok() == 0) return;
  if (new_cell == nullptr || new_cell->runs_ok() == 0) {
    ++worse_;
    absl::StrAppend(
        &failures_,
        Paragraph("WORSE: ",
                  Words(absl::StrCat(
                      old_cell.target(), " at ", PointName(old_cell.point()),
                      " worked and fails now: ",
                      new_cell == nullptr || new_cell->failures().empty()
                          ? "it has no runs"
                          : new_cell->failures(0)))));
    return;
  }
  for (const Metric& kind : Metrics()) {
    if (!IsCompared(kind)) continue;
    const v1::Metric* old_metric = FindMetric(old_cell, kind.name);
    const v1::Metric* new_metric = FindMetric(*new_cell, kind.name);
    if (old_metric == nullptr || new_metric == nullptr) continue;
    AddMetric(old_cell, kind, *old_metric, *new_metric);
  }
}

void Differ::AddMetric(const v1::Cell& cell, const Metric& kind,
                       const v1::Metric& old_metric,
                       const v1::Metric& new_metric) {
  if (!old_metric.has_ratio() || !new_metric.has_ratio()) {
    if (old_metric.has_ratio() != new_metric.has_ratio()) return;
    const Move move = MoveOf(old_metric.value(), new_metric.value(),
                             kind.better == Better::kMore, fail_over_);
    if (move != Move::kNone &&
        std::min(old_metric.values(), new_metric.values()) >= 2) {
      AddRow(cell, ComparedLabel(kind), old_metric.value(), new_metric.value(),
             "baseline, not judged");
    }
    return;
  }
  if (std::min(old_metric.pairs(), new_metric.pairs()) < 2) {
    ++not_judged_;
    return;
  }
  ++ratios_;
  const Move move = MoveOf(old_metric.ratio(), new_metric.ratio(),
                           kind.better == Better::kMore, fail_over_);
  if (move == Move::kNone) return;
  ++(move == Move::kWorse ? worse_ : better_);
  AddRow(cell, absl::StrCat("ratio of ", ComparedLabel(kind)),
         old_metric.ratio(), new_metric.ratio(),
         move == Move::kWorse ? "WORSE" : "better");
}

void Differ::AddRow(const v1::Cell& cell, const std::string& what,
                    const v1::Estimate& old_one, const v1::Estimate& new_one,
                    const std::string& note) {
  rows_.push_back(
      {cell.target(), PointName(cell.point()), what, Text(old_one),
       Text(new_one),
       absl::StrFormat("%+.1f %%",
                       (new_one.median() / old_one.median() - 1) * 100),
       note});
}

Difference Differ::Finish() const {
  Difference difference;
  difference.worse = worse_ > 0;
  if (rows_.size() > 1) difference.text = absl::StrCat(Grid(rows_), "\n");
  absl::StrAppend(&difference.text, failures_, ratios_,
                  " ratios to the baseline compared: ", worse_, " worse, ",
                  better_, " better by more than ",
                  FormatFixed(fail_over_ * 100, 1),
                  " % and beyond their intervals");
  if (not_judged_ > 0) {
    absl::StrAppend(&difference.text, "; ", not_judged_,
                    " not judged, which one pair of runs does not allow");
  }
  absl::StrAppend(&difference.text, "\n");
  return difference;
}

}  // namespace

Difference DiffComparisons(const v1::Comparison& old_one,
                           const v1::Comparison& new_one, double fail_over) {
  Differ differ(fail_over);
  for (const v1::Cell& cell : old_one.cells()) {
    differ.Add(cell, FindCell(new_one, cell));
  }
  Difference difference = differ.Finish();
  difference.text = FormatFloorDifferences(old_one, new_one) + difference.text;
  return difference;
}

}  // namespace grpc_perf_msgr
