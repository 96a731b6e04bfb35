#include "client/compare/make/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

TEST(Journal, ComparisonOfThisVersionIsRead) {
  const absl::StatusOr<v1::Comparison> comparison =
      ParseComparison(R"({"schema_version": 2, "status": "OK"})");
  ASSERT_TRUE(comparison.ok()) << comparison.status();
  EXPECT_EQ(comparison->status(), "OK");
}

TEST(Journal, ComparisonOfAnotherVersionIsRefusedWhateverItsFields) {
  const absl::Status status =
      ParseComparison(R"({"schema_version": 9, "flux": 1})").status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(status.message(), HasSubstr("got 9"));
}

TEST(Journal, UnknownFieldOfThisVersionIsNamed) {
  EXPECT_THAT(
      ParseComparison(R"({"schema_version": 2, "flux": 1})").status().message(),
      HasSubstr("unknown field \"flux\""));
}

TEST(Journal, RunsAreAddedInTheirOrder) {
  v1::Comparison comparison;
  comparison.add_runs()->set_target("a");
  EXPECT_TRUE(
      AddJournal("{\"target\":\"b\"}\n{\"target\":\"c\"}\n", comparison).ok());
  ASSERT_EQ(comparison.runs_size(), 3);
  EXPECT_EQ(comparison.runs(1).target(), "b");
  EXPECT_EQ(comparison.runs(2).target(), "c");
  EXPECT_EQ(comparison.warnings_size(), 0);
}

TEST(Journal, CutLastLineIsWarnedOf) {
  v1::Comparison comparison;
  EXPECT_TRUE(AddJournal("{\"target\":\"b\"}\n{\"targ", comparison).ok());
  EXPECT_EQ(comparison.runs_size(), 1);
  EXPECT_EQ(comparison.warnings_size(), 1);
}

TEST(Journal, RunOfAnUnknownVersionIsRefused) {
  v1::Comparison comparison;
  const absl::Status status =
      AddJournal("{\"result\":{\"schema_version\":9}}\n", comparison);
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(status.message(), HasSubstr("line 1: schema_version must be"));
  EXPECT_EQ(comparison.runs_size(), 0);
}

TEST(Journal, BrokenLineBeforeTheLastIsNamed) {
  v1::Comparison comparison;
  const absl::Status status =
      AddJournal("{}\n{\"targ\n{\"target\":\"b\"}\n", comparison);
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(status.message(), HasSubstr("line 2: "));
}

}  // namespace
}  // namespace grpc_perf_msgr
