#include "client/report/table.h"

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "common/warnings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/report/golden.h"
#include "test/client/report/made_up_result.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

void SetLatencies(double p50_ns, double max_ns, v1::Summary& summary) {
  summary.set_latency_mean_ns(p50_ns);
  summary.set_latency_stddev_ns(p50_ns);
  summary.set_latency_p50_ns(p50_ns);
  summary.set_latency_p90_ns(p50_ns);
  summary.set_latency_p95_ns(p50_ns);
  summary.set_latency_p99_ns(max_ns);
  summary.set_latency_p999_ns(max_ns);
  summary.set_latency_p9999_ns(max_ns);
  summary.set_latency_max_ns(max_ns);
}

std::string TableWithLatencies(double p50_ns, double max_ns) {
  v1::Result result = MadeUpResult();
  SetLatencies(p50_ns, max_ns, *result.mutable_summary());
  return FormatTable(result);
}

TEST(CephEchoTest, HasCephsWordsInCephsOrder) {
  EXPECT_EQ(FormatCephEcho(MadeUpResult().conditions()),
            " using ms-public-type grpc+protobuf\n"
            "       server ip:port 10.0.0.2:10001\n"
            "       numjobs 4\n"
            "       concurrency 32\n"
            "       ios 100000\n"
            "       thinktime(us) 5\n"
            "       message data bytes 4096\n");
}

TEST(CephEchoTest, LargeAndBrokenThinkTimesAreExact) {
  v1::Conditions conditions;
  conditions.set_think_ns(1'234'567'000);
  EXPECT_THAT(FormatCephEcho(conditions),
              HasSubstr("       thinktime(us) 1234567\n"));
  conditions.set_think_ns(500);
  EXPECT_THAT(FormatCephEcho(conditions),
              HasSubstr("       thinktime(us) 0.500\n"));
}

TEST(CephTotalTest, CountsAnsweredMessagesAndWholeMicroseconds) {
  EXPECT_EQ(FormatCephTotal(MadeUpResult()),
            " Total op 400000 run time 1645288us.\n");
}

TEST(TableTest, FullResultIsAsInTheGoldenFile) {
  ExpectGolden("full.txt", FormatTable(MadeUpResult()));
}

TEST(TableTest, FailedResultIsAsInTheGoldenFile) {
  ExpectGolden("failed.txt", FormatTable(MadeUpFailedResult()));
}

TEST(TableTest, NoLineIsTooLongOrEndsWithASpace) {
  for (const v1::Result& result :
       {MadeUpResult(), MadeUpFailedResult(), v1::Result()}) {
    const std::vector<std::string> lines =
        absl::StrSplit(FormatTable(result), '\n');
    for (const std::string& line : lines) {
      EXPECT_LE(line.size(), 100) << line;
      EXPECT_FALSE(!line.empty() && line.back() == ' ') << line;
    }
  }
}

TEST(TableTest, FirstLineOfAFailedRunSaysSo) {
  v1::Result result = MadeUpResult();
  result.mutable_status()->set_code("CANCELLED");
  result.mutable_status()->set_message("stopped by\nSIGINT");
  EXPECT_THAT(FormatTable(result),
              StartsWith("RUN NOT COMPLETE: CANCELLED: stopped by SIGINT; the "
                         "figures below are partial\n\n"));
}

TEST(TableTest, ResultWithoutAStatusIsNotTakenForAGoodOne) {
  v1::Result result = MadeUpResult();
  result.clear_status();
  EXPECT_THAT(FormatTable(result),
              StartsWith("RUN NOT COMPLETE: UNKNOWN; the figures below are "
                         "partial\n\n"));
}

TEST(TableTest, LatencyUnitFollowsTheMedian) {
  EXPECT_THAT(TableWithLatencies(5'124, 9e6),
              HasSubstr("  5.12  5.12  5.12  9,000.00"));
  EXPECT_THAT(TableWithLatencies(50'124, 9e6),
              HasSubstr("  50.1  50.1  50.1  9,000.0"));
  EXPECT_THAT(TableWithLatencies(50'124'000, 9e8), HasSubstr("Latency ms "));
  EXPECT_THAT(TableWithLatencies(50'124'000'000, 9e11),
              HasSubstr("Latency s "));
}

TEST(TableTest, LatencyRowThatIsTooWideBecomesTwo) {
  EXPECT_THAT(
      TableWithLatencies(50'124, 3.6e12),
      HasSubstr("\n\n"
                "Latency us      mean  stddev   p50   p90   p95\n"
                "                50.1    50.1  50.1  50.1  50.1\n"
                "                            p99            p99.9           "
                "p99.99              max\n"
                "                3,600,000,000.0  3,600,000,000.0  "
                "3,600,000,000.0  3,600,000,000.0\n"
                "\n"));
}

TEST(TableTest, ThinkTimeIsShownOnlyIfAskedFor) {
  v1::Result result = MadeUpResult();
  result.mutable_conditions()->set_think_ns(0);
  EXPECT_THAT(FormatTable(result),
              HasSubstr("Think time      asked us  achieved us\n"
                        "  server           50.00       103.46\n\n"));
  result.mutable_server()->mutable_conditions()->set_think_ns(0);
  EXPECT_THAT(FormatTable(result), Not(HasSubstr("hink")));
}

TEST(TableTest, CountsAreOneLine) {
  EXPECT_THAT(FormatTable(MadeUpResult()),
              HasSubstr("\nmeasured 400,000 sent, 400,000 answered, 0 lost, 0 "
                        "errors; in flight at most 32 of 32 on each thread\n"));
}

TEST(TableTest, CountsThatAreTooLongBreakBeforeInFlight) {
  v1::Result result = MadeUpResult();
  result.mutable_counts()->set_sent(40'000'000);
  result.mutable_counts()->set_answered(40'000'000);
  EXPECT_THAT(FormatTable(result),
              HasSubstr("0 errors;\nin flight at most 32 of 32"));
}

TEST(TableTest, LatenciesOutOfRangeAreTold) {
  v1::Result result = MadeUpResult();
  EXPECT_THAT(FormatTable(result), Not(HasSubstr("out of range")));
  result.mutable_latency()->set_above_range(2);
  EXPECT_THAT(FormatTable(result),
              HasSubstr("\nlatencies out of range: 2 above one hour, 0 below "
                        "zero\n"));
}

TEST(TableTest, EndsWithWarningsAfterAnEmptyLine) {
  v1::Result result = MadeUpResult();
  result.clear_warnings();
  EXPECT_THAT(FormatTable(result), EndsWith("CPU periods of its cgroup\n"));
  AddWarning(MakeWarning(v1::Warning::DEBUG_BUILD, v1::Warning::CLIENT, "odd"),
             *result.mutable_warnings());
  EXPECT_THAT(FormatTable(result), EndsWith("\n\nwarning: client: odd\n"));
}

}  // namespace
}  // namespace grpc_perf_msgr
