#include "client/load/summary.h"

#include <google/protobuf/util/message_differencer.h>

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "client/load/latency_histogram.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;

v1::Summary SummaryOf(const v1::Result& result) {
  const absl::StatusOr<v1::Summary> summary = Summarize(result);
  EXPECT_TRUE(summary.ok()) << summary.status();
  return summary.ok() ? *summary : v1::Summary();
}

TEST(Summarize, LeavesEverythingAbsentWhenNothingWasMeasured) {
  EXPECT_TRUE(
      MessageDifferencer::Equals(SummaryOf(v1::Result()), v1::Summary()));
}

TEST(Summarize, DividesCountsByTheRunTime) {
  v1::Result result;
  result.set_run_time_ns(500'000'000);
  result.mutable_counts()->set_answered(1000);
  result.mutable_counts()->set_bytes_sent(4'096'000);
  result.mutable_counts()->set_bytes_received(64'000);
  const v1::Summary summary = SummaryOf(result);
  EXPECT_DOUBLE_EQ(summary.messages_per_second(), 2000);
  EXPECT_DOUBLE_EQ(summary.sent_bytes_per_second(), 8'192'000);
  EXPECT_DOUBLE_EQ(summary.received_bytes_per_second(), 128'000);
}

TEST(Summarize, KeepsAMeasuredRateOfZeroBytes) {
  v1::Result result;
  result.set_run_time_ns(1'000'000'000);
  result.mutable_counts()->set_answered(10);
  const v1::Summary summary = SummaryOf(result);
  ASSERT_TRUE(summary.has_sent_bytes_per_second());
  EXPECT_EQ(summary.sent_bytes_per_second(), 0);
  ASSERT_TRUE(summary.has_received_bytes_per_second());
  EXPECT_EQ(summary.received_bytes_per_second(), 0);
}

TEST(Summarize, CountsAnsweredMessagesNotThoseSentOrOfOtherPhases) {
  v1::Result result;
  result.set_run_time_ns(1'000'000'000);
  result.mutable_counts()->set_sent(12);
  result.mutable_counts()->set_answered(10);
  result.mutable_counts()->set_answered_all_phases(30);
  EXPECT_DOUBLE_EQ(SummaryOf(result).messages_per_second(), 10);
}

TEST(Summarize, GivesNoRateWithoutAnAnswerOrARunTime) {
  v1::Result unanswered;
  unanswered.set_run_time_ns(1'000'000'000);
  unanswered.mutable_counts()->set_sent(10);
  v1::Result timeless;
  timeless.mutable_counts()->set_answered(10);
  for (const v1::Result& result : {unanswered, timeless}) {
    const v1::Summary summary = SummaryOf(result);
    EXPECT_FALSE(summary.has_messages_per_second());
    EXPECT_FALSE(summary.has_sent_bytes_per_second());
    EXPECT_FALSE(summary.has_received_bytes_per_second());
  }
}

TEST(Summarize, TakesLatencyFromTheHistogram) {
  // 1..1000 have the mean 500.5 and the variance (1000^2 - 1) / 12; ranks
  // 500, 900, 950, 990, 999 and ceil(999.9).
  LatencyHistogram latency;
  for (int64_t value = 1; value <= 1000; ++value) latency.Record(value);
  v1::Result result;
  *result.mutable_latency() = latency.ToProto();
  const v1::Summary summary = SummaryOf(result);
  EXPECT_DOUBLE_EQ(summary.latency_mean_ns(), 500.5);
  EXPECT_NEAR(summary.latency_stddev_ns(), 288.674990, 1e-6);
  EXPECT_EQ(summary.latency_p50_ns(), 500);
  EXPECT_EQ(summary.latency_p90_ns(), 900);
  EXPECT_EQ(summary.latency_p95_ns(), 950);
  EXPECT_EQ(summary.latency_p99_ns(), 990);
  EXPECT_EQ(summary.latency_p999_ns(), 999);
  EXPECT_EQ(summary.latency_p9999_ns(), 1000);
  EXPECT_EQ(summary.latency_max_ns(), 1000);
}

TEST(Summarize, KeepsAMeasuredDeviationOfZero) {
  LatencyHistogram latency;
  latency.Record(70);
  v1::Result result;
  *result.mutable_latency() = latency.ToProto();
  const v1::Summary summary = SummaryOf(result);
  ASSERT_TRUE(summary.has_latency_stddev_ns());
  EXPECT_EQ(summary.latency_stddev_ns(), 0);
  EXPECT_EQ(summary.latency_p9999_ns(), 70);
}

TEST(Summarize, GivesPercentilesButNoMeanOfLatenciesAboveTheRange) {
  LatencyHistogram latency;
  latency.Record(LatencyHistogram::kMaxValueNs + 1);
  v1::Result result;
  *result.mutable_latency() = latency.ToProto();
  const v1::Summary summary = SummaryOf(result);
  EXPECT_FALSE(summary.has_latency_mean_ns());
  EXPECT_FALSE(summary.has_latency_stddev_ns());
  EXPECT_EQ(summary.latency_p50_ns(), 3'600'000'000'001);
  EXPECT_EQ(summary.latency_max_ns(), 3'600'000'000'001);
}

TEST(Summarize, GivesNoLatencyWhenOnlyClocksRanBackwards) {
  LatencyHistogram latency;
  latency.Record(-1);
  v1::Result result;
  *result.mutable_latency() = latency.ToProto();
  EXPECT_TRUE(MessageDifferencer::Equals(SummaryOf(result), v1::Summary()));
}

TEST(Summarize, DividesCpuTimeAndContextSwitchesByTheMessagesOfEachEnd) {
  v1::Result result;
  v1::CpuUsage& client = *result.mutable_client_cpu();
  client.set_user_ns(8000);
  client.set_system_ns(2000);
  client.set_voluntary_context_switches(3);
  client.set_involuntary_context_switches(2);
  client.set_messages(10);
  v1::CpuUsage& server = *result.mutable_server_cpu();
  server.set_user_ns(100);
  server.set_system_ns(300);
  server.set_voluntary_context_switches(1);
  server.set_messages(4);
  const v1::Summary summary = SummaryOf(result);
  EXPECT_DOUBLE_EQ(summary.client_user_ns_per_message(), 800);
  EXPECT_DOUBLE_EQ(summary.client_system_ns_per_message(), 200);
  EXPECT_DOUBLE_EQ(summary.client_context_switches_per_message(), 0.5);
  EXPECT_DOUBLE_EQ(summary.server_user_ns_per_message(), 25);
  EXPECT_DOUBLE_EQ(summary.server_system_ns_per_message(), 75);
  EXPECT_DOUBLE_EQ(summary.server_context_switches_per_message(), 0.25);
}

TEST(Summarize, GivesNoServerCpuWithoutAReadingOfTheServer) {
  v1::Result result;
  result.mutable_client_cpu()->set_messages(10);
  const v1::Summary summary = SummaryOf(result);
  EXPECT_TRUE(summary.has_client_user_ns_per_message());
  EXPECT_FALSE(summary.has_server_user_ns_per_message());
  EXPECT_FALSE(summary.has_server_system_ns_per_message());
  EXPECT_FALSE(summary.has_server_context_switches_per_message());
}

TEST(Summarize, GivesNoCpuFiguresWhenNoMessageWasFinished) {
  v1::Result result;
  result.mutable_client_cpu()->set_user_ns(5);
  result.mutable_server_cpu()->set_user_ns(5);
  EXPECT_TRUE(MessageDifferencer::Equals(SummaryOf(result), v1::Summary()));
}

TEST(Summarize, GivesTheMeanThinkTimeOfEachEnd) {
  v1::Result result;
  result.mutable_client_think()->set_asked_ns(1000);
  result.mutable_client_think()->set_count(4);
  result.mutable_client_think()->set_achieved_total_ns(4400);
  result.mutable_server_think()->set_asked_ns(50);
  result.mutable_server_think()->set_count(2);
  result.mutable_server_think()->set_achieved_total_ns(111);
  const v1::Summary summary = SummaryOf(result);
  EXPECT_DOUBLE_EQ(summary.client_think_mean_ns(), 1100);
  EXPECT_DOUBLE_EQ(summary.server_think_mean_ns(), 55.5);
}

TEST(Summarize, GivesNoThinkTimeWhenNoneWasAskedForOrSpent) {
  v1::Result result;
  result.mutable_client_think()->set_count(4);
  result.mutable_server_think()->set_asked_ns(50);
  const v1::Summary summary = SummaryOf(result);
  EXPECT_FALSE(summary.has_client_think_mean_ns());
  EXPECT_FALSE(summary.has_server_think_mean_ns());
}

TEST(Summarize, RefusesAMalformedHistogram) {
  v1::Result result;
  result.mutable_latency()->add_bucket(3);
  const absl::StatusOr<v1::Summary> summary = Summarize(result);
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(summary.status().message()),
              HasSubstr("latency: histogram: there must be as many counts as "
                        "buckets, got 1 buckets and 0 counts"));
}

}  // namespace
}  // namespace grpc_perf_msgr
