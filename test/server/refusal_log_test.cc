#include "server/refusal_log.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

constexpr int64_t kStartNs = 7 * kNanosPerSecond;

TEST(RefusalLog, LineSaysWhatHappenedToWhomAndWhy) {
  RefusalLog log;
  EXPECT_EQ(log.Line("cut 127.0.0.1:4711", absl::DataLossError("wrong crc"),
                     kStartNs),
            "cut 127.0.0.1:4711: DATA_LOSS: wrong crc\n");
}

TEST(RefusalLog, AfterTheFirstLinesThereIsOneASecondThatCountsTheOthers) {
  RefusalLog log;
  const absl::Status why = absl::InternalError("x");
  for (uint64_t i = 0; i < RefusalLog::kMaxAtOnce; ++i) {
    EXPECT_EQ(log.Line(absl::StrCat(i), why, kStartNs),
              absl::StrCat(i, ": INTERNAL: x\n"));
  }
  EXPECT_EQ(log.Line("p", why, kStartNs), "");
  EXPECT_EQ(log.Line("p", why, kStartNs + kNanosPerSecond - 1), "");
  EXPECT_EQ(log.Line("p", why, kStartNs + kNanosPerSecond),
            "p: INTERNAL: x (and 2 more before)\n");
  EXPECT_EQ(log.Line("p", why, kStartNs + kNanosPerSecond + 1), "");
  EXPECT_EQ(log.Line("p", why, kStartNs + 3 * kNanosPerSecond),
            "p: INTERNAL: x (and 1 more before)\n");
  EXPECT_EQ(log.Line("p", why, kStartNs + 4 * kNanosPerSecond),
            "p: INTERNAL: x\n");
}

}  // namespace
}  // namespace grpc_perf_msgr
