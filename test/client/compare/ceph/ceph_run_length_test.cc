#include "client/compare/ceph/ceph_run_length.h"

#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

v1::Point Point(uint32_t threads, uint32_t window, uint64_t bytes = 4096) {
  v1::Point point;
  point.set_threads(threads);
  point.set_window(window);
  point.set_bytes(bytes);
  return point;
}

TEST(CephRunLengthTest, ADurationIsTheMessagesOfEachThreadAtTheMeasuredRate) {
  EXPECT_EQ(CephIos(Point(1, 32), 50'000, 2'000'000'000), 100'000u);
  EXPECT_EQ(CephIos(Point(4, 32), 100'000, 2'000'000'000), 50'000u);
}

TEST(CephRunLengthTest, ARunIsNeverSoShortThatItsTailShows) {
  EXPECT_EQ(CephIos(Point(1, 1), 5'000, 100'000'000), 2000u);
  EXPECT_EQ(CephIos(Point(1, 32), 5'000, 100'000'000), 3200u);
  EXPECT_EQ(CephIos(Point(1, 65536), 5'000, 100'000'000), 6'553'600u);
}

TEST(CephRunLengthTest, ARunIsNeverLongerThanCephsClientCanCount) {
  EXPECT_EQ(CephIos(Point(1, 1), 1e9, 3'600'000'000'000), 2'147'483'647u);
}

TEST(CephRunLengthTest, ATrialIsShort) {
  EXPECT_EQ(CephTrialIos(Point(1, 32)), 500u);
  EXPECT_EQ(CephTrialIos(Point(100, 32)), 200u);
  // 256 MiB in all.
  EXPECT_EQ(CephTrialIos(Point(1, 1, 1 << 20)), 256u);
  v1::Point thinks = Point(1, 1);
  thinks.set_client_think_us(5000);
  thinks.set_server_think_us(5000);
  EXPECT_EQ(CephTrialIos(thinks), 50u);
}

TEST(CephRunLengthTest, ATrialFillsItsWindow) {
  EXPECT_EQ(CephTrialIos(Point(1, 1024)), 4096u);
  v1::Point point = Point(10'000, 1, 1 << 30);
  point.set_server_think_us(60'000'000);
  EXPECT_EQ(CephTrialIos(point), 10u);
}

TEST(CephRunLengthTest, ATimeoutIsGenerous) {
  v1::Point point = Point(1, 1, 0);
  EXPECT_EQ(CephGuessedMessageNs(point), 2e6);
  point.set_client_think_us(10);
  point.set_server_think_us(20);
  point.set_bytes(1000);
  EXPECT_EQ(CephGuessedMessageNs(point), 2e6 + 30e3 + 8e3);
  EXPECT_EQ(CephTimeoutNs(100, 2e6, 10'000'000'000), 16'000'000'000);
  // No overflow.
  EXPECT_GT(CephTimeoutNs(1e13, 6e10, 0), 0);
}

}  // namespace
}  // namespace grpc_perf_msgr
