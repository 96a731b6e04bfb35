#include "client/compare/make/file.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/stand_in.h"

namespace grpc_perf_msgr {
namespace {

using testing::HasSubstr;

using FileTest = StandInTest;

TEST_F(FileTest, WhatIsWrittenIsReadAndReplacedWhole) {
  ASSERT_TRUE(WriteFile(Path("a"), "one\n").ok());
  EXPECT_EQ(ReadFile(Path("a")).value_or(""), "one\n");
  ASSERT_TRUE(WriteFile(Path("a"), "2").ok());
  EXPECT_EQ(ReadFile(Path("a")).value_or(""), "2");
}

TEST_F(FileTest, LinesAreAddedWithTheirEnds) {
  ASSERT_TRUE(AppendLine(Path("a"), "one").ok());
  ASSERT_TRUE(AppendLine(Path("a"), "two").ok());
  EXPECT_EQ(Read("a"), "one\ntwo\n");
}

TEST_F(FileTest, ErrorsNameTheFile) {
  const std::string missing = Path("missing/a");
  for (const absl::Status& status :
       {ReadFile(missing).status(), WriteFile(missing, ""),
        AppendLine(missing, "")}) {
    EXPECT_FALSE(status.ok());
    EXPECT_THAT(std::string(status.message()), HasSubstr(missing));
  }
}

TEST_F(FileTest, AProgramIsFoundInItsFolderIfItMayBeRun) {
  const std::string script = Script("program", "exit 0");
  EXPECT_EQ(FindProgram(folder(), "program").value_or(""), script);
  Write("text", "no program");
  for (const char* name : {"text", "missing"}) {
    const auto found = FindProgram(folder(), name);
    EXPECT_EQ(found.status().code(), absl::StatusCode::kNotFound) << name;
    EXPECT_THAT(std::string(found.status().message()), HasSubstr(name));
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
