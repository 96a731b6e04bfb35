#include "client/report/record_json.h"

#include <google/protobuf/descriptor.h>

#include <cstddef>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/report/proto_json.h"
#include "proto/schema_version.h"

namespace grpc_perf_msgr {
namespace {

// Where the string that begins at `begin` ends: behind its quote, or the end of
// what was cut short.
size_t EndOfString(absl::string_view text, size_t begin) {
  for (size_t at = begin + 1; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return text.size();
}

// Where the first of a list's values may stand, when `text` goes on with ": ["
// at `at`; else 0.
size_t BeginOfList(absl::string_view text, size_t at) {
  for (const char expected : {':', '['}) {
    while (at < text.size() &&
           absl::ascii_isspace(static_cast<unsigned char>(text[at]))) {
      ++at;
    }
    if (at == text.size() || text[at] != expected) return 0;
    ++at;
  }
  return at;
}

}  // namespace

std::string WarningsAsMessages(const std::string& text) {
  std::string made;
  made.reserve(text.size());
  // How deep in the values of a list of warnings; -1: in no such list.
  int depth = -1;
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c != '"') {
      if (depth >= 0 && (c == '{' || c == '[')) ++depth;
      if (depth >= 0 && (c == '}' || c == ']')) --depth;
      made.push_back(c);
      ++at;
      continue;
    }
    const size_t end = EndOfString(text, at);
    const absl::string_view token(text.data() + at, end - at);
    at = end;
    if (depth == 0) {
      absl::StrAppend(&made, "{\"text\": ", token, "}");
      continue;
    }
    made.append(token.data(), token.size());
    if (depth > 0 || token != "\"warnings\"") continue;
    const size_t list = BeginOfList(text, at);
    if (list == 0) continue;
    made.append(text, at, list - at);
    at = list;
    depth = 0;
  }
  return made;
}

absl::Status CheckSchemaVersion(uint32_t version, const std::string& what) {
  if (version >= kOldestSchemaVersion && version <= kSchemaVersion) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "schema_version must be ", kOldestSchemaVersion, "..", kSchemaVersion,
      ", got ", version,
      version == 0 ? absl::StrCat(": not the JSON of ", what)
                   : ": read this with the version that wrote it"));
}

absl::Status ParseRecord(const std::string& text, const std::string& what,
                         google::protobuf::Message& record) {
  const std::string current = WarningsAsMessages(text);
  const absl::Status strict =
      JsonToProto(current, UnknownFields::kRefuse, record);
  const auto complain = [&] {
    return absl::InvalidArgumentError(
        absl::StrCat("not the JSON of ", what, ": ", strict.message()));
  };
  // Another version's fields are no surprise: say that it is another version.
  if (!strict.ok() &&
      !JsonToProto(current, UnknownFields::kIgnore, record).ok()) {
    return complain();
  }
  const google::protobuf::Reflection& fields = *record.GetReflection();
  const google::protobuf::FieldDescriptor* const field =
      record.GetDescriptor()->FindFieldByName("schema_version");
  const uint32_t version = fields.GetUInt32(record, field);
  absl::Status known = CheckSchemaVersion(version, what);
  if (!known.ok()) return known;
  if (!strict.ok()) return complain();
  fields.SetUInt32(&record, field, kSchemaVersion);
  return absl::OkStatus();
}

}  // namespace grpc_perf_msgr
