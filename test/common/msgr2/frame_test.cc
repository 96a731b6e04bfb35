#include "common/msgr2/frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <set>
#include <string>

#include "absl/strings/escaping.h"
#include "common/msgr2/bytes.h"
#include "common/msgr2/crc.h"
#include "test/common/msgr2/capture.h"
#include "test/common/msgr2/frames.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

using ::testing::HasSubstr;

std::string Banner(uint64_t supported, uint64_t required,
                   uint16_t payload_bytes = 16) {
  return ByteWriter()
      .PutBytes("ceph v2\n")
      .Put(payload_bytes)
      .Put(supported)
      .Put(required)
      .Take();
}

TEST(Msgr2Banner, SaysRevisionOneAndNoMore) {
  EXPECT_EQ(absl::BytesToHexString(EncodeBanner()),
            "636570682076320a100001000000000000000000000000000000");
  EXPECT_EQ(EncodeBanner().size(), kBannerBytes);
}

TEST(Msgr2Banner, OfTheRealProgramsIsAccepted) {
  for (const char* name : kCaptures) {
    const absl::Status status =
        CheckBanner(BytesOf(LoadCapture(name), "BANNER"));
    EXPECT_TRUE(status.ok()) << name << status;
  }
}

TEST(Msgr2Banner, MaySayMoreThanIsKnown) {
  EXPECT_TRUE(CheckBanner(EncodeBanner()).ok());
  EXPECT_TRUE(CheckBanner(Banner(0xff, 0)).ok());
  EXPECT_TRUE(CheckBanner(Banner(1, 1)).ok());
}

TEST(Msgr2Banner, OfAPeerThatCanNotBeSpokenToIsRefused) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  constexpr auto kUnimplemented = absl::StatusCode::kUnimplemented;
  const struct {
    std::string bytes;
    absl::StatusCode code;
    std::string error;
  } cases[] = {
      {"ceph v027", kInvalid, "messenger v1"},
      // All that the reader waits for.
      {"ceph v0", kInvalid, "messenger v1"},
      {"ceph v027" + std::string(17, '\0'), kInvalid, "messenger v1"},
      {"ceph v3\n" + Banner(1, 0).substr(8), kInvalid, "not \"ceph v2\""},
      {"GET / HTTP", kInvalid, "does not speak Ceph's messenger"},
      {"", kInvalid, "does not speak Ceph's messenger"},
      {Banner(1, 0, 15), kInvalid, "announces 15 bytes instead of 16"},
      {Banner(1, 0, 24), kInvalid, "announces 24 bytes instead of 16"},
      {Banner(1, 0).substr(0, 25), kInvalid, "banner"},
      {Banner(0, 0), kUnimplemented, "v2.1 is needed"},
      {Banner(2, 0), kUnimplemented, "v2.1 is needed"},
      {Banner(3, 2), kUnimplemented, "requires compression"},
      {Banner(3, 3), kUnimplemented, "requires compression"},
      {Banner(7, 4), kUnimplemented, "requires messenger features 0x4"},
      {Banner(7, uint64_t{1} << 63), kUnimplemented, "0x8000000000000000"},
  };
  for (const auto& bad : cases) {
    const absl::Status status = CheckBanner(bad.bytes);
    EXPECT_EQ(status.code(), bad.code) << bad.error;
    EXPECT_THAT(status.message(), HasSubstr(bad.error));
  }
}

TEST(Msgr2Tag, HasTheNameOfTheDocumentation) {
  std::set<std::string> names;
  for (uint8_t tag = 1; tag <= 22; ++tag) {
    names.insert(TagName(static_cast<Tag>(tag)));
  }
  EXPECT_EQ(names.size(), 22);
  EXPECT_EQ(TagName(Tag::kHello), "HELLO");
  EXPECT_EQ(TagName(Tag::kSessionReconnectOk), "SESSION_RECONNECT_OK");
  EXPECT_EQ(TagName(Tag::kMessage), "MESSAGE");
  EXPECT_EQ(TagName(Tag::kCompressionDone), "COMPRESSION_DONE");
  EXPECT_EQ(TagName(static_cast<Tag>(0)), "tag 0");
  EXPECT_EQ(TagName(static_cast<Tag>(23)), "tag 23");
  EXPECT_EQ(TagName(static_cast<Tag>(255)), "tag 255");
}

class Msgr2CapturedFrame : public ::testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Captures, Msgr2CapturedFrame,
                         ::testing::ValuesIn(kCaptures),
                         [](const auto& info) { return info.param; });

TEST_P(Msgr2CapturedFrame, HasTheTagAndTheSizeOfItsPreamble) {
  for (const CapturedUnit& unit : LoadCapture(GetParam())) {
    if (unit.name == "BANNER") continue;
    const auto preamble = DecodePreamble(unit.bytes.data());
    ASSERT_TRUE(preamble.ok()) << unit.name << preamble.status();
    EXPECT_EQ(TagName(preamble->tag), unit.name);
    EXPECT_EQ(preamble->FrameBytes(), unit.bytes.size()) << unit.name;
  }
}

TEST_P(Msgr2CapturedFrame, IsWhatTheSamePayloadBecomesHere) {
  int frames = 0;
  for (const CapturedUnit& unit : LoadCapture(GetParam())) {
    if (unit.name == "BANNER" || unit.name == "MESSAGE") continue;
    const OwnedFrame frame = CutOne(unit.bytes);
    EXPECT_EQ(EncodeControlFrame(frame.tag, frame.segments[0]), unit.bytes)
        << unit.name;
    ++frames;
  }
  EXPECT_EQ(frames, 5);
}

TEST(Msgr2ControlFrame, WithoutPayloadHasNoCrcOfIt) {
  const std::string frame = EncodeControlFrame(Tag::kWait, "");
  EXPECT_EQ(frame.size(), kPreambleBytes);
  const OwnedFrame cut = CutOne(frame);
  EXPECT_EQ(cut.tag, Tag::kWait);
  ASSERT_EQ(cut.segments.size(), 1);
  EXPECT_EQ(cut.segments[0], "");
}

// Any wrong bit, also of the crc itself.
TEST(Msgr2Preamble, IsCheckedByItsCrc) {
  const std::string whole =
      BytesOf(LoadCapture("four_ops_client"), "MESSAGE").substr(0, 32);
  for (size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string bytes = whole;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    const auto preamble = DecodePreamble(bytes.data());
    EXPECT_EQ(preamble.status().code(), absl::StatusCode::kDataLoss) << bit;
    EXPECT_THAT(preamble.status().message(), HasSubstr("crc of a frame's"));
  }
}

TEST(Msgr2Preamble, ThatMakesNoSenseIsRefused) {
  const std::string x = "x";
  const struct {
    WireFrame frame;
    std::string error;
  } cases[] = {
      {{.tag = 0, .segments = {x}}, "unknown tag 0"},
      {{.tag = 23, .segments = {x}}, "unknown tag 23"},
      {{.tag = 255, .segments = {x}}, "unknown tag 255"},
      {{.segments = {x}, .segment_count = 0}, "MESSAGE frame has 0 segments"},
      {{.segments = {x}, .segment_count = 5}, "has 5 segments, 1..4"},
      {{.segments = {x}, .segment_count = 255}, "has 255 segments"},
      {{.segments = {x, ""}}, "counts an empty last segment"},
      {{.segments = {x, x, x, ""}}, "counts an empty last segment"},
      {{.segments = {"", ""}}, "counts an empty last segment"},
      {{.segments = {x}, .flags = 1}, "compressed, which was not agreed"},
      {{.segments = {x}, .flags = 0xff}, "compressed"},
  };
  for (const auto& bad : cases) {
    const auto preamble = DecodePreamble(bad.frame.Bytes().data());
    EXPECT_EQ(preamble.status().code(), absl::StatusCode::kInvalidArgument)
        << bad.error;
    EXPECT_THAT(preamble.status().message(), HasSubstr(bad.error));
  }
}

// As the real server does.
TEST(Msgr2Preamble, MayHaveOtherFlagsAndAlignments) {
  for (const WireFrame& frame : {
           WireFrame{.segments = {"x"}, .flags = 2},
           WireFrame{.segments = {"x"}, .reserved = 5},
           WireFrame{.segments = {"x"}, .alignment = 0},
           WireFrame{.segments = {"x"}, .alignment = 4096},
       }) {
    const auto preamble = DecodePreamble(frame.Bytes().data());
    EXPECT_TRUE(preamble.ok()) << preamble.status();
  }
}

TEST(Msgr2Preamble, OfTheLargestFrameDoesNotOverflow) {
  constexpr uint32_t kMost = std::numeric_limits<uint32_t>::max();
  char bytes[kPreambleBytes];
  EncodePreamble(Tag::kMessage,
                 {{kMost, 8}, {kMost, 8}, {kMost, 8}, {kMost, 8}}, bytes);
  const auto preamble = DecodePreamble(bytes);
  ASSERT_TRUE(preamble.ok()) << preamble.status();
  EXPECT_EQ(preamble->FrameBytes(), uint64_t{4} * kMost + 32 + 4 + 13);
}

TEST(Msgr2Preamble, IsWrittenAsTheRealClientDoes) {
  char bytes[kPreambleBytes];
  EncodePreamble(Tag::kMessage, {{41, 8}, {220, 8}, {0, 8}, {64, 4096}}, bytes);
  EXPECT_EQ(absl::string_view(bytes, kPreambleBytes),
            BytesOf(LoadCapture("four_ops_client"), "MESSAGE").substr(0, 32));
}

}  // namespace
}  // namespace grpc_perf_msgr::msgr2
