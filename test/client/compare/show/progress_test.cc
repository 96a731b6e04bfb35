#include "client/compare/show/progress.h"

#include <sstream>

#include "client/compare/plan/point.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/made_up_comparison.h"

namespace grpc_perf_msgr {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int64_t kSecond = 1'000'000'000;

// What is shown of two runs of which the second fails.
std::string Shown(bool is_terminal, bool quiet) {
  std::ostringstream out;
  CompareProgress progress(out, is_terminal, quiet);
  progress.BeginFloor("far");
  progress.EndFloor("floor found\n");
  const v1::Scenario scenario = MadeUpScenario();
  progress.Begin(scenario, 2, 3);
  const v1::Run good = MadeUpRun(0, "tcp", 1, 20'000);
  progress.BeginRun("tcp", good.point());
  progress.EndRun(good);
  const v1::Run bad = MadeUpFailedRun(0, "grpc", 1, "no route");
  progress.BeginRun("grpc", bad.point());
  progress.EndRun(bad);
  progress.End();
  return out.str();
}

TEST(CompareProgressTest, TimesAreToldAsPeopleTellThem) {
  EXPECT_EQ(FormatTimeLeft(0), "0 s");
  EXPECT_EQ(FormatTimeLeft(12 * kSecond + kSecond / 3), "12 s");
  EXPECT_EQ(FormatTimeLeft(59 * kSecond + kSecond / 2), "1 min 00 s");
  EXPECT_EQ(FormatTimeLeft(185 * kSecond), "3 min 05 s");
  EXPECT_EQ(FormatTimeLeft(7'800 * kSecond), "2 h 10 min");
}

TEST(CompareProgressTest, OffATerminalEachRunLeavesALine) {
  const std::string shown = Shown(false, false);
  EXPECT_THAT(shown, testing::StartsWith("floor found\nrun 4 of 5: tcp at "
                                         "1x1x4096, 20,000 msg/s; "));
  EXPECT_THAT(shown, HasSubstr("\nrun 5 of 5: grpc at 1x1x4096 FAILED: "
                               "UNAVAILABLE: no route; 0 s left\n"));
  EXPECT_THAT(shown, Not(HasSubstr("\x1b")));
}

TEST(CompareProgressTest, OnATerminalALineIsRedrawnAndFailuresStay) {
  const std::string shown = Shown(true, false);
  EXPECT_THAT(shown, HasSubstr("probing the network to far\r\x1b[K"));
  // Of both runs the scenario's times are known.
  EXPECT_THAT(shown, HasSubstr("run 4 of 5, 5 s left: tcp at 1x1x4096"));
  EXPECT_THAT(shown, Not(HasSubstr("msg/s")));
  EXPECT_THAT(shown, HasSubstr("\r\x1b[Krun 5 of 5: grpc at 1x1x4096 FAILED"));
  EXPECT_THAT(shown, testing::EndsWith("\r\x1b[K"));
}

TEST(CompareProgressTest, QuietTellsOfFailuresAlone) {
  for (const bool is_terminal : {true, false}) {
    EXPECT_EQ(Shown(is_terminal, true),
              "run 5 of 5: grpc at 1x1x4096 FAILED: UNAVAILABLE: no route\n");
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
