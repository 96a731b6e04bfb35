// Frames between the messages, once the handshake is over.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/msgr2/handshake.h"
#include "test/common/msgr2/frames.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

TEST(Msgr2ControlFrames, TellAPeerItsTimeAgain) {
  const OwnedFrame asked = Control(Tag::kKeepalive2, "\1\2\3\4\5\6\7\x8");
  const auto answer = AnswerControlFrame(asked.Received());
  ASSERT_TRUE(answer.ok()) << answer.status();
  const OwnedFrame told = CutOne(*answer);
  EXPECT_EQ(told.tag, Tag::kKeepalive2Ack);
  EXPECT_EQ(told.segments[0], "\1\2\3\4\5\6\7\x8");
}

// What a peer has sent in vain is not sent back.
TEST(Msgr2ControlFrames, TellItTheTimeOnly) {
  const OwnedFrame asked =
      Control(Tag::kKeepalive2, "12345678" + std::string(60'000, 'x'));
  const auto answer = AnswerControlFrame(asked.Received());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(CutOne(*answer).segments[0], "12345678");
}

TEST(Msgr2ControlFrames, RefuseATimeThatIsCutShort) {
  for (size_t size = 0; size < 8; ++size) {
    const OwnedFrame asked = Control(Tag::kKeepalive2, std::string(size, 't'));
    EXPECT_EQ(AnswerControlFrame(asked.Received()).status().message(),
              "the peer's KEEPALIVE2 is cut short");
  }
}

TEST(Msgr2ControlFrames, NeedNoAnswerToAcknowledgements) {
  for (const Tag tag : {Tag::kKeepalive2Ack, Tag::kAck}) {
    const OwnedFrame ack = Control(tag, "12345678");
    const auto answer = AnswerControlFrame(ack.Received());
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(*answer, "");
  }
}

TEST(Msgr2ControlFrames, OfTheHandshakeHaveNoPlaceAnyMore) {
  for (uint8_t number = 1; number <= 22; ++number) {
    if (number >= 18 && number <= 20) continue;
    const OwnedFrame frame = Control(static_cast<Tag>(number), "12345678");
    const auto answer = AnswerControlFrame(frame.Received());
    EXPECT_EQ(answer.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(answer.status().message(),
              absl::StrCat("the peer sent ", TagName(frame.tag),
                           " where a message was expected"));
  }
}

}  // namespace
}  // namespace grpc_perf_msgr::msgr2
