#include "client/compare/plan/asked.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/compare/plan/scenario.h"
#include "common/options/record.h"
#include "common/options/table.h"

namespace grpc_perf_msgr {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The value of a field; the elements of a list stand on lines of their own.
std::string TextOf(const FieldDescriptor& field, const Message& message) {
  const auto& reflection = *message.GetReflection();
  if (field.is_repeated()) {
    std::vector<std::string> elements;
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      elements.push_back(reflection.GetRepeatedString(message, &field, i));
    }
    return absl::StrJoin(elements, "\n");
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(reflection.GetUInt32(message, &field));
    default:
      return absl::StrCat(reflection.GetUInt64(message, &field));
  }
}

const Message& MessageOf(const Asked& asked, absl::string_view name) {
  if (name == "Scenario") return asked.scenario;
  if (name == "Point") return asked.point;
  return asked.target;
}

// What `end` does not know ("unary" at a server) is left to the other.
bool Knows(const Option& option, const std::string& text) {
  const std::vector<std::string> words = WordsOf(option);
  return words.empty() ||
         std::find(words.begin(), words.end(), text) != words.end();
}

}  // namespace

std::string AskedText(const Asked& asked, const Option& option) {
  if (*option.source == '\0') return "";
  const std::pair<std::string, std::string> source =
      absl::StrSplit(option.source, '.');
  const Message& message = MessageOf(asked, source.first);
  const auto* field = message.GetDescriptor()->FindFieldByName(source.second);
  // The table is wrong; a test tells.
  if (field == nullptr) std::abort();
  std::string text = TextOf(*field, message);
  return option.type == OptionType::kCpus && text == kNotPinned ? "" : text;
}

std::vector<std::string> AskedFlags(const Asked& asked, OptionEnd end) {
  std::vector<std::string> flags;
  for (const Option& option : kOptions) {
    if (!Has(end, option) || !IsFlag(option)) continue;
    const std::string text = AskedText(asked, option);
    if (text.empty() || text == option.value || !Knows(option, text)) continue;
    if (option.type != OptionType::kKeyValues) {
      flags.push_back(absl::StrCat("--", option.name, "=", text));
      continue;
    }
    // A flag that may be repeated is.
    for (const auto& one : absl::StrSplit(text, '\n')) {
      flags.push_back(absl::StrCat("--", option.name, "=", one));
    }
  }
  return flags;
}

v1::Conditions AskedConditions(const Asked& asked, const std::string& server) {
  v1::Conditions conditions;
  for (const Option& option : kOptions) {
    if (!Has(OptionEnd::kClient, option) && option.end != OptionEnd::kTarget) {
      continue;
    }
    // Where a scenario could say something and does not, there is nothing to
    // choose.
    const std::string text =
        *option.source == '\0' ? option.value : AskedText(asked, option);
    if (text.empty()) continue;
    // The scenario has been checked.
    Record(option, text, conditions).IgnoreError();
  }
  conditions.set_server(server);
  return conditions;
}

}  // namespace grpc_perf_msgr
