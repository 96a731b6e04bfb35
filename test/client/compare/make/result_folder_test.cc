#include "client/compare/make/result_folder.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/report/proto_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/schema_version.h"
#include "test/client/compare/made_up_comparison.h"
#include "test/client/compare/stand_in.h"
#include "test/common/warning_testing.h"

namespace grpc_perf_msgr {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using ResultFolderTest = StandInTest;

TEST_F(ResultFolderTest, DefaultNamesTellWhenAndWhat) {
  EXPECT_EQ(DefaultFolder("a b/c_1.2", 1'709'251'199'000'000'000),
            "results/20240229T235959Z-a-b-c_1.2");
}

TEST_F(ResultFolderTest, WhatIsStoredAndJournalledIsLoaded) {
  v1::Comparison comparison;
  {
    const auto made = ResultFolder::Create(Path("out"));
    ASSERT_TRUE(made.ok()) << made.status();
    comparison.set_schema_version(kSchemaVersion);
    *comparison.mutable_scenario() = MadeUpScenario();
    comparison.set_status("RUNNING");
    ASSERT_TRUE((*made)->Store(comparison).ok());
    const v1::Run run = MadeUpRun(0, "tcp", 1, 20'000);
    ASSERT_TRUE((*made)->AppendRun(run).ok());
    EXPECT_TRUE(std::filesystem::exists((*made)->scratch()));
  }
  EXPECT_FALSE(std::filesystem::exists(Path("out/.running")));
  const auto opened = ResultFolder::Open(Path("out"));
  ASSERT_TRUE(opened.ok()) << opened.status();
  const auto loaded = (*opened)->Load();
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  ASSERT_EQ(loaded->runs_size(), 1);
  EXPECT_EQ(loaded->runs(0).target(), "tcp");
  EXPECT_EQ(loaded->warnings_size(), 0);
  // Stored, the journal is no longer needed.
  ASSERT_TRUE((*opened)->Store(*loaded).ok());
  EXPECT_FALSE(std::filesystem::exists(Path("out/runs.jsonl")));
  EXPECT_THAT(Read("out/comparison.csv"), HasSubstr("\n0,tcp,"));
}

TEST_F(ResultFolderTest, AJournalThatWasCutLosesOneRun) {
  const auto folder = ResultFolder::Create(Path("out"));
  ASSERT_TRUE(folder.ok());
  v1::Comparison comparison;
  comparison.set_schema_version(kSchemaVersion);
  ASSERT_TRUE((*folder)->Store(comparison).ok());
  ASSERT_TRUE((*folder)->AppendRun(MadeUpRun(0, "tcp", 1, 20'000)).ok());
  const std::string whole = Read("out/runs.jsonl");
  Write("out/runs.jsonl", whole + whole.substr(0, whole.size() / 2));
  const auto loaded = (*folder)->Load();
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->runs_size(), 1);
  EXPECT_THAT(loaded->warnings(),
              ElementsAre(IsOfKind(v1::Warning::RECORD_CUT_SHORT)));
  // In its middle it is no cut but damage.
  Write("out/runs.jsonl", absl::StrCat("{\"repeat\": 1\n", whole));
  EXPECT_THAT(std::string((*folder)->Load().status().message()),
              HasSubstr("runs.jsonl line 1"));
}

TEST_F(ResultFolderTest, OneProgramAtATimeAndOneComparisonAFolder) {
  const auto first = ResultFolder::Create(Path("out"));
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(ResultFolder::Create(Path("out")).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ResultFolder::Open(Path("out")).status().code(),
            absl::StatusCode::kNotFound);
  ASSERT_TRUE((*first)->Store(v1::Comparison()).ok());
}

TEST_F(ResultFolderTest, AFolderThatHoldsAComparisonIsKept) {
  {
    const auto first = ResultFolder::Create(Path("out"));
    ASSERT_TRUE(first.ok());
    ASSERT_TRUE((*first)->Store(v1::Comparison()).ok());
  }
  const auto again = ResultFolder::Create(Path("out"));
  EXPECT_EQ(again.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(again.status().message()), HasSubstr("--resume="));
}

TEST_F(ResultFolderTest, ComparisonsOfVersion1AreRead) {
  // A run as the first version wrote it: its warnings are strings, and CPU time
  // of both ends it has not summed.
  v1::Run old = MadeUpRun(0, "tcp", 1, 20'000);
  old.mutable_result()->set_schema_version(1);
  old.mutable_result()->clear_summary();
  old.mutable_result()->clear_warnings();
  std::string json = ProtoToJson(old, JsonLayout::kLine).value_or("");
  json = absl::StrReplaceAll(
      json, {{"\"schema_version\":1",
              R"("schema_version":1,"warnings":["client: a","b"])"}});
  Write("old.json",
        absl::StrCat(R"({"schema_version": 1, "warnings": ["server: b"],)",
                     R"( "runs": [)", json, "]}"));
  const auto read = ReadComparison(Path("old.json"));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->schema_version(), kSchemaVersion);
  EXPECT_THAT(read->warnings(),
              ElementsAre(Warns(v1::Warning::OTHER, "server: b")));
  const v1::Result& run = read->runs(0).result();
  EXPECT_EQ(run.schema_version(), kSchemaVersion);
  EXPECT_EQ(run.warnings_size(), 2);
  EXPECT_TRUE(run.summary().has_cpu_ns_per_message());
}

TEST_F(ResultFolderTest, ErrorsNameTheFile) {
  Write("bad.json", R"({"schema_version": 9})");
  EXPECT_EQ(std::string(ReadComparison(Path("bad.json")).status().message()),
            absl::StrCat("\"", Path("bad.json"),
                         "\": schema_version must be 1..2, got 9: read this "
                         "with the version that wrote it"));
  EXPECT_THAT(std::string(ReadComparison(Path("none")).status().message()),
              HasSubstr(Path("none")));
}

}  // namespace
}  // namespace grpc_perf_msgr
