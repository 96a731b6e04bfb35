#include "common/msgr2/frame_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/msgr2/crc.h"
#include "test/common/msgr2/capture.h"
#include "test/common/msgr2/frames.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

using ::testing::HasSubstr;

// More than any data here.
constexpr uint64_t kLimit = 100'000;

// The error that `bytes` end with, after `good` frames.
absl::Status ErrorAfter(size_t good, const std::string& bytes,
                        uint64_t limit = kLimit) {
  FrameReader reader(limit);
  Feed(reader, bytes);
  for (size_t i = 0;; ++i) {
    const auto frame = reader.Next();
    if (!frame.ok()) {
      EXPECT_EQ(i, good);
      return frame.status();
    }
    if (!frame->has_value()) return absl::OkStatus();
  }
}

using CaptureAndCut = std::tuple<const char*, size_t>;
class Msgr2FrameReaderOfCapture
    : public ::testing::TestWithParam<CaptureAndCut> {};

INSTANTIATE_TEST_SUITE_P(Captures, Msgr2FrameReaderOfCapture,
                         ::testing::Combine(::testing::ValuesIn(kCaptures),
                                            ::testing::Values(1, 7, 33, 1000,
                                                              1'000'000)),
                         [](const auto& info) {
                           return absl::StrCat(std::get<0>(info.param), "_by_",
                                               std::get<1>(info.param));
                         });

// Every unit as soon as its last byte is there, and not before.
TEST_P(Msgr2FrameReaderOfCapture, TakesEveryFrame) {
  const auto [name, cut] = GetParam();
  const std::vector<CapturedUnit> units = LoadCapture(name);
  const std::string stream = Stream(units);
  FrameReader reader(kLimit);
  size_t next = 0;
  size_t complete = 0;
  for (size_t at = 0; at < stream.size(); at += cut) {
    const size_t end = std::min(at + cut, stream.size());
    Feed(reader, absl::string_view(stream).substr(at, end - at));
    if (next == 0) {
      const auto banner = reader.TakeBanner();
      ASSERT_EQ(banner.has_value(), end >= kBannerBytes);
      if (!banner.has_value()) continue;
      EXPECT_EQ(*banner, units[0].bytes);
      complete = units[next++].bytes.size();
    }
    for (;;) {
      const auto frame = reader.Next();
      ASSERT_TRUE(frame.ok()) << frame.status();
      if (!frame->has_value()) break;
      ASSERT_LT(next, units.size());
      EXPECT_EQ(TagName((*frame)->tag), units[next].name);
      complete += units[next++].bytes.size();
    }
    EXPECT_EQ(reader.buffered(), end - complete);
    if (next < units.size()) {
      EXPECT_LT(end, complete + units[next].bytes.size());
    }
  }
  EXPECT_EQ(next, units.size());
}

TEST(Msgr2FrameReader, GivesTheSegmentsOfAMessage) {
  const OwnedFrame op =
      CutOne(BytesOf(LoadCapture("four_ops_client"), "MESSAGE"));
  ASSERT_EQ(op.segments.size(), 4);
  EXPECT_EQ(op.segments[0].size(), 41);
  EXPECT_EQ(op.segments[1].size(), 220);
  EXPECT_EQ(op.segments[2], "");
  EXPECT_EQ(op.segments[3], std::string(64, '\0'));
  const OwnedFrame reply =
      CutOne(BytesOf(LoadCapture("four_ops_server"), "MESSAGE"));
  ASSERT_EQ(reply.segments.size(), 2);
  EXPECT_EQ(reply.segments[1].size(), 102);
}

// Beyond its preamble, whose crc is another test's.
TEST(Msgr2FrameReader, FindsEveryWrongBitOfAMessage) {
  const std::string whole = BytesOf(LoadCapture("four_ops_client"), "MESSAGE");
  const size_t late_status = whole.size() - kEpilogueBytes;
  for (size_t bit = kPreambleBytes * 8; bit < whole.size() * 8; ++bit) {
    // Half of that byte means nothing.
    if (bit >= late_status * 8 + 4 && bit < late_status * 8 + 8) continue;
    std::string bytes = whole;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    const absl::Status status = ErrorAfter(0, bytes);
    if (bit / 8 == late_status) {
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << bit;
    } else {
      EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << bit;
    }
  }
}

TEST(Msgr2FrameReader, SaysWhichSegmentIsWrong) {
  const std::vector<std::string> segments = {"a", "b", "", "d"};
  for (size_t i = 0; i < segments.size(); ++i) {
    const WireFrame bad = {.segments = segments, .wrong_crc = i};
    const absl::Status status =
        ErrorAfter(1, WireFrame{.segments = segments}.Bytes() + bad.Bytes());
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_THAT(status.message(),
                HasSubstr(absl::StrCat("segment ", i, " of a MESSAGE frame")));
  }
}

TEST(Msgr2FrameReader, SkipsFramesThatTheirSenderGaveUp) {
  const std::string aborted =
      WireFrame{.segments = {"header", "front"}, .late_status = 0x01}.Bytes();
  // Its crcs were never computed.
  const std::string garbled = WireFrame{.segments = {"header", "f", "", "d"},
                                        .late_status = 0xf1,
                                        .wrong_crc = 3}
                                  .Bytes();
  const std::string wait = EncodeControlFrame(Tag::kWait, "");
  const std::string message = WireFrame{.segments = {"h", "f"}}.Bytes();
  const std::string stream = aborted + garbled + wait + aborted + message;
  const std::vector<OwnedFrame> frames = CutAll(stream);
  ASSERT_EQ(frames.size(), 2);
  EXPECT_EQ(frames[0].tag, Tag::kWait);
  EXPECT_EQ(frames[1].tag, Tag::kMessage);
  EXPECT_EQ(CutAll(aborted).size(), 0);
}

TEST(Msgr2FrameReader, LooksAtHalfOfTheLateStatus) {
  for (unsigned status = 0; status < 256; ++status) {
    const std::string bytes =
        WireFrame{.segments = {"h", "f"},
                  .late_status = static_cast<uint8_t>(status)}
            .Bytes();
    if ((status & 0xf) == 0xe || (status & 0xf) == 0x1) {
      EXPECT_EQ(CutAll(bytes).size(), (status & 0xf) == 0xe ? 1 : 0);
      continue;
    }
    const absl::Status error = ErrorAfter(0, bytes);
    EXPECT_EQ(error.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_THAT(error.message(),
                HasSubstr(absl::StrCat("ends with status ", status & 0xf)));
  }
}

TEST(Msgr2FrameReader, TakesAMessageWithoutHeaderOrWithAMiddle) {
  const std::vector<std::string> segments = {"", "", "middle", "data"};
  const OwnedFrame frame = CutOne(WireFrame{.segments = segments}.Bytes());
  EXPECT_EQ(frame.segments, segments);
}

std::string PreambleOf(Tag tag, std::initializer_list<Segment> segments) {
  std::string bytes(kPreambleBytes, '\0');
  EncodePreamble(tag, segments, bytes.data());
  return bytes;
}

TEST(Msgr2FrameReader, RefusesWhatIsTooLongByItsPreambleAlone) {
  constexpr uint32_t kOver = FrameReader::kMaxControlBytes + 1;
  constexpr uint32_t kMost = ~uint32_t{0};
  const struct {
    std::string preamble;
    std::string error;
  } cases[] = {
      {PreambleOf(Tag::kHello, {{kOver}}),
       "segment 0 of a HELLO frame has 65537"},
      {PreambleOf(Tag::kHello, {{kMost}}),
       "has 4294967295 bytes, at most 65536"},
      {PreambleOf(Tag::kClientIdent, {{1}, {1}, {1}, {kOver}}),
       "segment 3 of a CLIENT_IDENT"},
      {PreambleOf(Tag::kMessage, {{kOver}, {1}}), "segment 0 of a MESSAGE"},
      {PreambleOf(Tag::kMessage, {{41}, {kOver}}), "segment 1 of a MESSAGE"},
      {PreambleOf(Tag::kMessage, {{41}, {1}, {kOver}, {1}}),
       "segment 2 of a MESSAGE"},
      {PreambleOf(Tag::kMessage, {{41}, {1}, {0}, {kLimit + 1}}),
       "has 100001 bytes, at most 100000"},
      {PreambleOf(Tag::kMessage, {{kMost}, {kMost}, {kMost}, {kMost}}),
       "segment 0 of a MESSAGE"},
  };
  for (const auto& bad : cases) {
    FrameReader reader(kLimit);
    const size_t space = reader.Space().size();
    Feed(reader, bad.preamble);
    const absl::Status status = reader.Next().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << bad.error;
    EXPECT_THAT(status.message(), HasSubstr(bad.error));
    EXPECT_EQ(reader.Space().size(), space - kPreambleBytes) << "it has grown";
  }
}

TEST(Msgr2FrameReader, TakesTheLongestThatIsAllowed) {
  const std::string control(FrameReader::kMaxControlBytes, 'c');
  const WireFrame message = {
      .segments = {control, control, control, std::string(1'000'000, 'd')}};
  const WireFrame ident = {.tag = 8, .segments = {control}};
  const std::string stream = message.Bytes() + ident.Bytes() + message.Bytes();
  const std::vector<OwnedFrame> frames = CutAll(stream);
  ASSERT_EQ(frames.size(), 3);
  EXPECT_TRUE(frames[0].segments == message.segments);
  EXPECT_TRUE(frames[1].segments == ident.segments);
  EXPECT_TRUE(frames[2].segments == message.segments);
  // Exactly the limit.
  EXPECT_TRUE(
      ErrorAfter(1, WireFrame{.segments = {"h", "f", "", "data"}}.Bytes(), 4)
          .ok());
}

TEST(Msgr2FrameReader, WithoutDataAllowedTakesMessagesWithoutIt) {
  EXPECT_TRUE(ErrorAfter(1, WireFrame{.segments = {"h", "f"}}.Bytes(), 0).ok());
  const WireFrame one_byte = {.segments = {"h", "f", "", "d"}};
  EXPECT_EQ(ErrorAfter(0, one_byte.Bytes(), 0).code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(Msgr2FrameReader, TellsAnotherProtocolByItsFirstBytes) {
  const struct {
    std::string sent;
    // How many bytes it takes to know.
    size_t told_by;
  } cases[] = {{"GET / HTTP/1.1\r\n", 1},
               {"ceph v027", 7},
               {"ceph v2\r", 8},
               {std::string(1, '\0'), 1}};
  for (const auto& other : cases) {
    FrameReader reader(kLimit);
    for (size_t size = 1; size <= other.told_by; ++size) {
      Feed(reader, absl::string_view(other.sent).substr(size - 1, 1));
      const auto banner = reader.TakeBanner();
      ASSERT_EQ(banner.has_value(), size == other.told_by) << size;
      if (banner.has_value()) {
        EXPECT_EQ(*banner, other.sent.substr(0, size));
        EXPECT_FALSE(CheckBanner(*banner).ok());
      }
    }
  }
  FrameReader reader(kLimit);
  Feed(reader, "GPMTCP1\n and more");
  EXPECT_EQ(reader.TakeBanner(), "GPMTCP1\n");
}

TEST(Msgr2FrameReader, ForgetsWhatWasThereWhenCleared) {
  FrameReader reader(kLimit);
  Feed(reader, "rest of a connection that is gone");
  EXPECT_EQ(reader.buffered(), 33);
  reader.Clear();
  EXPECT_EQ(reader.buffered(), 0);
  Feed(reader, EncodeBanner() + EncodeControlFrame(Tag::kWait, ""));
  EXPECT_EQ(reader.TakeBanner(), EncodeBanner());
  const auto frame = reader.Next();
  ASSERT_TRUE(frame.ok() && frame->has_value());
  EXPECT_EQ((*frame)->tag, Tag::kWait);
}

}  // namespace
}  // namespace grpc_perf_msgr::msgr2
