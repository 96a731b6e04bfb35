#include "server/refusal_log.h"

#include <gtest/gtest.h>

#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

constexpr int64_t kStartNs = 7 * kNanosPerSecond;

TEST(RefusalLog, LineSaysWhatHappenedToWhomAndWhy) {
  RefusalLog log("tcp");
  EXPECT_EQ(log.Line("cut", "127.0.0.1:4711", absl::DataLossError("wrong crc"),
                     kStartNs),
            "cut tcp peer 127.0.0.1:4711: DATA_LOSS: wrong crc\n");
}

TEST(RefusalLog, AfterTheFirstLinesThereIsOneASecondThatCountsTheOthers) {
  RefusalLog log("t");
  const absl::Status why = absl::InternalError("x");
  const auto line = [&](int64_t now_ns) {
    return log.Line("cut", "p", why, now_ns);
  };
  for (uint64_t i = 0; i < RefusalLog::kMaxAtOnce; ++i) {
    EXPECT_EQ(line(kStartNs), "cut t peer p: INTERNAL: x\n");
  }
  EXPECT_EQ(line(kStartNs), "");
  EXPECT_EQ(line(kStartNs + kNanosPerSecond - 1), "");
  EXPECT_EQ(line(kStartNs + kNanosPerSecond),
            "cut t peer p: INTERNAL: x (and 2 more before)\n");
  EXPECT_EQ(line(kStartNs + kNanosPerSecond + 1), "");
  EXPECT_EQ(line(kStartNs + 3 * kNanosPerSecond),
            "cut t peer p: INTERNAL: x (and 1 more before)\n");
  EXPECT_EQ(line(kStartNs + 4 * kNanosPerSecond),
            "cut t peer p: INTERNAL: x\n");
}

}  // namespace
}  // namespace grpc_perf_msgr
