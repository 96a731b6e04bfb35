#include "client/report/progress.h"

#include <cstdint>
#include <limits>
#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kSecond = 1'000'000'000;

// Half of 400,000 messages measured after 2 s.
v1::Interval MadeUpInterval() {
  v1::Interval interval;
  interval.set_start_ns(1 * kSecond);
  interval.set_end_ns(2 * kSecond);
  interval.set_messages(243'118);
  interval.set_bytes_sent(995'811'328);
  interval.set_bytes_received(15'559'552);
  interval.set_p50_ns(128'703);
  interval.set_p99_ns(243'327);
  interval.set_in_flight(128);
  interval.set_phase("measure");
  interval.set_measured_so_far(200'000);
  interval.set_measured_planned(400'000);
  return interval;
}

v1::Conditions ByMessages() {
  v1::Conditions conditions;
  conditions.set_threads(4);
  conditions.set_ios(100'000);
  return conditions;
}

v1::Conditions ByTime(int64_t warmup_ns, int64_t duration_ns) {
  v1::Conditions conditions;
  conditions.set_threads(4);
  conditions.set_warmup_ns(warmup_ns);
  conditions.set_duration_ns(duration_ns);
  return conditions;
}

TEST(IntervalLineTest, StandsBelowItsTitles) {
  EXPECT_EQ(
      FormatIntervalTitle() + "\n" + FormatIntervalLine(MadeUpInterval()),
      "    time  phase         msg/s       MB/s       p50 us       p99 us  in "
      "flight\n"
      "    2.0s  measure     243,118    1,011.4        128.7        243.3      "
      "  128");
}

TEST(IntervalLineTest, RatesAreOverTheLengthOfTheInterval) {
  v1::Interval interval = MadeUpInterval();
  interval.set_end_ns(1 * kSecond + kSecond / 2);
  EXPECT_THAT(FormatIntervalLine(interval), HasSubstr(" 486,236    2,022.7 "));
}

TEST(IntervalLineTest, WhatWasNotMeasuredIsADash) {
  v1::Interval interval = MadeUpInterval();
  interval.clear_p50_ns();
  interval.clear_p99_ns();
  interval.set_phase("warmup");
  EXPECT_EQ(FormatIntervalLine(interval),
            "    2.0s  warmup      243,118    1,011.4            -            "
            "-        128");
}

TEST(IntervalLineTest, IntervalWithoutLengthHasNoRates) {
  v1::Interval interval;
  interval.set_messages(5);
  EXPECT_EQ(FormatIntervalLine(interval),
            "    0.0s                    -          -            -            "
            "-          0");
}

TEST(IntervalLineTest, LargeFiguresStayWithinAHundredColumns) {
  v1::Interval interval = MadeUpInterval();
  interval.set_start_ns(100'000 * kSecond);
  interval.set_end_ns(100'001 * kSecond);
  interval.set_messages(100'000'000);
  interval.set_bytes_sent(100'000'000'000);
  interval.set_p50_ns(3600 * kSecond);
  interval.set_p99_ns(3600 * kSecond);
  interval.set_in_flight(1'000'000);
  EXPECT_LE(FormatIntervalLine(interval).size(), 100);
}

TEST(EstimateProgressTest, UnknownBeforeAnythingIsMeasured) {
  v1::Interval interval = MadeUpInterval();
  interval.set_measured_so_far(0);
  const RunProgress progress = EstimateProgress(ByMessages(), interval);
  EXPECT_LT(progress.fraction, 0);
  EXPECT_LT(progress.left_ns, 0);
}

TEST(EstimateProgressTest, ByMessagesAtTheRateSoFar) {
  v1::Interval interval = MadeUpInterval();
  interval.set_measured_so_far(100'000);
  const RunProgress progress = EstimateProgress(ByMessages(), interval);
  EXPECT_DOUBLE_EQ(progress.fraction, 0.25);
  EXPECT_EQ(progress.left_ns, 6 * kSecond);
}

TEST(EstimateProgressTest, WarmUpMessagesCountForTheRateOnly) {
  v1::Conditions conditions = ByMessages();
  conditions.set_warmup_messages(25'000);  // 100,000 in all.
  v1::Interval interval = MadeUpInterval();
  interval.set_measured_so_far(100'000);
  const RunProgress progress = EstimateProgress(conditions, interval);
  EXPECT_DOUBLE_EQ(progress.fraction, 0.25);
  EXPECT_EQ(progress.left_ns, 3 * kSecond);
}

TEST(EstimateProgressTest, WarmUpTimeDoesNotCountForTheRate) {
  v1::Conditions conditions = ByMessages();
  conditions.set_warmup_ns(1 * kSecond);
  const RunProgress progress = EstimateProgress(conditions, MadeUpInterval());
  EXPECT_DOUBLE_EQ(progress.fraction, 0.5);
  EXPECT_EQ(progress.left_ns, 1 * kSecond);
}

TEST(EstimateProgressTest, AllMessagesMeasuredIsDone) {
  v1::Interval interval = MadeUpInterval();
  interval.set_measured_so_far(400'000);
  const RunProgress progress = EstimateProgress(ByMessages(), interval);
  EXPECT_DOUBLE_EQ(progress.fraction, 1);
  EXPECT_EQ(progress.left_ns, 0);
}

TEST(EstimateProgressTest, ByTimeWarmUpIsPartOfTheWay) {
  const RunProgress progress =
      EstimateProgress(ByTime(2 * kSecond, 6 * kSecond), MadeUpInterval());
  EXPECT_DOUBLE_EQ(progress.fraction, 0.25);
  EXPECT_EQ(progress.left_ns, 6 * kSecond);
}

TEST(EstimateProgressTest, ByTimeNeverBeyondTheEnd) {
  const RunProgress progress =
      EstimateProgress(ByTime(0, kSecond), MadeUpInterval());
  EXPECT_DOUBLE_EQ(progress.fraction, 1);
  EXPECT_EQ(progress.left_ns, 0);
}

TEST(EstimateProgressTest, ByTimeUnknownWhileWarmUpMessagesAreSent) {
  v1::Conditions conditions = ByTime(0, 10 * kSecond);
  conditions.set_warmup_messages(1000);
  v1::Interval interval = MadeUpInterval();
  interval.set_phase("warmup");
  EXPECT_LT(EstimateProgress(conditions, interval).fraction, 0);
  interval.set_phase("measure");
  EXPECT_DOUBLE_EQ(EstimateProgress(conditions, interval).fraction, 0.2);
  interval.set_phase("drain");
  EXPECT_DOUBLE_EQ(EstimateProgress(conditions, interval).fraction, 1);
}

TEST(ProgressBarTest, ShowsFractionAndTimeLeft) {
  EXPECT_EQ(FormatProgressBar({0, 90 * kSecond}, 40),
            "[                     ]   0%  1m30s left");
  EXPECT_EQ(FormatProgressBar({0.42, 63 * kSecond}, 40),
            "[=======>             ]  42%  1m03s left");
  EXPECT_EQ(FormatProgressBar({1, 0}, 40),
            "[========================] 100%  0s left");
}

TEST(ProgressBarTest, UnknownIsADash) {
  EXPECT_EQ(FormatProgressBar(RunProgress(), 30),
            "[                       ]    -");
}

TEST(ProgressBarTest, HundredPercentMeansDone) {
  EXPECT_THAT(FormatProgressBar({0.29, 1}, 40), HasSubstr(" 29%"));
  EXPECT_THAT(FormatProgressBar({0.9999, 1}, 40), HasSubstr(" 99%"));
  EXPECT_THAT(FormatProgressBar({0.9999, 1}, 40), HasSubstr(" 1s left"));
}

TEST(ProgressBarTest, TimeLeftInTheTwoLargestUnits) {
  const auto left = [](int64_t ns) {
    const std::string bar = FormatProgressBar({0.5, ns}, 60);
    return bar.substr(bar.find("50%") + 5);
  };
  EXPECT_EQ(left(0), "0s left");
  EXPECT_EQ(left(12 * kSecond), "12s left");
  EXPECT_EQ(left(59 * kSecond + 1), "1m00s left");
  EXPECT_EQ(left(3599 * kSecond), "59m59s left");
  EXPECT_EQ(left(3600 * kSecond), "1h00m left");
  EXPECT_EQ(left(int64_t{2} * 3600 * kSecond + 300 * kSecond), "2h05m left");
  EXPECT_EQ(left(int64_t{100} * 3600 * kSecond), "100h00m left");
}

TEST(ProgressBarTest, NeverWiderThanAsked) {
  for (int width = 0; width <= 100; ++width) {
    for (const RunProgress& progress :
         {RunProgress(), RunProgress{0, -1}, RunProgress{0.5, 3661 * kSecond},
          RunProgress{2, std::numeric_limits<int64_t>::max()}}) {
      EXPECT_LE(FormatProgressBar(progress, width).size(), width);
    }
  }
  EXPECT_EQ(FormatProgressBar({0.5, 3 * kSecond}, 16), " 50%  3s left");
}

TEST(ProgressPrinterTest, WithoutATerminalPrintsTitlesOnceAndLines) {
  std::ostringstream out;
  {
    ProgressPrinter printer(out, false, ByMessages());
    printer.Show(MadeUpInterval());
    printer.Show(MadeUpInterval());
  }
  const std::string line = FormatIntervalLine(MadeUpInterval()) + "\n";
  EXPECT_EQ(out.str(), FormatIntervalTitle() + "\n" + line + line);
}

TEST(ProgressPrinterTest, OnATerminalRedrawsTheBarAndRemovesIt) {
  std::ostringstream out;
  {
    ProgressPrinter printer(out, true, ByMessages());
    printer.Show(MadeUpInterval());
    printer.Show(MadeUpInterval());
  }
  const std::string line = FormatIntervalLine(MadeUpInterval()) + "\n";
  const std::string bar =
      FormatProgressBar(EstimateProgress(ByMessages(), MadeUpInterval()), 72);
  EXPECT_EQ(out.str(), FormatIntervalTitle() + "\n" + line + bar + "\r\033[K" +
                           line + bar + "\r\033[K");
}

TEST(ProgressPrinterTest, PrintsNothingWhenNothingWasShown) {
  std::ostringstream out;
  { ProgressPrinter printer(out, true, ByMessages()); }
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace grpc_perf_msgr
