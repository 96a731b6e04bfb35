#include "client/compare/merge_files.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/compare/make/file.h"
#include "client/merge/merge.h"
#include "client/report/csv.h"
#include "client/report/json.h"

namespace grpc_perf_msgr {

absl::StatusOr<v1::Result> MergeFiles(const std::vector<std::string>& paths) {
  std::vector<MergeInput> inputs;
  for (const std::string& path : paths) {
    const absl::StatusOr<std::string> text = ReadFile(path);
    if (!text.ok()) return text.status();
    absl::StatusOr<v1::Result> result = ParseJson(*text);
    if (!result.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", path, "\": ", result.status().message()));
    }
    MergeInput& input = inputs.emplace_back();
    input.name = path;
    input.result = *std::move(result);
  }
  return MergeResults("", inputs);
}

absl::Status WriteMerged(const std::string& path, const v1::Result& result) {
  return absl::EndsWith(path, ".csv") ? AppendCsv(path, result)
                                      : WriteJson(path, result);
}

}  // namespace grpc_perf_msgr
