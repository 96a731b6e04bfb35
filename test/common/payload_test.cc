#include "common/payload.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace grpc_perf_msgr {
namespace {

// RFC 3720, appendix B.4, and the check value of the CRC catalogue.
TEST(Crc32c, GivesThePublishedVectors) {
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283u);
  EXPECT_EQ(Crc32c(""), 0u);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  std::string ascending;
  for (char c = 0; c < 32; ++c) ascending.push_back(c);
  EXPECT_EQ(Crc32c(ascending), 0x46dd794eu);
  std::reverse(ascending.begin(), ascending.end());
  EXPECT_EQ(Crc32c(ascending), 0x113fdb5cu);
}

TEST(Crc32c, DoesNotDependOnAlignment) {
  const std::string payload = MakePayload(4096);
  for (size_t shift = 1; shift < 16; ++shift) {
    const std::string shifted = std::string(shift, 'x') + payload;
    EXPECT_EQ(Crc32c(absl::string_view(shifted).substr(shift)),
              Crc32c(payload));
  }
}

TEST(Crc32c, EveryFlippedBitShows) {
  std::string payload = MakePayload(64);
  const uint32_t crc = Crc32c(payload);
  for (size_t bit = 0; bit < 8 * payload.size(); ++bit) {
    const char mask = static_cast<char>(1 << (bit % 8));
    payload[bit / 8] = static_cast<char>(payload[bit / 8] ^ mask);
    EXPECT_NE(Crc32c(payload), crc) << "bit " << bit;
    payload[bit / 8] = static_cast<char>(payload[bit / 8] ^ mask);
  }
}

TEST(Crc32c, OfPiecesIsThatOfTheWhole) {
  const std::string payload = MakePayload(1000);
  const absl::string_view whole = payload;
  for (size_t first = 0; first <= whole.size(); first += 37) {
    for (size_t second = first; second <= whole.size(); second += 41) {
      const std::array<absl::string_view, 3> pieces = {
          whole.substr(0, first), whole.substr(first, second - first),
          whole.substr(second)};
      const PayloadView view{absl::Span<const absl::string_view>(pieces)};
      EXPECT_EQ(view.size(), payload.size());
      EXPECT_EQ(Crc32c(view), Crc32c(payload));
    }
  }
}

TEST(PayloadView, OfOnePieceIsTheWhole) {
  const std::string payload = MakePayload(10);
  const PayloadView view(payload);
  EXPECT_EQ(view.size(), 10);
  ASSERT_EQ(view.pieces().size(), 1);
  EXPECT_EQ(view.pieces()[0].data(), payload.data());
}

TEST(PayloadView, OfNoPiecesIsEmpty) {
  const PayloadView view{absl::Span<const absl::string_view>()};
  EXPECT_EQ(view.size(), 0);
  EXPECT_EQ(Crc32c(view), 0u);
}

TEST(MakePayload, HasTheSizeAskedFor) {
  for (size_t bytes : {0, 1, 7, 8, 9, 4095, 4096, 4097}) {
    EXPECT_EQ(MakePayload(bytes).size(), bytes);
  }
}

// The first three numbers of SplitMix64 with seed 0, lowest byte first.
TEST(MakePayload, IsTheSameOnEveryHost) {
  EXPECT_EQ(MakePayload(24),
            "\xaf\xcd\x1d\x7b\x39\xa8\x20\xe2"
            "\xf4\x65\xb9\xa1\x6a\x9e\x78\x6e\x4f\x45\x09\x80\x18\x5d\xc4\x06");
}

TEST(MakePayload, AShorterOneBeginsALongerOne) {
  const std::string longer = MakePayload(1000);
  for (size_t bytes = 0; bytes <= longer.size(); ++bytes) {
    EXPECT_EQ(MakePayload(bytes), longer.substr(0, bytes));
  }
}

TEST(MakePayload, UsesAllByteValuesAboutEquallyOften) {
  constexpr size_t kExpected = 256;
  std::array<size_t, 256> counts = {};
  for (unsigned char byte : MakePayload(256 * kExpected)) ++counts[byte];
  for (size_t count : counts) {
    EXPECT_GT(count, kExpected / 2);
    EXPECT_LT(count, kExpected * 2);
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
