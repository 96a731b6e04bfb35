#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/options/record.h"
#include "common/options/table.h"
#include "proto/comparison.pb.h"
#include "proto/result.pb.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {
namespace {

using google::protobuf::Descriptor;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

std::string Name(const Option& option) {
  return absl::StrCat(option.name, " of end ", static_cast<int>(option.end));
}

std::set<std::string> FieldNames(const Descriptor& message) {
  std::set<std::string> names;
  for (int i = 0; i < message.field_count(); ++i) {
    names.emplace(message.field(i)->name());
  }
  return names;
}

// Fields of `message` that no option of `end` is recorded in.
std::set<std::string> NotRecorded(OptionEnd end, const Descriptor& message) {
  std::set<std::string> left = FieldNames(message);
  for (const Option& option : kOptions) {
    const bool of_target =
        end == OptionEnd::kClient && option.end == OptionEnd::kTarget;
    if (!Has(end, option) && !of_target) continue;
    for (const std::string field : {option.field, option.time_field}) {
      if (field.empty()) continue;
      EXPECT_EQ(left.erase(field), 1)
          << Name(option) << ": " << message.name() << " has no field \""
          << field << "\", or another option has it";
    }
  }
  return left;
}

TEST(OptionTableTest, EachFieldOfARecordIsThatOfOneOption) {
  EXPECT_THAT(NotRecorded(OptionEnd::kClient, *v1::Conditions::descriptor()),
              IsEmpty());
  EXPECT_THAT(
      NotRecorded(OptionEnd::kServer, *v1::ServerConditions::descriptor()),
      IsEmpty());
}

TEST(OptionTableTest, EachFieldOfATargetAndOfAPointIsASource) {
  std::set<std::string> left;
  for (const Descriptor* message :
       {v1::Target::descriptor(), v1::Point::descriptor()}) {
    for (const std::string& field : FieldNames(*message)) {
      left.insert(absl::StrCat(std::string(message->name()), ".", field));
    }
  }
  const std::string scenario = "Scenario.";
  const auto* descriptor = v1::Scenario::descriptor();
  for (const Option& option : kOptions) {
    const std::string source = option.source;
    left.erase(source);
    if (source.rfind(scenario, 0) != 0) continue;
    EXPECT_NE(descriptor->FindFieldByName(source.substr(scenario.size())),
              nullptr)
        << source;
  }
  EXPECT_THAT(left, IsEmpty());
}

TEST(OptionTableTest, NamesAreUniqueAtEachEnd) {
  for (const OptionEnd end :
       {OptionEnd::kClient, OptionEnd::kServer, OptionEnd::kCompare}) {
    std::set<std::string> names;
    for (const Option& option : kOptions) {
      if (!Has(end, option)) continue;
      EXPECT_TRUE(names.insert(option.name).second) << Name(option);
      EXPECT_THAT(option.name, MatchesRegex("[a-z][a-z_]*|[A-Z][A-Z_]*"));
    }
    EXPECT_FALSE(names.empty());
  }
}

TEST(OptionTableTest, EachFlagSaysWhatItIsFor) {
  for (const Option& option : kOptions) {
    if (IsFlag(option)) {
      EXPECT_STRNE(option.help, "") << Name(option);
    }
    EXPECT_EQ(option.type == OptionType::kWord, !WordsOf(option).empty())
        << Name(option);
    EXPECT_LE(option.min, option.max) << Name(option);
  }
}

TEST(OptionTableTest, WhatIsRecordedHasAColumn) {
  for (const Option& option : kOptions) {
    EXPECT_EQ(*option.field == '\0', *option.column == '\0') << Name(option);
    EXPECT_EQ(*option.column == '\0', *option.label == '\0') << Name(option);
    EXPECT_EQ(*option.time_field == '\0', *option.time_column == '\0')
        << Name(option);
  }
}

TEST(OptionTableTest, ProgramsHaveTheirOwnOptionsAndThoseOfBoth) {
  EXPECT_EQ(OptionOf(OptionEnd::kClient, "busy_poll").end, OptionEnd::kBoth);
  EXPECT_EQ(OptionOf(OptionEnd::kServer, "busy_poll").end, OptionEnd::kBoth);
  EXPECT_EQ(OptionOf(OptionEnd::kClient, "THREADS").max, kMaxThreads);
  EXPECT_EQ(OptionOf(OptionEnd::kServer, "THREADS").max, kMaxServerThreads);
  EXPECT_FALSE(
      Has(OptionEnd::kCompare, OptionOf(OptionEnd::kClient, "busy_poll")));
}

TEST(OptionTableTest, AskingForWhatIsNotThereEndsTheProgram) {
  EXPECT_DEATH(OptionOf(OptionEnd::kServer, "WINDOW"), "");
}

}  // namespace
}  // namespace grpc_perf_msgr
