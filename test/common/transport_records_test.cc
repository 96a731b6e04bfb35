#include "common/transport_records.h"

#include <gtest/gtest.h>

namespace grpc_perf_msgr {
namespace {

TEST(TransportRecords, LibrariesAreKnownByTheirNamesBeginning) {
  EXPECT_TRUE(IsTransportLibrary("gRPC"));
  EXPECT_TRUE(IsTransportLibrary("grpc++"));
  EXPECT_FALSE(IsTransportLibrary("protobuf"));
  EXPECT_FALSE(IsTransportLibrary(""));
}

TEST(TransportRecords, OnlyCephsOwnClientIsNotOurs) {
  EXPECT_FALSE(RunsOurClient("ceph_perf_msgr"));
  EXPECT_TRUE(RunsOurClient("msgr2"));
  EXPECT_TRUE(RunsOurClient("later"));
}

}  // namespace
}  // namespace grpc_perf_msgr
