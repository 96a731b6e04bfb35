#include "client/report/json.h"

#include "absl/strings/str_cat.h"
#include "client/report/output_file.h"
#include "client/report/proto_json.h"
#include "proto/schema_version.h"

namespace grpc_perf_msgr {
namespace {

constexpr char kTask[] = "write JSON to";

}  // namespace

absl::StatusOr<std::string> FormatJson(const v1::Result& result) {
  return ProtoToJson(result, JsonLayout::kIndented);
}

absl::StatusOr<v1::Result> ParseJson(const std::string& text) {
  v1::Result result;
  const absl::Status strict = JsonToProto(text, UnknownFields::kRefuse, result);
  const auto complain = [](const absl::Status& status) {
    return absl::InvalidArgumentError(
        absl::StrCat("not the JSON of a result: ", status.message()));
  };
  // Another version's fields are no surprise: say that it is another version.
  if (!strict.ok() && !JsonToProto(text, UnknownFields::kIgnore, result).ok()) {
    return complain(strict);
  }
  if (result.schema_version() != kSchemaVersion) {
    return absl::InvalidArgumentError(absl::StrCat(
        "schema_version must be ", kSchemaVersion, ", got ",
        result.schema_version(),
        result.schema_version() == 0
            ? ": not the JSON of a result"
            : ": read this result with the version that wrote it"));
  }
  if (!strict.ok()) return complain(strict);
  return result;
}

absl::Status CheckJsonPath(const std::string& path) {
  return OutputFile(kTask, path).Check();
}

absl::Status WriteJson(const std::string& path, const v1::Result& result) {
  const auto text = FormatJson(result);
  if (!text.ok()) return text.status();
  const OutputFile output(kTask, path);
  return output.IsSpecial() ? output.WriteSpecial(*text)
                            : output.Replace(*text);
}

}  // namespace grpc_perf_msgr
