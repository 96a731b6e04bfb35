#include "client/compare/show/comparison_csv.h"

#include "absl/strings/str_cat.h"
#include "client/compare/plan/point.h"
#include "client/report/csv.h"
#include "client/report/numbers.h"

namespace grpc_perf_msgr {

std::string FormatComparisonCsv(const v1::Comparison& comparison) {
  std::string text =
      absl::StrCat("repeat,target,point,limit,limit_reason,littles_law_ratio,",
                   FormatCsvHeader());
  for (const v1::Run& run : comparison.runs()) {
    absl::StrAppend(&text, run.repeat(), ",", CsvField(run.target()), ",",
                    CsvField(PointName(run.point())), ",",
                    v1::Verdict::Limit_Name(run.verdict().limit()), ",",
                    CsvField(run.verdict().reason()), ",",
                    run.has_littles_law_ratio()
                        ? FormatFixed(run.littles_law_ratio(), 4)
                        : "",
                    ",", FormatCsvRow(run.result()));
  }
  return text;
}

}  // namespace grpc_perf_msgr
