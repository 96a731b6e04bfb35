#include "client/compare/comparison.h"

#include <algorithm>
#include <csignal>
#include <sstream>

#include "client/compare/merge_files.h"
#include "client/compare/run_maker.h"
#include "client/report/json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/made_up_comparison.h"
#include "test/client/compare/stand_in.h"
#include "test/client/merge/merge_testing.h"

namespace grpc_perf_msgr {
namespace {

using testing::HasSubstr;

class ComparisonTest : public StandInTest {
 protected:
  ComparisonTest() {
    // The one with an address has no server to start.
    scenario_.mutable_targets()->RemoveLast();
    scenario_.set_repeats(2);
  }

  // Makes the runs that `comparison` lacks.
  absl::Status Run(const Programs& programs, v1::Comparison& comparison) {
    const auto out = ResultFolder::Create(Path("out"));
    EXPECT_TRUE(out.ok()) << out.status();
    CompareProgress progress(shown_, false, false);
    return RunComparison(programs, **out, signals_, progress, comparison);
  }

  Programs StandIns(int exit_status = 0) {
    return {Client(MadeUpRun(0, "tcp", 1, 20'000).result(), exit_status),
            Server("1001\n1002"),
            {}};
  }

  v1::Scenario scenario_ = MadeUpScenario();
  std::ostringstream shown_;
  Signals signals_;
};

TEST_F(ComparisonTest, AllRunsAreMadeKeptAndSummarized) {
  v1::Comparison comparison = NewComparison(scenario_);
  EXPECT_EQ(RunsToMake(comparison).size(), 8u);
  ASSERT_TRUE(Run(StandIns(), comparison).ok());
  EXPECT_EQ(comparison.status(), "OK");
  EXPECT_EQ(comparison.runs_size(), 8);
  EXPECT_EQ(comparison.cells_size(), 4);
  EXPECT_TRUE(RunsToMake(comparison).empty());
  for (const v1::Run& run : comparison.runs()) {
    EXPECT_TRUE(run.has_verdict()) << run.target();
  }
  EXPECT_GT(comparison.finished_unix_ns(), 0);
  // Each is in the journal as soon as it is made.
  const std::string journal = Read("out/runs.jsonl");
  EXPECT_EQ(std::count(journal.begin(), journal.end(), '\n'), 8);
  EXPECT_THAT(shown_.str(), HasSubstr("run 8 of 8: "));
}

TEST_F(ComparisonTest, OnlyWhatIsMissingIsMade) {
  v1::Comparison comparison = NewComparison(scenario_);
  *comparison.add_runs() = MadeUpRun(1, "tcp", 32, 1);
  // One that failed is there, too.
  *comparison.add_runs() = MadeUpFailedRun(0, "grpc", 1, "why");
  EXPECT_EQ(RunsToMake(comparison).size(), 6u);
  ASSERT_TRUE(Run(StandIns(), comparison).ok());
  EXPECT_EQ(comparison.runs_size(), 8);
  EXPECT_EQ(comparison.status(), "FAILED");
}

TEST_F(ComparisonTest, AFailedRunIsRecordedAndTheOthersGoOn) {
  v1::Comparison comparison = NewComparison(scenario_);
  Programs programs = StandIns();
  programs.server = Script("bad", "echo in use; exit 1");
  ASSERT_TRUE(Run(programs, comparison).ok());
  EXPECT_EQ(comparison.status(), "FAILED");
  ASSERT_EQ(comparison.runs_size(), 8);
  for (const v1::Run& run : comparison.runs()) {
    EXPECT_EQ(run.result().status().code(), "UNAVAILABLE");
    EXPECT_THAT(run.result().status().message(), HasSubstr("in use"));
  }
}

TEST_F(ComparisonTest, TheUserMayStopIt) {
  v1::Comparison comparison = NewComparison(scenario_);
  ASSERT_EQ(raise(SIGINT), 0);
  ASSERT_TRUE(Run(StandIns(), comparison).ok());
  EXPECT_EQ(comparison.status(), "CANCELLED");
  EXPECT_EQ(comparison.runs_size(), 0);
}

TEST_F(ComparisonTest, ARunHasItsPlaceAndWhatItsClientRecorded) {
  const Programs programs = StandIns();
  RunMaker runs(programs, scenario_, folder(), signals_);
  PlannedRun planned;
  planned.repeat = 1;
  planned.target = 1;
  planned.point = MadeUpRun(0, "grpc", 32, 1).point();
  const auto run = runs.Make(planned);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->repeat(), 1u);
  EXPECT_EQ(run->target(), "grpc");
  EXPECT_EQ(run->point().window(), 32u);
  EXPECT_EQ(run->result().status().code(), "OK");
  EXPECT_THAT(Read("client.told"), HasSubstr("127.0.0.1:1001 1 32 "));
}

class MergeFilesTest : public StandInTest {
 protected:
  void WriteResult(const std::string& name, const v1::Result& result) {
    Write(name, FormatJson(result).value_or(""));
  }
};

TEST_F(MergeFilesTest, ResultsAreReadMergedAndWritten) {
  v1::Result other = OneResult(50, kSecond, 2);
  other.set_started_unix_ns(kThen + 1);
  WriteResult("a.json", OneResult(100, kSecond, 1));
  WriteResult("b.json", other);
  const auto merged = MergeFiles({Path("a.json"), Path("b.json")});
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->counts().answered(), 150u);
  EXPECT_EQ(merged->group().members(1).name(), Path("b.json"));
  ASSERT_TRUE(WriteMerged(Path("m.json"), *merged).ok());
  EXPECT_EQ(Read("m.json"), FormatJson(*merged).value());
  ASSERT_TRUE(WriteMerged(Path("m.csv"), *merged).ok());
  EXPECT_THAT(Read("m.csv"), HasSubstr(",messages_per_second,"));
}

TEST_F(MergeFilesTest, ErrorsNameTheFile) {
  WriteResult("a.json", OneResult(100, kSecond, 1));
  Write("bad.json", "nonsense");
  for (const std::string& bad : {Path("bad.json"), Path("none.json")}) {
    const auto merged = MergeFiles({Path("a.json"), bad});
    ASSERT_FALSE(merged.ok());
    EXPECT_THAT(std::string(merged.status().message()), HasSubstr(bad));
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
