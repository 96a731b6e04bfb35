#include "client/transport/grpc/stream_end.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

TEST(StreamEnd, IsOkOnlyWhenAllIsAnsweredAndTheServerEndedItWell) {
  EXPECT_TRUE(StatusOfEnd({.error = absl::OkStatus(),
                           .all_answered = true,
                           .cut_off = false,
                           .server = absl::OkStatus()})
                  .ok());
}

TEST(StreamEnd, TheErrorOfTheWindowComesFirst) {
  for (const bool all_answered : {false, true}) {
    for (const bool cut_off : {false, true}) {
      EXPECT_EQ(StatusOfEnd({.error = absl::DataLossError("window"),
                             .all_answered = all_answered,
                             .cut_off = cut_off,
                             .server = absl::CancelledError("server")}),
                absl::DataLossError("window"));
    }
  }
}

TEST(StreamEnd, BeingCutOffIsNotTheCancelThatCutItOff) {
  const absl::Status status =
      StatusOfEnd({.error = absl::OkStatus(),
                   .all_answered = true,
                   .cut_off = true,
                   .server = absl::CancelledError("CANCELLED")});
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("did not end the stream within 2 s"));
}

TEST(StreamEnd, BeingCutOffWithMessagesUnansweredIsNoLateEnd) {
  const absl::Status status =
      StatusOfEnd({.error = absl::OkStatus(),
                   .all_answered = false,
                   .cut_off = true,
                   .server = absl::CancelledError("CANCELLED")});
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("what is no reply"));
}

TEST(StreamEnd, HandsOnWhatTheServerSaysWhetherAllIsAnsweredOrNot) {
  for (const bool all_answered : {false, true}) {
    EXPECT_EQ(StatusOfEnd({.error = absl::OkStatus(),
                           .all_answered = all_answered,
                           .cut_off = false,
                           .server = absl::UnavailableError("gone")}),
              absl::UnavailableError("gone"));
  }
}

TEST(StreamEnd, ThatIsWellButTooEarlyBreaksTheProtocol) {
  EXPECT_EQ(StatusOfEnd({.error = absl::OkStatus(),
                         .all_answered = false,
                         .cut_off = false,
                         .server = absl::OkStatus()})
                .code(),
            absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace grpc_perf_msgr
