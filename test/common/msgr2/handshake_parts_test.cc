// What both sides of the handshake are made of.
#include "common/msgr2/handshake_parts.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

#include "common/msgr2/handshake.h"
#include "test/common/msgr2/frames.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

std::string Announced(uint32_t count, const std::vector<uint32_t>& numbers) {
  ByteWriter out;
  out.Put(count);
  for (const uint32_t number : numbers) out.Put(number);
  return out.Take();
}

TEST(Msgr2HandshakeNumbers, AreReadAndWhatFollowsIsLeft) {
  const std::string bytes = Announced(3, {1, 2, 0xffffffff}) + "rest";
  ByteReader in(bytes);
  EXPECT_EQ(GetNumbers(in), (std::vector<uint32_t>{1, 2, 0xffffffff}));
  EXPECT_TRUE(in.ok());
  EXPECT_EQ(in.rest(), "rest");
}

// Nor does it take memory for four billion.
TEST(Msgr2HandshakeNumbers, AreNoMoreThanThereAre) {
  const std::string bytes = Announced(0xffffffff, {7, 8}) + "123";
  ByteReader in(bytes);
  EXPECT_EQ(GetNumbers(in), (std::vector<uint32_t>{7, 8}));
  EXPECT_FALSE(in.ok());
}

TEST(Msgr2HandshakeNumbers, AreNoneWithoutACount) {
  ByteReader in("123");
  EXPECT_TRUE(GetNumbers(in).empty());
  EXPECT_FALSE(in.ok());
}

TEST(Msgr2HandshakeNumbers, OfALongListOnlyTheStartIsShown) {
  EXPECT_EQ(FormatNumbers({}), "");
  EXPECT_EQ(FormatNumbers({1, 2}), "1,2");
  std::vector<uint32_t> many(16);
  std::iota(many.begin(), many.end(), 1);
  const std::string sixteen = "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16";
  EXPECT_EQ(FormatNumbers(many), sixteen);
  many.push_back(17);
  EXPECT_EQ(FormatNumbers(many), sixteen + ",...");
}

TEST(Msgr2HandshakeErrors, NameTheFrameAndWhatWasExpected) {
  EXPECT_EQ(CutShort(Tag::kHello),
            absl::InvalidArgumentError("the peer's HELLO is cut short"));
  EXPECT_EQ(OutOfPlace(Tag::kWait, "AUTH_DONE"),
            absl::InvalidArgumentError(
                "the peer sent WAIT where AUTH_DONE was expected"));
  EXPECT_EQ(MissingFeatures(0x8001),
            absl::UnimplementedError(
                "the peer misses features 0x8001: a much older Ceph?"));
}

TEST(Msgr2HandshakeSignature, IsOfNoKey) {
  const OwnedFrame frame = CutOne(SignatureFrame());
  EXPECT_EQ(frame.tag, Tag::kAuthSignature);
  ASSERT_EQ(frame.segments.size(), 1);
  EXPECT_EQ(frame.segments[0], std::string(32, '\0'));
  EXPECT_TRUE(CheckSignature(frame.segments[0]).ok());
}

TEST(Msgr2HandshakeSignature, OfAKeyOrOfAnotherLengthIsRefused) {
  std::string signed_with_key(32, '\0');
  signed_with_key.back() = '\1';
  for (const std::string& bad : {std::string(), std::string(31, '\0'),
                                 std::string(33, '\0'), signed_with_key}) {
    EXPECT_EQ(CheckSignature(bad).code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(Msgr2HelloFrame, SaysWhoOneIsAndWhomOneSees) {
  const EntityAddress peer = MakeAddress("127.0.0.1", 6800);
  const OwnedFrame frame = CutOne(HelloFrame(kOsdType, peer));
  EXPECT_EQ(frame.tag, Tag::kHello);
  ASSERT_EQ(frame.segments.size(), 1);
  ByteReader in(frame.segments[0]);
  EXPECT_EQ(in.Get<uint8_t>(), 4);
  const auto seen = GetAddress(in);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(*seen, peer);
  EXPECT_EQ(in.rest(), "");
}

TEST(Msgr2Ident, IsByteForByteAsCephWritesIt) {
  ByteWriter out;
  PutIdent(0x1112, 1, 0x2122, out);
  const std::string bytes = out.Take();
  ByteReader in(bytes);
  EXPECT_EQ(in.Get<int64_t>(), 0);
  EXPECT_EQ(in.Get<uint64_t>(), 0x1112);
  EXPECT_EQ(in.Get<uint64_t>(), kSupportedFeatures);
  EXPECT_EQ(in.Get<uint64_t>(), kRequiredFeatures);
  EXPECT_EQ(in.Get<uint64_t>(), 1);
  EXPECT_EQ(in.Get<uint64_t>(), 0x2122);
  EXPECT_TRUE(in.ok());
  EXPECT_EQ(in.rest(), "");
}

TEST(Msgr2Ident, GivesTheFeaturesOfThePeer) {
  ByteWriter out;
  out.Put(int64_t{9}).Put(uint64_t{8}).Put(uint64_t{0x77}).Put(uint64_t{0x66});
  out.Put(uint64_t{5}).Put(uint64_t{4}).PutBytes("rest");
  const std::string bytes = out.Take();
  ByteReader in(bytes);
  const Ident ident = GetIdent(in);
  EXPECT_EQ(ident.supported, 0x77);
  EXPECT_EQ(ident.required, 0x66);
  EXPECT_TRUE(in.ok());
  EXPECT_EQ(in.rest(), "rest");
}

TEST(Msgr2Ident, CutShortIsToldByTheReader) {
  ByteWriter out;
  PutIdent(1, 2, 3, out);
  const std::string bytes = out.Take();
  for (size_t size = 0; size < bytes.size(); ++size) {
    ByteReader in(absl::string_view(bytes).substr(0, size));
    GetIdent(in);
    EXPECT_FALSE(in.ok()) << size;
  }
}

}  // namespace
}  // namespace grpc_perf_msgr::msgr2
