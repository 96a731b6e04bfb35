#include "common/msgr2/crc.h"

#include <gtest/gtest.h>

#include <string>

namespace grpc_perf_msgr::msgr2 {
namespace {

struct Vector {
  std::string name;
  uint32_t seed;
  std::string bytes;
  uint32_t crc;
};

class Msgr2Crc : public ::testing::TestWithParam<Vector> {};

TEST_P(Msgr2Crc, IsAsTheRealProgramsHaveIt) {
  EXPECT_EQ(Crc(GetParam().seed, GetParam().bytes), GetParam().crc);
}

std::string Zeros(size_t count) { return std::string(count, '\0'); }

INSTANTIATE_TEST_SUITE_P(
    Vectors, Msgr2Crc,
    ::testing::Values(
        Vector{"Nothing", kSegmentSeed, "", 0xffffffff},
        Vector{"NothingOfAPreamble", kPreambleSeed, "", 0},
        Vector{"Digits", kSegmentSeed, "123456789", 0x1cf96d7c},
        Vector{"DigitsOfAPreamble", kPreambleSeed, "123456789", 0x58e3fa20},
        Vector{"Zeros32", kSegmentSeed, Zeros(32), 0x756ec955},
        Vector{"Zeros64", kSegmentSeed, Zeros(64), 0xfc371498},
        Vector{"Zeros4096", kSegmentSeed, Zeros(4096), 0x6706be76},
        Vector{"PreambleOfASignature", kPreambleSeed,
               std::string("\x07\x01\x20\0\0\0\x08\0", 8) + Zeros(20),
               0x72980ca8}),
    [](const auto& info) { return info.param.name; });

TEST(Msgr2CrcOfParts, GoesOnWhereAnotherEnded) {
  const std::string bytes = "123456789";
  for (size_t first = 0; first <= bytes.size(); ++first) {
    const uint32_t part = Crc(kSegmentSeed, bytes.substr(0, first));
    EXPECT_EQ(Crc(part, bytes.substr(first)), 0x1cf96d7c) << first;
  }
}

}  // namespace
}  // namespace grpc_perf_msgr::msgr2
