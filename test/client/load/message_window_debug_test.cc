// What a window tells when it is asked to, and that telling changes nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "client/load/message_window.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

WindowOptions Options() {
  WindowOptions options;
  options.window = 2;
  options.plan.ios = 3;
  options.bytes = 100;
  options.stall_timeout_ns = 10 * MessageWindow::kCheckIntervalNs;
  return options;
}

// Sends and answers all; what was counted.
v1::Counts RunWindow(MessageWindow& window) {
  window.Start(0);
  const uint64_t first = window.Send(0);
  const uint64_t second = window.Send(0);
  EXPECT_TRUE(window.Receive(first, "", std::nullopt, 7000).ok());
  const uint64_t third = window.Send(7000);
  EXPECT_TRUE(window.Receive(second, "", std::nullopt, 9000).ok());
  EXPECT_TRUE(window.Check(9000 + MessageWindow::kCheckIntervalNs).ok());
  EXPECT_TRUE(window.Receive(third, "", std::nullopt, 60'000'000).ok());
  EXPECT_TRUE(window.Done());
  return window.Counts();
}

TEST(MessageWindowDebug, TellsOfSendsRepliesPhasesAndStalls) {
  const StopSignal stop{StopLevel::kNone};
  MessageWindow window(Options(), &stop, nullptr, nullptr,
                       DebugLog(true, "window", "thread 0"));
  testing::internal::CaptureStderr();
  RunWindow(window);
  const std::string said = testing::internal::GetCapturedStderr();
  for (const char* event : {"sent op 0, 100 bytes, 1 in flight\n",
                            "sent op 1, 100 bytes, 2 in flight\n",
                            "phase measure, 0 messages answered\n",
                            "reply 0 after 7 us, 1 in flight\n",
                            "stall: no reply for 50000 us, 1 in flight\n",
                            "phase drain, 1 messages answered\n"}) {
    EXPECT_THAT(said, HasSubstr(std::string(" window thread 0: ") + event));
  }
}

TEST(MessageWindowDebug, CountsTheSameWhetherItTellsOrNot) {
  const StopSignal stop{StopLevel::kNone};
  MessageWindow quiet(Options(), &stop);
  MessageWindow telling(Options(), &stop, nullptr, nullptr,
                        DebugLog(true, "window", "thread 0"));
  testing::internal::CaptureStderr();
  const v1::Counts told = RunWindow(telling);
  EXPECT_NE(testing::internal::GetCapturedStderr(), "");
  testing::internal::CaptureStderr();
  const v1::Counts counts = RunWindow(quiet);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(told.SerializeAsString(), counts.SerializeAsString());
  EXPECT_EQ(counts.max_in_flight(), 2);
}

}  // namespace
}  // namespace grpc_perf_msgr
