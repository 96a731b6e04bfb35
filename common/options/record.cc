#include "common/options/record.h"

#include <google/protobuf/descriptor.h>
#include <iconv.h>

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/arguments.h"
#include "common/clock.h"
#include "common/cpu_list.h"
#include "common/grpc_args.h"
#include "common/options/table.h"

namespace grpc_perf_msgr {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status Unreadable(const Option& option, const std::string& text) {
  return absl::InvalidArgumentError(
      absl::StrCat(option.name, " can't be \"", text, "\""));
}

absl::Status CheckNumber(const Option& option, const std::string& text) {
  if (IsArgument(option)) {
    return ParseNumber(option.name, text, option.min, option.max).status();
  }
  uint64_t number = 0;
  if (!absl::SimpleAtoi(text, &number)) return Unreadable(option, text);
  if (number >= option.min && number <= option.max) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("--", option.name, " must be ",
                                                 option.min, "..", option.max,
                                                 ", got ", number));
}

absl::Status CheckTime(const Option& option, const std::string& text) {
  absl::Duration time;
  if (!absl::ParseDuration(text, &time)) return Unreadable(option, text);
  const auto least = absl::Nanoseconds(static_cast<int64_t>(option.min));
  if (option.min > 1 && time < least) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--", option.name, " must be ", absl::FormatDuration(least),
        " or more, got ", absl::FormatDuration(time)));
  }
  return ToNanos(option.name, time,
                 absl::Nanoseconds(static_cast<int64_t>(option.max)))
      .status();
}

bool IsUtf8(const std::string& text) {
  const iconv_t converter = iconv_open("WCHAR_T", "UTF-8");
  std::vector<wchar_t> wide(text.size() + 1);
  std::string copy = text;
  char* from = copy.data();
  char* to = reinterpret_cast<char*>(wide.data());
  size_t left = text.size();
  size_t room = wide.size() * sizeof(wchar_t);
  const size_t failed = iconv(converter, &from, &left, &to, &room);
  iconv_close(converter);
  return failed != static_cast<size_t>(-1);
}

// What is recorded stands in one line of tables and CSV files, and in JSON.
absl::Status CheckText(const Option& option, const std::string& text) {
  const bool one_line = std::none_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_iscntrl(static_cast<unsigned char>(c));
  });
  if (one_line && IsUtf8(text)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      IsArgument(option) ? "" : "--", option.name,
      " must be one line of UTF-8 without control characters, got \"",
      absl::CHexEscape(text), "\""));
}

absl::Status CheckWord(const Option& option, const std::string& text) {
  const std::vector<std::string> words = WordsOf(option);
  if (std::find(words.begin(), words.end(), text) != words.end()) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("--", option.name, " must be ",
                                                 absl::StrJoin(words, " or "),
                                                 ", got \"", text, "\""));
}

void SetNumber(const FieldDescriptor& field, uint64_t number,
               Message& message) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(&message, &field,
                                  static_cast<uint32_t>(number));
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(&message, &field, number);
    default:
      return reflection.SetInt64(&message, &field,
                                 static_cast<int64_t>(number));
  }
}

const FieldDescriptor& Field(const char* name, const Message& message) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  // The table is wrong; a test tells.
  if (field == nullptr) std::abort();
  return *field;
}

absl::Status RecordTime(const Option& option, const std::string& text,
                        const char* field, Message& message) {
  absl::Duration time;
  if (!absl::ParseDuration(text, &time) || time < absl::ZeroDuration() ||
      time == absl::InfiniteDuration()) {
    return Unreadable(option, text);
  }
  SetNumber(Field(field, message),
            static_cast<uint64_t>(absl::ToInt64Nanoseconds(time)), message);
  return absl::OkStatus();
}

// A count, of us or of a time where it looks like one.
absl::Status RecordNumber(const Option& option, const std::string& text,
                          Message& message) {
  uint64_t number = 0;
  if (!absl::SimpleAtoi(text, &number)) {
    if (*option.time_field == '\0') return Unreadable(option, text);
    return RecordTime(option, text, option.time_field, message);
  }
  if (option.type == OptionType::kMicros) number *= kNanosPerMicro;
  SetNumber(Field(option.field, message), number, message);
  return absl::OkStatus();
}

absl::Status RecordCpus(const Option& option, const std::string& text,
                        Message& message) {
  CpuList list;
  std::string error;
  if (!AbslParseFlag(text, &list, &error)) return Unreadable(option, text);
  for (const uint32_t cpu : list.cpus) {
    message.GetReflection()->AddUInt32(&message, &Field(option.field, message),
                                       cpu);
  }
  return absl::OkStatus();
}

absl::Status RecordKeyValues(const Option& option, const std::string& text,
                             Message& message) {
  GrpcArgs list;
  std::string error;
  if (!AbslParseFlag(text, &list, &error)) return Unreadable(option, text);
  for (const GrpcArg& arg : list.args) {
    message.GetReflection()->AddString(&message, &Field(option.field, message),
                                       arg.ToString());
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> WordsOf(const Option& option) {
  return absl::StrSplit(option.words, '|', absl::SkipEmpty());
}

absl::Status CheckOption(const Option& option, const std::string& text) {
  if (!IsArgument(option) && text == option.value) return absl::OkStatus();
  switch (option.type) {
    case OptionType::kCount:
    case OptionType::kMicros:
      return CheckNumber(option, text);
    case OptionType::kTime:
      return CheckTime(option, text);
    case OptionType::kWord:
      return CheckWord(option, text);
    case OptionType::kText:
      return *option.field == '\0' ? absl::OkStatus() : CheckText(option, text);
    default:
      return absl::OkStatus();
  }
}

absl::Status Record(const Option& option, const std::string& text,
                    google::protobuf::Message& conditions) {
  if (*option.field == '\0') return absl::OkStatus();
  const auto& reflection = *conditions.GetReflection();
  switch (option.type) {
    case OptionType::kSwitch:
      reflection.SetBool(&conditions, &Field(option.field, conditions),
                         text == "true");
      return absl::OkStatus();
    case OptionType::kCount:
    case OptionType::kMicros:
    case OptionType::kCountOrTime:
      return RecordNumber(option, text, conditions);
    case OptionType::kTime:
      return RecordTime(option, text, option.field, conditions);
    case OptionType::kCpus:
      return RecordCpus(option, text, conditions);
    case OptionType::kKeyValues:
      return RecordKeyValues(option, text, conditions);
    default:
      reflection.SetString(&conditions, &Field(option.field, conditions), text);
      return absl::OkStatus();
  }
}

}  // namespace grpc_perf_msgr
