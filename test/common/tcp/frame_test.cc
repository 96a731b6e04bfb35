// Hello, header and error frames of the raw messenger.
#include "common/tcp/frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <string>

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

std::string Bytes(const Hello& hello) {
  const auto bytes = EncodeHello(hello);
  return std::string(bytes.data(), bytes.size());
}

std::string Bytes(const FrameHeader& header) {
  std::string bytes(kFrameHeaderBytes, '\0');
  EncodeFrameHeader(header, bytes.data());
  return bytes;
}

TEST(Hello, IsByteForByteAsDocumented) {
  Hello hello;
  hello.bytes = 0x04030201;
  hello.protobuf = true;
  EXPECT_EQ(Bytes(hello), std::string("GPMTCP1\n\x01\x02\x03\x04\x02\0\0\0"
                                      "\0\0\0\0\0\0\0\0",
                                      kHelloBytes));
}

TEST(Hello, IsReadBackAsItIsWritten) {
  for (const uint32_t bytes : {0u, 1u, 4096u, ~0u}) {
    for (const bool verify : {false, true}) {
      for (const bool protobuf : {false, true}) {
        const Hello hello = {bytes, verify, protobuf};
        const auto read = DecodeHello(Bytes(hello));
        ASSERT_TRUE(read.ok()) << read.status();
        EXPECT_EQ(*read, hello);
      }
    }
  }
}

TEST(Hello, OfAnotherProtocolIsRefused) {
  const std::string good = Bytes(Hello());
  for (size_t i = 0; i < 8; ++i) {
    std::string bad = good;
    bad[i] ^= 1;
    const absl::Status status = DecodeHello(bad).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << i;
    EXPECT_THAT(std::string(status.message()), HasSubstr("\"GPMTCP1\""));
  }
  EXPECT_FALSE(DecodeHello(std::string(kHelloBytes, '\0')).ok());
  EXPECT_FALSE(DecodeHello("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").ok());
}

TEST(Hello, WithAnythingItDoesNotKnowIsRefused) {
  const std::string good = Bytes(Hello());
  for (size_t bit = 8 * 12 + 2; bit < 8 * kHelloBytes; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] | 1 << bit % 8);
    EXPECT_EQ(DecodeHello(bad).status().code(),
              absl::StatusCode::kInvalidArgument)
        << "bit " << bit;
  }
}

TEST(FrameHeader, IsByteForByteAsDocumented) {
  FrameHeader header;
  header.length = 0x04030201;
  header.crc32c = 0x08070605;
  header.id = 0x100f0e0d0c0b0a09;
  EXPECT_EQ(Bytes(header),
            "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10");
}

TEST(FrameHeader, IsReadBackAsItIsWritten) {
  constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();
  for (const FrameHeader& header :
       {FrameHeader{0, 0, 0}, FrameHeader{1, 2, 3},
        FrameHeader{~0u, ~0u, kMost},
        FrameHeader{4096, 0xe3069283, kErrorFrameId}}) {
    EXPECT_EQ(DecodeFrameHeader(Bytes(header).data()), header);
  }
}

// The status that the payload of its frame means.
absl::Status SentAsErrorFrame(const absl::Status& status) {
  const std::string frame = EncodeErrorFrame(status);
  const FrameHeader header = DecodeFrameHeader(frame.data());
  EXPECT_EQ(header.id, kErrorFrameId);
  EXPECT_EQ(header.crc32c, 0);
  EXPECT_EQ(header.length, frame.size() - kFrameHeaderBytes);
  return DecodeErrorPayload(absl::string_view(frame).substr(kFrameHeaderBytes));
}

TEST(ErrorFrame, CarriesEveryCodeAndItsMessage) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code),
                              "op 7: w\xc3\xb6rtlich");
    EXPECT_EQ(SentAsErrorFrame(status), status);
  }
  EXPECT_EQ(SentAsErrorFrame(absl::DataLossError("")), absl::DataLossError(""));
}

TEST(ErrorFrame, IsCutAtItsLongest) {
  const std::string most(kMaxErrorBytes, 'm');
  EXPECT_EQ(SentAsErrorFrame(absl::InternalError(most)),
            absl::InternalError(most));
  EXPECT_EQ(SentAsErrorFrame(absl::InternalError(most + "more")),
            absl::InternalError(most));
}

TEST(ErrorFrame, WithoutAMeaningfulCodeIsAnErrorAllTheSame) {
  for (const size_t bytes : {0, 1, 3}) {
    const absl::Status status = DecodeErrorPayload(std::string(bytes, '\1'));
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
    EXPECT_THAT(std::string(status.message()), HasSubstr("without a code"));
  }
  for (const uint32_t code : {0u, 17u, ~0u}) {
    std::string payload(sizeof(code), '\0');
    std::memcpy(payload.data(), &code, sizeof(code));
    EXPECT_EQ(DecodeErrorPayload(payload + "words"),
              absl::UnknownError("words"));
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
