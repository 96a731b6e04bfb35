// Results of clients to be merged in tests.
#ifndef GRPC_PERF_MSGR_TEST_CLIENT_MERGE_MERGE_TESTING_H_
#define GRPC_PERF_MSGR_TEST_CLIENT_MERGE_MERGE_TESTING_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "client/load/latency_histogram.h"
#include "client/merge/merge.h"
#include "gtest/gtest.h"
#include "proto/schema_version.h"

namespace grpc_perf_msgr {

inline constexpr int64_t kSecond = 1'000'000'000;
inline constexpr int64_t kThen = 1'700'000'000 * kSecond;

// A client of two threads that measured `messages` of 10 bytes in `run_ns`,
// each with this latency.
inline v1::Result OneResult(uint64_t messages, int64_t run_ns,
                            int64_t latency_ns) {
  v1::Result result;
  result.set_schema_version(kSchemaVersion);
  result.mutable_status()->set_code("OK");
  result.mutable_conditions()->set_window(32);
  result.mutable_conditions()->set_threads(2);
  result.set_started_unix_ns(kThen);
  result.set_run_time_ns(run_ns);
  result.mutable_counts()->set_sent(messages);
  result.mutable_counts()->set_answered(messages);
  result.mutable_counts()->set_bytes_sent(messages * 10);
  result.mutable_counts()->set_answered_all_phases(messages + 1);
  result.mutable_counts()->set_max_in_flight(static_cast<uint32_t>(messages));
  LatencyHistogram latency;
  for (uint64_t i = 0; i < messages; ++i) latency.Record(latency_ns);
  *result.mutable_latency() = latency.ToProto();
  for (uint32_t i = 0; i < 2; ++i) {
    v1::ThreadResult& thread = *result.add_threads();
    thread.set_index(i);
    thread.set_started_after_ns(i);
  }
  result.add_intervals();
  return result;
}

inline MergeInput Input(const std::string& name, v1::Result result) {
  MergeInput input;
  input.name = name;
  input.result = std::move(result);
  return input;
}

// By the server's clock.
inline MergeInput InputAt(const std::string& name, int64_t started_ns,
                          v1::Result result) {
  MergeInput input = Input(name, std::move(result));
  input.started_ns = started_ns;
  input.round_trip_ns = 100;
  return input;
}

inline MergeInput Missing(const std::string& name, const std::string& why) {
  MergeInput input;
  input.name = name;
  input.missing = why;
  input.round_trip_ns = 100;
  return input;
}

inline v1::Result Merged(const std::vector<MergeInput>& inputs) {
  const absl::StatusOr<v1::Result> merged = MergeResults("g", inputs);
  EXPECT_TRUE(merged.ok()) << merged.status();
  return merged.value_or(v1::Result());
}

inline std::string Refusal(const std::vector<MergeInput>& inputs) {
  const absl::Status status = MergeResults("g", inputs).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_CLIENT_MERGE_MERGE_TESTING_H_
