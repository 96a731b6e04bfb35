#include "common/session/blocking_driver.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "common/clock.h"
#include "test/common/session/socket_pair.h"
#include "test/common/session/toy_session.h"

namespace grpc_perf_msgr {
namespace {

constexpr int64_t kReadTimeoutNs = kNanosPerMilli;

class BlockingDriverTest : public ::testing::Test {
 protected:
  BlockingDriverTest() {
    EXPECT_TRUE(MakeBlocking(pair_.near, kReadTimeoutNs).ok());
  }

  // Until it is over, or has taken so many messages.
  void Run(size_t messages = ~size_t{0}, bool busy_poll = false) {
    BlockingDriver<ToySession> driver(pair_.near, session_,
                                      {kReadTimeoutNs, busy_poll});
    driver.RunUntil([&] { return session_.taken_at.size() >= messages; });
  }

  const SocketPair pair_;
  ToySession session_;
};

TEST_F(BlockingDriverTest, SendsWhatTheSessionSaysFirst) {
  session_.output = "hello";
  Run(0);
  EXPECT_EQ(pair_.Hear(), "hello");
}

TEST_F(BlockingDriverTest, AnswersABurstAtOnce) {
  pair_.Say("abc");
  Run(3);
  EXPECT_EQ(session_.sends, std::vector<std::string>({"abc"}));
  EXPECT_EQ(pair_.Hear(), "abc");
}

TEST_F(BlockingDriverTest, FlushesAfterAStepThatWantsIt) {
  session_.flush_each = true;
  pair_.Say("abc");
  Run(3);
  EXPECT_EQ(session_.sends, std::vector<std::string>({"a", "b", "c"}));
}

TEST_F(BlockingDriverTest, TellsTheTimeOfEachStep) {
  pair_.Say("abc");
  const int64_t before_ns = SteadyNowNs();
  Run(3);
  ASSERT_EQ(session_.taken_at.size(), 3);
  EXPECT_GE(session_.taken_at[0], before_ns);
  EXPECT_LE(session_.taken_at[0], session_.taken_at[2]);
  EXPECT_LE(session_.taken_at[2], SteadyNowNs());
}

TEST_F(BlockingDriverTest, SaysThatTheStreamEnded) {
  pair_.Say("ab");
  shutdown(pair_.far.get(), SHUT_WR);
  Run();
  EXPECT_EQ(session_.received(), "ab");
  EXPECT_EQ(session_.left, std::vector<int>({0}));
}

TEST_F(BlockingDriverTest, WakesASessionThatHearsNothing) {
  session_.ends_when_woken = true;
  session_.wake_at_ns = SteadyNowNs() + 3 * kNanosPerMilli;
  const int64_t due_ns = session_.wake_at_ns;
  Run();
  ASSERT_EQ(session_.woken_at.size(), 1);
  EXPECT_GE(session_.woken_at[0], due_ns);
}

TEST_F(BlockingDriverTest, WakesASessionWhoseThreadSpins) {
  session_.ends_when_woken = true;
  session_.wake_at_ns = SteadyNowNs() + 3 * kNanosPerMilli;
  Run(~size_t{0}, /*busy_poll=*/true);
  EXPECT_EQ(session_.woken_at.size(), 1);
}

TEST_F(BlockingDriverTest, HearsLastWordsOfAPeerThatTakesNothing) {
  session_.output = "hello";
  session_.hears_last_words = true;
  pair_.Say("why");
  shutdown(pair_.far.get(), SHUT_RD);
  Run();
  EXPECT_EQ(session_.failed, std::vector<int>({EPIPE}));
  EXPECT_EQ(session_.received(), "why");
  EXPECT_EQ(session_.left, std::vector<int>({EPIPE}));
}

TEST_F(BlockingDriverTest, LeavesAPeerThatASessionDoesNotWantToHear) {
  session_.output = "hello";
  pair_.Say("why");
  shutdown(pair_.far.get(), SHUT_RD);
  Run();
  EXPECT_EQ(session_.failed, std::vector<int>({EPIPE}));
  EXPECT_EQ(session_.received(), "");
  EXPECT_EQ(session_.left, std::vector<int>());
}

// More than the socket takes: it is written on when there is room, and what
// comes meanwhile is read.
TEST_F(BlockingDriverTest, GoesOnWhereAFullSocketStopped) {
  const std::string much(1'000'000, 'm');
  session_.output = much;
  std::string heard;
  BlockingDriver<ToySession> driver(pair_.near, session_, {kReadTimeoutNs});
  driver.RunUntil([&] {
    heard += pair_.Hear();
    return heard.size() >= much.size();
  });
  EXPECT_TRUE(heard == much);
  EXPECT_GT(session_.sends.size(), 1);
}

}  // namespace
}  // namespace grpc_perf_msgr
