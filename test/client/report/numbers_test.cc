#include "client/report/numbers.h"

#include <cmath>

#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

TEST(FormatFixedTest, RoundsToTheDecimalsAskedFor) {
  EXPECT_EQ(FormatFixed(0, 0), "0");
  EXPECT_EQ(FormatFixed(1234567.891, 2), "1234567.89");
  EXPECT_EQ(FormatFixed(-0.25, 3), "-0.250");
  EXPECT_EQ(FormatFixed(1e18, 2), "1000000000000000000.00");
}

TEST(FormatForPeopleTest, SetsThousandsApart) {
  EXPECT_EQ(FormatForPeople(0, 0), "0");
  EXPECT_EQ(FormatForPeople(999, 0), "999");
  EXPECT_EQ(FormatForPeople(999.96, 1), "1,000.0");
  EXPECT_EQ(FormatForPeople(243118.43, 1), "243,118.4");
  EXPECT_EQ(FormatForPeople(1234567, 0), "1,234,567");
  EXPECT_EQ(FormatForPeople(-123, 0), "-123");
  EXPECT_EQ(FormatForPeople(-1234.5, 1), "-1,234.5");
}

TEST(FormatForPeopleTest, LeavesWhatIsNoNumberAlone) {
  EXPECT_EQ(FormatForPeople(std::nan(""), 1), "nan");
  EXPECT_EQ(FormatForPeople(-INFINITY, 1), "-inf");
}

TEST(FormatCountTest, HasNoDecimals) {
  EXPECT_EQ(FormatCount(0), "0");
  EXPECT_EQ(FormatCount(400'000), "400,000");
}

}  // namespace
}  // namespace grpc_perf_msgr
