#include "client/compare/judge/floor_stream.h"

#include "gtest/gtest.h"
#include "test/client/compare/made_up_comparison.h"

namespace grpc_perf_msgr {
namespace {

TEST(FloorStreamTest, AStreamFillsTheNetworkWhenItsMessagesQueue) {
  v1::Result result = MadeUpRun(0, "tcp", 16, 10'000).result();
  result.clear_network();
  result.mutable_threads(0)->set_user_ns(100'000'000);
  result.mutable_threads(0)->set_system_ns(100'000'000);
  const v1::NetworkFloor floor = MadeUpFloor("far", 1);
  result.mutable_summary()->set_latency_mean_ns(180'000);
  EXPECT_EQ(JudgeFloorStream(result, floor).limit(), v1::Verdict::WINDOW);
  result.mutable_summary()->set_latency_mean_ns(950'000);
  const v1::Verdict verdict = JudgeFloorStream(result, floor);
  EXPECT_EQ(verdict.limit(), v1::Verdict::LINK);
  EXPECT_EQ(verdict.reason(),
            "neither end was busy, and messages queued for 10 round trips");
  // A busy end is the limit whatever the queue.
  result.mutable_threads(0)->set_user_ns(2'400'000'000);
  EXPECT_EQ(JudgeFloorStream(result, floor).limit(),
            v1::Verdict::CLIENT_THREAD);
}

}  // namespace
}  // namespace grpc_perf_msgr
