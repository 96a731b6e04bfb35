#include "client/report/option_value.h"

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <cstdlib>
#include <variant>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "client/report/column_values.h"
#include "common/options/table.h"

namespace grpc_perf_msgr {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor& Field(const Message& message, const char* name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  // The table is wrong; a test tells.
  if (field == nullptr) std::abort();
  return *field;
}

uint64_t Number(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.GetUInt32(message, &field);
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.GetUInt64(message, &field);
    default:
      return static_cast<uint64_t>(reflection.GetInt64(message, &field));
  }
}

// Whether a number, in the unit of OptionValue, is the default. 0 is: what an
// older version did not record need not be told of.
bool IsDefault(const Option& option, double number) {
  if (number == 0) return true;
  absl::Duration time;
  if (option.type == OptionType::kTime &&
      absl::ParseDuration(option.value, &time)) {
    return number == absl::ToDoubleSeconds(time);
  }
  double value = 0;
  return absl::SimpleAtod(option.value, &value) && number == value;
}

// "stall timeout 30 s"; "" of a default.
std::string Told(const Option& option, const Message& conditions) {
  const ColumnValue value = OptionValue(option, conditions);
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (*text == option.value) return "";
    if (option.type == OptionType::kSwitch) return option.says;
    return absl::StrCat(option.says, " ",
                        option.type == OptionType::kCpus
                            ? absl::StrReplaceAll(*text, {{" ", ","}})
                            : *text);
  }
  double number = 0;
  if (const auto* whole = std::get_if<uint64_t>(&value)) {
    number = static_cast<double>(*whole);
    if (IsDefault(option, number)) return "";
    return absl::StrCat(option.says, " ", *whole,
                        *option.unit == '\0' ? "" : " ", option.unit);
  }
  if (const auto* fraction = std::get_if<double>(&value)) number = *fraction;
  if (IsDefault(option, number)) return "";
  return absl::StrCat(option.says, " ", number,
                      option.type == OptionType::kTime ? " s" : " us");
}

}  // namespace

ColumnValue OptionValue(const Option& option, const Message& message) {
  const FieldDescriptor& field = Field(message, option.field);
  const auto& reflection = *message.GetReflection();
  switch (option.type) {
    case OptionType::kSwitch:
      return Text(reflection.GetBool(message, &field) ? "true" : "false");
    case OptionType::kCount:
    case OptionType::kCountOrTime:
      return option.zero_is_none ? UnlessZero(Whole(Number(message, field)))
                                 : Whole(Number(message, field));
    case OptionType::kMicros:
      return Scaled(static_cast<int64_t>(Number(message, field)), kNsPerUs);
    case OptionType::kTime:
      return UnlessZero(
          Scaled(static_cast<int64_t>(Number(message, field)), kNsPerSecond));
    case OptionType::kCpus:
    case OptionType::kKeyValues:
      return Joined(OptionList(option, message));
    default:
      return Text(reflection.GetString(message, &field));
  }
}

ColumnValue OptionTime(const Option& option, const Message& message) {
  const FieldDescriptor& field = Field(message, option.time_field);
  return Scaled(static_cast<int64_t>(Number(message, field)), kNsPerSecond);
}

std::vector<std::string> OptionList(const Option& option,
                                    const Message& message) {
  const FieldDescriptor& field = Field(message, option.field);
  const auto& reflection = *message.GetReflection();
  std::vector<std::string> elements;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    elements.push_back(
        field.cpp_type() == FieldDescriptor::CPPTYPE_STRING
            ? reflection.GetRepeatedString(message, &field, i)
            : absl::StrCat(reflection.GetRepeatedUInt32(message, &field, i)));
  }
  return elements;
}

std::vector<std::string> DescribeOptions(OptionEnd end,
                                         const Message& conditions) {
  std::vector<std::string> parts;
  for (const Option& option : kOptions) {
    if (!Has(end, option) || *option.says == '\0') continue;
    if (option.type == OptionType::kKeyValues) {
      for (const std::string& element : OptionList(option, conditions)) {
        parts.push_back(absl::StrCat(option.says, " ", element));
      }
      continue;
    }
    const std::string text = Told(option, conditions);
    if (!text.empty()) parts.push_back(text);
  }
  return parts;
}

}  // namespace grpc_perf_msgr
