#include "client/report/json.h"

#include "client/report/output_file.h"
#include "client/report/proto_json.h"
#include "client/report/record_json.h"

namespace grpc_perf_msgr {
namespace {

constexpr char kJsonTask[] = "write JSON to";

}  // namespace

absl::StatusOr<std::string> FormatJson(const v1::Result& result) {
  return ProtoToJson(result, JsonLayout::kIndented);
}

absl::StatusOr<v1::Result> ParseJson(const std::string& text) {
  v1::Result result;
  const absl::Status status = ParseRecord(text, "a result", result);
  if (!status.ok()) return status;
  return result;
}

absl::Status CheckJsonPath(const std::string& path) {
  return OutputFile(kJsonTask, path).Check();
}

absl::Status WriteJson(const std::string& path, const v1::Result& result) {
  const auto text = FormatJson(result);
  if (!text.ok()) return text.status();
  const OutputFile output(kJsonTask, path);
  return output.IsSpecial() ? output.WriteSpecial(*text)
                            : output.Replace(*text);
}

}  // namespace grpc_perf_msgr
