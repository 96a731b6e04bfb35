#include "client/load/phase.h"

#include <limits>

#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

constexpr uint64_t kAny = std::numeric_limits<uint64_t>::max();

TEST(PhaseTracker, MeasuresFromTheFirstMessageWithoutWarmup) {
  PhaseTracker phases({.ios = 2});
  phases.Start(100);
  EXPECT_EQ(phases.phase(), Phase::kMeasure);
  EXPECT_EQ(phases.Remaining(), 2u);
  EXPECT_EQ(phases.OnSend(100), Phase::kMeasure);
  EXPECT_EQ(phases.Remaining(), 1u);
}

TEST(PhaseTracker, DrainsAfterTheLastMeasuredMessageWasSent) {
  PhaseTracker phases({.ios = 1});
  phases.Start(0);
  EXPECT_EQ(phases.OnSend(0), Phase::kMeasure);
  EXPECT_EQ(phases.phase(), Phase::kDrain);
  EXPECT_EQ(phases.Remaining(), 0u);
}

TEST(PhaseTracker, SendsExactlyTheWarmupCountUnmeasured) {
  PhaseTracker phases({.warmup_messages = 3, .ios = 2});
  phases.Start(0);
  EXPECT_EQ(phases.Remaining(), 5u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(phases.OnSend(i), Phase::kWarmup) << i;
  }
  EXPECT_EQ(phases.Remaining(), 2u);
  EXPECT_EQ(phases.OnSend(3), Phase::kMeasure);
  EXPECT_EQ(phases.OnSend(4), Phase::kMeasure);
  EXPECT_EQ(phases.phase(), Phase::kDrain);
}

TEST(PhaseTracker, EndsATimedWarmupWhenItsTimeIsOver) {
  PhaseTracker phases({.warmup_ns = 1000, .ios = 1});
  phases.Start(50);
  phases.Advance(1049);
  EXPECT_EQ(phases.phase(), Phase::kWarmup);
  EXPECT_EQ(phases.Remaining(), kAny);
  phases.Advance(1050);
  EXPECT_EQ(phases.phase(), Phase::kMeasure);
  EXPECT_EQ(phases.Remaining(), 1u);
}

TEST(PhaseTracker, CountsADurationFromTheFirstMeasuredSend) {
  PhaseTracker phases({.warmup_ns = 1000, .duration_ns = 500});
  phases.Start(0);
  phases.Advance(1000);
  // Nothing could be sent for a while; the duration has not begun.
  phases.Advance(5000);
  EXPECT_EQ(phases.phase(), Phase::kMeasure);
  EXPECT_EQ(phases.OnSend(6000), Phase::kMeasure);
  EXPECT_EQ(phases.OnSend(6400), Phase::kMeasure);
  phases.Advance(6499);
  EXPECT_EQ(phases.phase(), Phase::kMeasure);
  EXPECT_EQ(phases.Remaining(), kAny);
  phases.Advance(6500);
  EXPECT_EQ(phases.phase(), Phase::kDrain);
  EXPECT_EQ(phases.Remaining(), 0u);
}

TEST(PhaseTracker, GoesFromACountedWarmupIntoADuration) {
  PhaseTracker phases({.warmup_messages = 1, .duration_ns = 10});
  phases.Start(0);
  EXPECT_EQ(phases.Remaining(), kAny);
  EXPECT_EQ(phases.OnSend(5), Phase::kWarmup);
  phases.Advance(1000);
  EXPECT_EQ(phases.phase(), Phase::kMeasure);
  EXPECT_EQ(phases.OnSend(1000), Phase::kMeasure);
  phases.Advance(1010);
  EXPECT_EQ(phases.phase(), Phase::kDrain);
}

TEST(PhaseTracker, SendsNothingMoreOnceStopped) {
  PhaseTracker phases({.warmup_messages = 5, .ios = 5});
  phases.Start(0);
  phases.OnSend(0);
  phases.Stop();
  EXPECT_EQ(phases.phase(), Phase::kDrain);
  EXPECT_EQ(phases.Remaining(), 0u);
  phases.Advance(1'000'000);
  EXPECT_EQ(phases.phase(), Phase::kDrain);
}

TEST(PhaseTracker, NamesItsPhases) {
  EXPECT_STREQ(PhaseName(Phase::kWarmup), "warmup");
  EXPECT_STREQ(PhaseName(Phase::kMeasure), "measure");
  EXPECT_STREQ(PhaseName(Phase::kDrain), "drain");
}

}  // namespace
}  // namespace grpc_perf_msgr
