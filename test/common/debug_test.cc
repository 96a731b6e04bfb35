#include "common/debug.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace grpc_perf_msgr {
namespace {

using ::testing::MatchesRegex;

TEST(DebugWords, AreReadAndWritten) {
  DebugWords words;
  std::string error;
  ASSERT_TRUE(AbslParseFlag("", &words, &error));
  EXPECT_EQ(words, DebugWords());
  EXPECT_EQ(AbslUnparseFlag(words), "");
  ASSERT_TRUE(AbslParseFlag("window,control", &words, &error));
  EXPECT_TRUE(words.control);
  EXPECT_FALSE(words.frames);
  EXPECT_TRUE(words.window);
  EXPECT_EQ(AbslUnparseFlag(words), "control,window");
  ASSERT_TRUE(AbslParseFlag("frames", &words, &error));
  EXPECT_EQ(AbslUnparseFlag(words), "frames");
}

TEST(DebugWords, OthersAreRefusedNamingTheKnownOnes) {
  DebugWords words;
  std::string error;
  for (const std::string bad : {"frame", "all", "control frames"}) {
    EXPECT_FALSE(AbslParseFlag("control," + bad, &words, &error));
    EXPECT_EQ(error,
              "must be words of control, frames, window with commas between "
              "them, got \"" +
                  bad + "\"");
  }
}

TEST(DebugLog, WritesALineWithTheTimeAndWho) {
  const DebugLog log(true, "frames", "tcp 3");
  EXPECT_TRUE(log.on());
  testing::internal::CaptureStderr();
  log.Say("sent op ", 7, ", ", 4096, " bytes");
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              MatchesRegex("debug [0-9]+\\.[0-9][0-9][0-9] frames tcp 3: "
                           "sent op 7, 4096 bytes\n"));
}

TEST(DebugLog, SaysNothingWhenItIsOff) {
  testing::internal::CaptureStderr();
  DebugLog().Say("nothing");
  DebugLog(false, "frames", "tcp 3").Say("nothing");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace grpc_perf_msgr
