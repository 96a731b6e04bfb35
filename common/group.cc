#include "common/group.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/options/table.h"

namespace grpc_perf_msgr {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;

bool MayDiffer(const FieldDescriptor& field) {
  return std::any_of(kOptions.begin(), kOptions.end(),
                     [&](const Option& option) {
                       return Has(OptionEnd::kClient, option) &&
                              option.may_differ && field.name() == option.field;
                     });
}

std::string ValueOf(const v1::Conditions& conditions,
                    const FieldDescriptor& field) {
  std::string text;
  if (!field.is_repeated()) {
    TextFormat::PrintFieldValueToString(conditions, &field, -1, &text);
    return text;
  }
  std::vector<std::string> values(static_cast<size_t>(
      v1::Conditions::GetReflection()->FieldSize(conditions, &field)));
  for (size_t i = 0; i < values.size(); ++i) {
    TextFormat::PrintFieldValueToString(conditions, &field, static_cast<int>(i),
                                        &values[i]);
  }
  return absl::StrCat("[", absl::StrJoin(values, ", "), "]");
}

}  // namespace

std::vector<absl::string_view> GroupParts(absl::string_view bytes) {
  std::vector<absl::string_view> parts;
  do {
    parts.push_back(bytes.substr(0, kGroupPartBytes));
    bytes.remove_prefix(parts.back().size());
  } while (!bytes.empty());
  return parts;
}

absl::Status CheckGroupName(absl::string_view what, absl::string_view name) {
  const bool visible = std::all_of(name.begin(), name.end(),
                                   [](char c) { return c > ' ' && c < 0x7f; });
  if (!name.empty() && name.size() <= kMaxGroupNameLength && visible) {
    return absl::OkStatus();
  }
  constexpr size_t kShown = 40;
  return absl::InvalidArgumentError(absl::StrCat(
      what, " must be 1..", kMaxGroupNameLength,
      " visible ASCII characters without spaces, got \"",
      absl::CEscape(name.substr(0, kShown)), "\"",
      name.size() > kShown ? absl::StrCat("... of ", name.size(), " bytes")
                           : ""));
}

std::string ConditionsDifference(const v1::Conditions& first,
                                 const v1::Conditions& second) {
  std::vector<std::string> differences;
  const auto* descriptor = v1::Conditions::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor& field = *descriptor->field(i);
    if (MayDiffer(field)) continue;
    const std::string one = ValueOf(first, field);
    const std::string other = ValueOf(second, field);
    if (one == other) continue;
    differences.push_back(
        absl::StrCat(std::string(field.name()), " ", one, " and ", other));
  }
  return absl::StrJoin(differences, "; ");
}

}  // namespace grpc_perf_msgr
