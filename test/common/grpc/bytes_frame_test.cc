// Messages of codec `bytes` on a gRPC stream.
#include "common/grpc/bytes_frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

// All bytes of a message in one piece.
std::string Flat(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(buffer.Dump(&slices).ok());
  std::string flat;
  for (const grpc::Slice& slice : slices) {
    flat.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return flat;
}

std::string Flat(const PayloadView& payload) {
  std::string flat;
  for (const absl::string_view piece : payload.pieces()) {
    flat.append(piece.data(), piece.size());
  }
  EXPECT_EQ(flat.size(), payload.size());
  return flat;
}

// The same message as a network may hand it out: cut into slices.
grpc::ByteBuffer Cut(const std::string& bytes, size_t slice_bytes) {
  std::vector<grpc::Slice> slices;
  for (size_t at = 0; at < bytes.size(); at += slice_bytes) {
    slices.emplace_back(bytes.substr(at, slice_bytes));
  }
  return grpc::ByteBuffer(slices.data(), slices.size());
}

TEST(BytesFrame, IsByteForByteAsDocumented) {
  BytesHeader header;
  header.id = 0x0807060504030201;
  header.reply_bytes = 0x0c0b0a09;
  EXPECT_EQ(Flat(EncodeBytes(header, SharedPayload("xyz"))),
            std::string("\1\2\3\4\5\6\7\x8\x9\xa\xb\xc\0\0\0\0xyz", 19));
  header.crc32c = 0xe3069283;
  EXPECT_EQ(Flat(EncodeBytes(header, SharedPayload("xyz"))),
            "\1\2\3\4\5\6\7\x8\x9\xa\xb\x8c\x83\x92\x06\xe3xyz");
}

TEST(BytesFrame, IsReadBackAsItIsWrittenHoweverItIsCut) {
  // One object for all: nothing of an earlier message may remain.
  DecodedBytes decoded;
  for (const size_t bytes : {0, 1, 5000}) {
    for (const std::optional<uint32_t> crc32c :
         {std::optional<uint32_t>(0), std::optional<uint32_t>(~0u),
          std::optional<uint32_t>()}) {
      const std::string payload = MakePayload(bytes);
      BytesHeader header;
      header.id = ~uint64_t{0} - bytes;
      header.reply_bytes = (1u << 31) - 1;
      header.crc32c = crc32c;
      const std::string whole =
          Flat(EncodeBytes(header, SharedPayload(payload)));
      for (const size_t slice_bytes : {1, 7, 15, 16, 17, 100'000}) {
        const grpc::ByteBuffer buffer = Cut(whole, slice_bytes);
        ASSERT_TRUE(decoded.Decode(buffer).ok());
        EXPECT_EQ(decoded.header().id, header.id);
        EXPECT_EQ(decoded.header().reply_bytes, header.reply_bytes);
        EXPECT_EQ(decoded.header().crc32c, crc32c);
        EXPECT_EQ(Flat(decoded.payload()), payload);
        EXPECT_EQ(Crc32c(decoded.payload()), Crc32c(payload));
      }
    }
  }
}

TEST(BytesFrame, PayloadOutlivesTheBufferThatItCameIn) {
  const std::string payload = MakePayload(10'000);
  grpc::ByteBuffer buffer =
      Cut(Flat(EncodeBytes(BytesHeader(), SharedPayload(payload))), 3000);
  DecodedBytes decoded;
  ASSERT_TRUE(decoded.Decode(buffer).ok());
  buffer.Clear();
  EXPECT_EQ(Flat(decoded.payload()), payload);
}

TEST(BytesFrame, RefersToThePayloadInsteadOfCopyingIt) {
  const std::string payload = MakePayload(100'000);
  const SharedPayload shared(payload);
  DecodedBytes decoded;
  ASSERT_TRUE(decoded.Decode(EncodeBytes(BytesHeader(), shared)).ok());
  ASSERT_EQ(decoded.payload().pieces().size(), 1);
  EXPECT_EQ(decoded.payload().pieces()[0].data(), payload.data());
}

TEST(BytesFrame, ShorterThanItsHeaderIsRefused) {
  DecodedBytes decoded;
  for (const size_t bytes : {1, 8, 15}) {
    const absl::Status status =
        decoded.Decode(Cut(std::string(bytes, '\0'), 4));
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()),
                HasSubstr(std::to_string(bytes) +
                          " bytes is shorter than its header of 16"));
  }
  EXPECT_FALSE(decoded.Decode(grpc::ByteBuffer()).ok());
}

}  // namespace
}  // namespace grpc_perf_msgr
