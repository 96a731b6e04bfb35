#include "client/load/counts.h"

#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

v1::Counts MakeCounts(uint64_t unit, uint32_t max_in_flight) {
  v1::Counts counts;
  counts.set_sent(5 * unit);
  counts.set_answered(4 * unit);
  counts.set_lost(unit);
  counts.set_errors(2 * unit);
  counts.set_bytes_sent(40 * unit);
  counts.set_bytes_received(8 * unit);
  counts.set_answered_all_phases(6 * unit);
  counts.set_max_in_flight(max_in_flight);
  return counts;
}

TEST(AddCounts, AddsAllUpButTheHighestInFlight) {
  v1::Counts sum = MakeCounts(1, 32);
  AddCounts(MakeCounts(10, 7), sum);
  EXPECT_EQ(sum.SerializeAsString(), MakeCounts(11, 32).SerializeAsString());
  AddCounts(MakeCounts(100, 64), sum);
  EXPECT_EQ(sum.SerializeAsString(), MakeCounts(111, 64).SerializeAsString());
}

// Each field is filled above: one that is new must be added up, too.
TEST(AddCounts, KnowsEveryField) {
  const v1::Counts counts = MakeCounts(1, 1);
  const google::protobuf::Descriptor& descriptor = *v1::Counts::descriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    EXPECT_TRUE(
        v1::Counts::GetReflection()->HasField(counts, descriptor.field(i)))
        << descriptor.field(i)->name();
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
