#include "server/op_handler_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace grpc_perf_msgr {
namespace {

using ::testing::EndsWith;

std::string Told(const DebugLog& log) {
  testing::internal::CaptureStderr();
  log.Say("an event");
  return testing::internal::GetCapturedStderr();
}

TEST(OpHandlerOptionsTest, TakesLimitAndThinkTimeFromTheServers) {
  ServerOptions options;
  options.max_message_bytes = 123;
  options.think_ns = 456;
  options.think_mode = ThinkMode::kSpin;
  const OpHandler::Options made = OpHandlerOptions(options, "tcp", 0);
  EXPECT_EQ(made.max_message_bytes, 123);
  EXPECT_EQ(made.think_ns, 456);
  EXPECT_EQ(made.think_mode, ThinkMode::kSpin);
}

TEST(OpHandlerOptionsTest, TellsNothingUnlessAsked) {
  const OpHandler::Options made = OpHandlerOptions(ServerOptions(), "tcp", 0);
  EXPECT_FALSE(made.frames.on());
  EXPECT_FALSE(made.window.on());
}

TEST(OpHandlerOptionsTest, TellsEachKindOfEventWhenAskedForIt) {
  ServerOptions options;
  options.debug.frames = true;
  EXPECT_TRUE(OpHandlerOptions(options, "tcp", 0).frames.on());
  EXPECT_FALSE(OpHandlerOptions(options, "tcp", 0).window.on());
  options.debug = DebugWords();
  options.debug.window = true;
  EXPECT_FALSE(OpHandlerOptions(options, "tcp", 0).frames.on());
  EXPECT_TRUE(OpHandlerOptions(options, "tcp", 0).window.on());
}

TEST(OpHandlerOptionsTest, SaysWhoseEventsTheyAre) {
  ServerOptions options;
  options.debug.frames = true;
  options.debug.window = true;
  const OpHandler::Options made = OpHandlerOptions(options, "msgr2", 3);
  EXPECT_THAT(Told(made.frames), EndsWith(" frames msgr2 3: an event\n"));
  EXPECT_THAT(Told(made.window), EndsWith(" window msgr2 3: an event\n"));
}

}  // namespace
}  // namespace grpc_perf_msgr
