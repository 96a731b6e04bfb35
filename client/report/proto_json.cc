#include "client/report/proto_json.h"

#include <google/protobuf/stubs/common.h>
#include <google/protobuf/util/json_util.h>

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace grpc_perf_msgr {
namespace {

// protobuf writes "(targets[0]) windows: Cannot find field." or "windows: ...",
// and for broken JSON the message, the line and a caret below it.
std::string Explain(absl::string_view message) {
  absl::string_view rest = message;
  if (absl::ConsumeSuffix(&rest, ": Cannot find field.")) {
    std::string where;
    if (absl::ConsumePrefix(&rest, "(")) {
      const size_t end = rest.find(") ");
      if (end == absl::string_view::npos) return std::string(message);
      where = absl::StrCat(" in ", rest.substr(0, end));
      rest.remove_prefix(end + 2);
    }
    return absl::StrCat("unknown field \"", rest, "\"", where);
  }
  std::vector<absl::string_view> lines =
      absl::StrSplit(message, '\n', absl::SkipWhitespace());
  if (lines.size() < 2) return std::string(message);
  absl::string_view first = absl::StripAsciiWhitespace(lines[0]);
  absl::ConsumeSuffix(&first, ".");
  return absl::StrCat(first, " near `", absl::StripAsciiWhitespace(lines[1]),
                      "`");
}

}  // namespace

absl::StatusOr<std::string> ProtoToJson(
    const google::protobuf::Message& message, JsonLayout layout) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = layout == JsonLayout::kIndented;
  options.preserve_proto_field_names = true;
#if GOOGLE_PROTOBUF_VERSION >= 5026000
  options.always_print_fields_with_no_presence =
      layout == JsonLayout::kIndented;
#else
  options.always_print_primitive_fields = layout == JsonLayout::kIndented;
#endif
  std::string text;
  const auto status =
      google::protobuf::util::MessageToJsonString(message, &text, options);
  if (!status.ok()) {
    return absl::InternalError(absl::StrCat(
        "the record can't be written as JSON: ",
        std::string(status.message().data(), status.message().size())));
  }
  if (layout == JsonLayout::kIndented &&
      (text.empty() || text.back() != '\n')) {
    text.push_back('\n');
  }
  return text;
}

absl::Status JsonToProto(const std::string& text, UnknownFields unknown,
                         google::protobuf::Message& message) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = unknown == UnknownFields::kIgnore;
  message.Clear();
  const auto status =
      google::protobuf::util::JsonStringToMessage(text, &message, options);
  if (status.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      Explain({status.message().data(), status.message().size()}));
}

}  // namespace grpc_perf_msgr
