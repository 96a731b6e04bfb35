#include "client/compare/show/comparison_table.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/compare/judge/summarize.h"
#include "client/compare/judge/verdict.h"
#include "client/compare/plan/floor_hosts.h"
#include "client/compare/plan/plan.h"
#include "client/compare/plan/point.h"
#include "client/compare/plan/scenario.h"
#include "client/compare/show/comparison_hosts.h"
#include "client/compare/show/progress.h"
#include "client/report/circumstances.h"
#include "client/report/layout.h"
#include "client/report/numbers.h"
#include "common/clock.h"
#include "common/metrics.h"

namespace grpc_perf_msgr {
namespace {

constexpr char kAbsent[] = "-";
// Behind a ratio that shows no difference.
constexpr char kNoDifference[] = "~";
// Behind a ratio that shows nothing, of one pair.
constexpr char kNothing[] = "?";

struct Marks {
  bool no_difference = false;
  bool nothing = false;
};

std::string Heading(const v1::Point& point) {
  std::string text = absl::StrFormat(
      "%s thread%s, window %d, %s bytes", FormatCount(point.threads()),
      point.threads() == 1 ? "" : "s", point.window(),
      FormatCount(point.bytes()));
  if (point.reply_bytes() > 0) {
    absl::StrAppend(&text, ", replies ", FormatCount(point.reply_bytes()),
                    " bytes");
  }
  if (point.client_think_us() > 0) {
    absl::StrAppend(&text, ", client thinks ", point.client_think_us(), " us");
  }
  if (point.server_think_us() > 0) {
    absl::StrAppend(&text, ", server thinks ", point.server_think_us(), " us");
  }
  return text;
}

// Three digits or more, so that 2.5 and 1,234 both say enough.
int Decimals(double value) { return value < 10 ? 2 : value < 1000 ? 1 : 0; }

std::string Value(const v1::Cell& cell, const char* name) {
  const v1::Metric* metric = FindMetric(cell, name);
  if (metric == nullptr) return kAbsent;
  const double median = metric->value().median();
  return FormatForPeople(median, Decimals(median));
}

std::string Interval(const v1::Cell& cell, const char* name) {
  const v1::Metric* metric = FindMetric(cell, name);
  if (metric == nullptr || metric->values() < 2) return kAbsent;
  const int decimals = metric->value().low() < 1000 ? 1 : 0;
  return absl::StrCat(FormatForPeople(metric->value().low(), decimals), "..",
                      FormatForPeople(metric->value().high(), decimals));
}

std::string RatioOf(const v1::Cell& cell, const char* name, Marks& marks) {
  const v1::Metric* metric = FindMetric(cell, name);
  if (metric == nullptr || !metric->has_ratio()) return kAbsent;
  const double median = metric->ratio().median();
  const std::string text = FormatForPeople(median, 2);
  if (metric->no_difference_seen()) {
    marks.no_difference = true;
    return text + kNoDifference;
  }
  if (metric->difference_seen()) return text + " ";
  marks.nothing = true;
  return text + kNothing;
}

// The columns of a point's table. The first metric, throughput, is the one that
// is judged: it has its interval and ratio beside it.
Row Titles() {
  Row titles = {""};
  for (const Metric& metric : Metrics()) {
    if ((metric.places & kInTable) == 0) continue;
    titles.push_back(*metric.narrow != '\0' ? metric.narrow
                                            : ComparedLabel(metric));
    if (titles.size() == 2) {
      titles.insert(titles.end(), {"95 % interval", "ratio "});
    }
  }
  titles.emplace_back("limited by");
  return titles;
}

Row Line(const v1::Cell& cell, const std::string& baseline, Marks& marks) {
  if (cell.runs_ok() == 0) {
    Row row(Titles().size(), kAbsent);
    row[0] = cell.target();
    row[1] = "FAILED";
    return row;
  }
  Row row = {cell.target()};
  for (const Metric& metric : Metrics()) {
    if ((metric.places & kInTable) == 0) continue;
    row.push_back(Value(cell, metric.name));
    if (row.size() == 2) {
      row.push_back(Interval(cell, metric.name));
      row.push_back(cell.target() == baseline
                        ? "base "
                        : RatioOf(cell, metric.name, marks));
    }
  }
  row.emplace_back(LimitName(cell.verdict().limit()));
  return row;
}

std::string Failures(const v1::Cell& cell) {
  if (cell.runs_failed() == 0) return "";
  const uint32_t all = cell.runs_failed() + cell.runs_ok();
  std::string text;
  for (const std::string& failure : cell.failures()) {
    absl::StrAppend(
        &text, Paragraph(absl::StrCat("  ", cell.target(), " FAILED in ",
                                      cell.runs_failed(), " of ", all, " run",
                                      all == 1 ? "" : "s", ": "),
                         Words(failure)));
  }
  return text;
}

// What stands in for latencies that were not measured.
std::string DerivedLatency(const v1::Cell& cell) {
  if (FindMetric(cell, "latency_mean_derived_us") == nullptr) return "";
  return Paragraph(absl::StrCat("  ", cell.target(), ": "),
                   Words(absl::StrCat(
                       "mean latency ", Value(cell, "latency_mean_derived_us"),
                       " us, derived by Little's law from the throughput; "
                       "its client measures none")));
}

std::string PointTable(const v1::Comparison& comparison, const v1::Point& point,
                       Marks& marks) {
  const std::string& baseline = comparison.scenario().baseline();
  std::vector<Row> rows = {Titles()};
  std::string notes;
  for (const v1::Cell& cell : comparison.cells()) {
    if (!SamePoint(cell.point(), point)) continue;
    rows.push_back(Line(cell, baseline, marks));
    absl::StrAppend(&notes, DerivedLatency(cell), Failures(cell));
  }
  if (rows.size() == 1) return "";
  return absl::StrCat(Heading(point), "\n", Grid(rows), notes, "\n");
}

std::string Legend(const v1::Comparison& comparison, const Marks& marks) {
  std::string text = absl::StrFormat(
      "Medians of %d repeat%s; ratio: of msg/s to \"%s\", paired by repeat; "
      "CPU us c, s: CPU time for each message on the client and on the server.",
      comparison.scenario().repeats(),
      comparison.scenario().repeats() == 1 ? "" : "s",
      comparison.scenario().baseline());
  if (marks.no_difference) {
    absl::StrAppend(
        &text, " ", kNoDifference,
        " no difference seen: the ratio's 95 % interval contains 1.");
  }
  if (marks.nothing) {
    absl::StrAppend(&text, " ", kNothing,
                    " one pair of runs: neither a difference nor its absence "
                    "can be told.");
  }
  return Paragraph("", Words(text));
}

// The reasons behind "limited by", in a paragraph for each point.
std::string Why(const v1::Comparison& comparison) {
  std::string text = "\nWhy limited\n";
  const v1::Point* point = nullptr;
  for (const v1::Cell& cell : comparison.cells()) {
    if (cell.runs_ok() == 0) continue;
    if (point == nullptr || !SamePoint(*point, cell.point())) {
      point = &cell.point();
      absl::StrAppend(&text, " ", PointName(*point), "\n");
    }
    absl::StrAppend(&text, Paragraph(absl::StrCat("  ", cell.target(), ": "),
                                     Words(cell.verdict().reason())));
  }
  return point == nullptr ? "" : text;
}

}  // namespace

std::string FormatComparisonTable(const v1::Comparison& comparison) {
  std::string text;
  if (comparison.status() == "CANCELLED") {
    absl::StrAppend(&text, "CANCELLED: ", comparison.runs_size(), " of ",
                    MakePlan(comparison.scenario()).size(),
                    " runs were made\n\n");
  } else if (comparison.status() == "FAILED") {
    absl::StrAppend(&text,
                    "FAILED: some runs failed and count for nothing\n\n");
  }
  Marks marks;
  for (const v1::Point& point : Points(comparison.scenario())) {
    absl::StrAppend(&text, PointTable(comparison, point, marks));
  }
  absl::StrAppend(&text, Legend(comparison, marks), Why(comparison));
  const std::string hosts = FormatComparisonHosts(comparison);
  if (!hosts.empty()) absl::StrAppend(&text, "\n", hosts);
  const std::string warnings = FormatWarnings(comparison.warnings());
  if (!warnings.empty()) absl::StrAppend(&text, "\n", warnings);
  return text;
}

std::string FormatPlan(const v1::Scenario& scenario) {
  const std::vector<PlannedRun> plan = MakePlan(scenario);
  std::vector<Row> rows = {{"run", "repeat", "target", "point"}};
  for (size_t i = 0; i < plan.size(); ++i) {
    rows.push_back({absl::StrCat(i + 1), absl::StrCat(plan[i].repeat + 1),
                    scenario.targets(plan[i].target).name(),
                    PointName(plan[i].point)});
  }
  const int64_t run_ns = DurationNs(scenario) + WarmupNs(scenario);
  std::string floors;
  for (const FloorHost& host : FloorHosts(scenario)) {
    absl::StrAppend(&floors, "first: the network floor to ", host.host, "\n");
  }
  return absl::StrCat(
      floors, Grid(rows), plan.size(), " runs; client CPUs ",
      scenario.client_cpus(), ", server CPUs ", scenario.server_cpus(),
      DurationNs(scenario) > 0
          ? absl::StrCat("; about ",
                         FormatTimeLeft(FloorNs(scenario) +
                                        static_cast<int64_t>(plan.size()) *
                                            (run_ns + 150 * kNanosPerMilli)))
          : "",
      "\n");
}

}  // namespace grpc_perf_msgr
