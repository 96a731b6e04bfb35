// What was asked of either end is in every report: a field of its conditions
// that changes, changes the CSV row and the paragraph "Conditions".
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstdint>
#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/report/circumstances.h"
#include "client/report/csv.h"
#include "gtest/gtest.h"
#include "test/client/report/made_up_result.h"

namespace grpc_perf_msgr {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Another value than the one it has; times by a second, which no report rounds
// away.
void Change(const FieldDescriptor* field, Message& message) {
  constexpr int64_t kSecondNs = 1'000'000'000;
  const auto& reflection = *message.GetReflection();
  using Type = FieldDescriptor::CppType;
  const Type type = field->cpp_type();
  if (field->is_repeated()) {
    if (type == Type::CPPTYPE_STRING) {
      reflection.AddString(&message, field, "more");
    } else {
      ASSERT_EQ(type, Type::CPPTYPE_UINT32) << field->name();
      reflection.AddUInt32(&message, field, 77);
    }
  } else if (type == Type::CPPTYPE_STRING) {
    reflection.SetString(
        &message, field,
        absl::StrCat(reflection.GetString(message, field), "_changed"));
  } else if (type == Type::CPPTYPE_BOOL) {
    reflection.SetBool(&message, field, !reflection.GetBool(message, field));
  } else if (type == Type::CPPTYPE_INT64) {
    reflection.SetInt64(&message, field,
                        reflection.GetInt64(message, field) + kSecondNs);
  } else if (type == Type::CPPTYPE_UINT64) {
    reflection.SetUInt64(&message, field,
                         reflection.GetUInt64(message, field) + 1);
  } else {
    ASSERT_EQ(type, Type::CPPTYPE_UINT32)
        << field->name() << " has a type that this test does not know";
    reflection.SetUInt32(&message, field,
                         reflection.GetUInt32(message, field) + 1);
  }
}

// Changes each field of `conditions_of` a made-up result, one at a time.
void ExpectEachFieldInReports(
    const std::function<Message&(v1::Result&)>& conditions_of) {
  const v1::Result before = MadeUpResult();
  v1::Result result = before;
  const auto* descriptor = conditions_of(result).GetDescriptor();
  ASSERT_GT(descriptor->field_count(), 0);
  for (int i = 0; i < descriptor->field_count(); ++i) {
    result = before;
    Change(descriptor->field(i), conditions_of(result));
    EXPECT_NE(FormatCsvRow(result), FormatCsvRow(before))
        << descriptor->field(i)->full_name() << " is in no column of CSV";
    EXPECT_NE(FormatCircumstances(result), FormatCircumstances(before))
        << descriptor->field(i)->full_name()
        << " is not in the paragraph \"Conditions\"";
  }
}

TEST(RecordedConditionsTest, EachFieldOfTheClientsIsInCsvAndParagraph) {
  ExpectEachFieldInReports([](v1::Result& result) -> Message& {
    return *result.mutable_conditions();
  });
}

TEST(RecordedConditionsTest, EachFieldOfTheServersIsInCsvAndParagraph) {
  ExpectEachFieldInReports([](v1::Result& result) -> Message& {
    return *result.mutable_server()->mutable_conditions();
  });
}

}  // namespace
}  // namespace grpc_perf_msgr
