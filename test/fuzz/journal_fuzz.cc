// libFuzzer target: a comparison's record, as JSON and as a journal behind it.
// An input is both, with a line of "---" between them.
#include <string>

#include "client/compare/make/journal.h"
#include "client/report/proto_json.h"
#include "test/fuzz/require.h"

namespace grpc_perf_msgr {
namespace {

void CheckJournal(const std::string& text) {
  v1::Comparison comparison;
  const absl::Status status = AddJournal(text, comparison);
  // A cut end is warned of, once.
  Require(comparison.warnings_size() <= 1);
  if (!status.ok()) {
    Require(comparison.warnings_size() == 0);
    return;
  }
  std::string journal;
  for (const v1::Run& run : comparison.runs()) {
    const auto line = ProtoToJson(run, JsonLayout::kLine);
    Require(line.ok() && line->find('\n') == std::string::npos);
    journal += *line + "\n";
  }
  v1::Comparison again;
  Require(AddJournal(journal, again).ok() && again.warnings_size() == 0);
  Require(again.runs_size() == comparison.runs_size());
  for (int i = 0; i < again.runs_size(); ++i) {
    Require(*ProtoToJson(again.runs(i), JsonLayout::kLine) ==
            *ProtoToJson(comparison.runs(i), JsonLayout::kLine));
  }
}

void CheckComparison(const std::string& text) {
  const absl::StatusOr<v1::Comparison> comparison = ParseComparison(text);
  if (!comparison.ok()) return;
  const auto json = ProtoToJson(*comparison, JsonLayout::kIndented);
  Require(json.ok());
  const absl::StatusOr<v1::Comparison> again = ParseComparison(*json);
  Require(again.ok());
  Require(*ProtoToJson(*again, JsonLayout::kIndented) == *json);
}

}  // namespace
}  // namespace grpc_perf_msgr

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(grpc_perf_msgr::ToText(data, size));
  const std::string between = "\n---\n";
  const size_t end = text.find(between);
  grpc_perf_msgr::CheckComparison(text.substr(0, end));
  if (end != std::string::npos) {
    grpc_perf_msgr::CheckJournal(text.substr(end + between.size()));
  }
  return 0;
}
