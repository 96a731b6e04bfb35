#include "client/compare/make/journal.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/load/summary.h"
#include "client/report/proto_json.h"
#include "client/report/record_json.h"
#include "common/warnings.h"
#include "proto/schema_version.h"

namespace grpc_perf_msgr {
namespace {

// An older version's run becomes one of this, with all that is derived now.
void Renew(v1::Run& run) {
  if (!run.has_result()) return;
  v1::Result& result = *run.mutable_result();
  result.set_schema_version(kSchemaVersion);
  absl::StatusOr<v1::Summary> summary = Summarize(result);
  if (summary.ok()) *result.mutable_summary() = *std::move(summary);
}

}  // namespace

absl::StatusOr<v1::Comparison> ParseComparison(const std::string& text) {
  v1::Comparison comparison;
  const absl::Status status = ParseRecord(text, "a comparison", comparison);
  if (!status.ok()) return status;
  for (v1::Run& run : *comparison.mutable_runs()) Renew(run);
  return comparison;
}

absl::Status AddJournal(const std::string& text, v1::Comparison& comparison) {
  const std::vector<std::string> lines =
      absl::StrSplit(text, '\n', absl::SkipEmpty());
  for (size_t i = 0; i < lines.size(); ++i) {
    v1::Run run;
    absl::Status status =
        JsonToProto(WarningsAsMessages(lines[i]), UnknownFields::kRefuse, run);
    if (!status.ok() && i + 1 == lines.size()) {
      AddWarning(
          MakeWarning(v1::Warning::RECORD_CUT_SHORT, v1::Warning::NEITHER,
                      "the record of a run was cut short when the program was "
                      "killed: that run was made again"),
          *comparison.mutable_warnings());
      break;
    }
    if (status.ok() && run.has_result()) {
      status = CheckSchemaVersion(run.result().schema_version(), "a result");
    }
    if (!status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", i + 1, ": ", status.message()));
    }
    Renew(run);
    *comparison.add_runs() = std::move(run);
  }
  return absl::OkStatus();
}

}  // namespace grpc_perf_msgr
