// The reader that cuts a stream of bytes into the raw messenger's frames.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/payload.h"
#include "common/tcp/frame.h"

namespace grpc_perf_msgr {
namespace {

std::string BytesOf(const Hello& hello) {
  const auto bytes = EncodeHello(hello);
  return std::string(bytes.data(), bytes.size());
}

std::string BytesOf(const FrameHeader& header) {
  std::string bytes(kFrameHeaderBytes, '\0');
  EncodeFrameHeader(header, bytes.data());
  return bytes;
}

// A frame with `bytes` bytes of payload.
std::string FrameOf(uint64_t id, size_t bytes) {
  FrameHeader header;
  header.id = id;
  header.length = static_cast<uint32_t>(bytes);
  header.crc32c = static_cast<uint32_t>(id * 7);
  return BytesOf(header) + MakePayload(bytes);
}

// Hands `bytes` to the reader as a socket would.
void Feed(FrameReader& reader, absl::string_view bytes) {
  while (!bytes.empty()) {
    const absl::Span<char> space = reader.Space();
    ASSERT_FALSE(space.empty());
    const size_t part = std::min(space.size(), bytes.size());
    std::memcpy(space.data(), bytes.data(), part);
    reader.Commit(part);
    bytes.remove_prefix(part);
  }
}

// Takes all frames that are complete and checks that they are those of
// FrameOf(), with these payload sizes and ids that count up from `*next`.
void ExpectFrames(FrameReader& reader, const std::vector<size_t>& sizes,
                  size_t* next) {
  for (;;) {
    const auto frame = reader.Next();
    ASSERT_TRUE(frame.ok()) << frame.status();
    if (!frame->has_value()) return;
    ASSERT_LT(*next, sizes.size());
    EXPECT_EQ((*frame)->header.id, *next);
    EXPECT_EQ((*frame)->header.length, sizes[*next]);
    EXPECT_EQ((*frame)->header.crc32c, *next * 7);
    EXPECT_TRUE((*frame)->payload == MakePayload(sizes[*next])) << *next;
    ++*next;
  }
}

std::string Stream(const std::vector<size_t>& sizes) {
  std::string stream;
  for (size_t id = 0; id < sizes.size(); ++id) stream += FrameOf(id, sizes[id]);
  return stream;
}

TEST(FrameReader, TakesFramesFedOneByteAtATime) {
  const std::vector<size_t> sizes = {0, 1, 100, 0, 17};
  FrameReader reader(100);
  size_t next = 0;
  for (const char byte : Stream(sizes)) {
    Feed(reader, absl::string_view(&byte, 1));
    ExpectFrames(reader, sizes, &next);
  }
  EXPECT_EQ(next, sizes.size());
  EXPECT_EQ(reader.buffered(), 0);
}

// Sizes around the reader's first buffer, so that it wraps, grows and moves.
TEST(FrameReader, TakesFramesHoweverTheyAreCut) {
  std::mt19937 random(1);
  for (int round = 0; round < 20; ++round) {
    std::vector<size_t> sizes;
    for (int i = 0; i < 60; ++i) {
      constexpr size_t kMost[] = {1, 50, 5000, 100'000, 400'000};
      sizes.push_back(random() % kMost[random() % 5]);
    }
    const std::string stream = Stream(sizes);
    FrameReader reader(400'000);
    size_t next = 0;
    for (size_t at = 0; at < stream.size();) {
      const size_t most = random() % 4 == 0 ? 20 : 300'000;
      const size_t part =
          std::min(stream.size() - at, size_t{1} + random() % most);
      // As a socket does: never more than there is space for at once.
      const size_t space = reader.Space().size();
      Feed(reader, absl::string_view(stream).substr(at, std::min(part, space)));
      at += std::min(part, space);
      ExpectFrames(reader, sizes, &next);
    }
    EXPECT_EQ(next, sizes.size());
    EXPECT_EQ(reader.buffered(), 0);
  }
}

TEST(FrameReader, GrowsForAFrameLargerThanItsBuffer) {
  const std::vector<size_t> sizes = {10, 3'000'000, 0, 1'000'000, 5};
  FrameReader reader(3'000'000);
  size_t next = 0;
  absl::string_view rest;
  const std::string stream = Stream(sizes);
  for (rest = stream; !rest.empty();) {
    const size_t part = std::min(reader.Space().size(), rest.size());
    Feed(reader, rest.substr(0, part));
    rest.remove_prefix(part);
    ExpectFrames(reader, sizes, &next);
  }
  EXPECT_EQ(next, sizes.size());
}

TEST(FrameReader, RefusesALengthOverTheLimitBeforeAllocatingForIt) {
  for (const uint32_t length : {101u, 1u << 30, ~0u}) {
    FrameReader reader(100);
    const size_t before = reader.Space().size();
    FrameHeader header;
    header.length = length;
    header.id = 7;
    Feed(reader, BytesOf(header));
    const absl::Status status = reader.Next().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(status.message(),
              absl::StrCat("frame with id 7 carries ", length,
                           " bytes, at most 100 are accepted"));
    EXPECT_LE(reader.Space().size(), before);
  }
}

TEST(FrameReader, TakesFramesAtTheLimit) {
  for (const size_t limit : {0, 1, 300'000}) {
    FrameReader reader(static_cast<uint32_t>(limit));
    size_t next = 0;
    const std::string stream = Stream({limit});
    Feed(reader, absl::string_view(stream).substr(0, kFrameHeaderBytes));
    ExpectFrames(reader, {limit}, &next);
    Feed(reader, absl::string_view(stream).substr(kFrameHeaderBytes));
    ExpectFrames(reader, {limit}, &next);
    EXPECT_EQ(next, 1);
  }
}

TEST(FrameReader, TakesTheLongestErrorFrameWhateverTheLimit) {
  const absl::Status status =
      absl::InternalError(std::string(kMaxErrorBytes, 'm'));
  FrameReader reader(/*max_payload_bytes=*/0);
  Feed(reader, EncodeErrorFrame(status));
  const auto frame = reader.Next();
  ASSERT_TRUE(frame.ok() && frame->has_value()) << frame.status();
  EXPECT_EQ(DecodeErrorPayload((*frame)->payload), status);
  EXPECT_EQ(reader.buffered(), 0);
}

TEST(FrameReader, LimitsErrorFramesByTheirOwnLength) {
  FrameReader reader(~0u);
  FrameHeader header;
  header.id = kErrorFrameId;
  header.length = kMaxErrorBytes + 5;
  Feed(reader, BytesOf(header));
  EXPECT_EQ(reader.Next().status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(FrameReader, GivesTheHelloBeforeTheFrames) {
  const Hello hello = {5, true, false};
  const std::string stream = BytesOf(hello) + FrameOf(0, 3);
  FrameReader reader(100);
  Feed(reader, absl::string_view(stream).substr(0, kHelloBytes - 1));
  EXPECT_FALSE(reader.TakeRaw(kHelloBytes).has_value());
  Feed(reader, absl::string_view(stream).substr(kHelloBytes - 1));
  const auto raw = reader.TakeRaw(kHelloBytes);
  ASSERT_TRUE(raw.has_value());
  EXPECT_EQ(*DecodeHello(*raw), hello);
  size_t next = 0;
  ExpectFrames(reader, {3}, &next);
  EXPECT_EQ(next, 1);
}

TEST(FrameReader, ForgetsWhatIsCleared) {
  FrameReader reader(100);
  Feed(reader, "not to be read");
  EXPECT_EQ(reader.buffered(), 14);
  reader.Clear();
  EXPECT_EQ(reader.buffered(), 0);
}

}  // namespace
}  // namespace grpc_perf_msgr
