#include "common/session/epoll_driver.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "test/common/session/socket_pair.h"
#include "test/common/session/toy_session.h"

namespace grpc_perf_msgr {
namespace {

class EpollDriverTest : public ::testing::Test {
 protected:
  EpollDriverTest() : driver_(std::move(pair_.near)) {}

  ToySession& session() { return driver_.session(); }

  SocketPair pair_;
  EpollDriver<ToySession> driver_;
};

TEST_F(EpollDriverTest, WaitsForThePeerFirst) {
  EXPECT_TRUE(driver_.Start());
  EXPECT_EQ(driver_.events(), EPOLLIN);
  EXPECT_TRUE(driver_.OnReady());
  EXPECT_EQ(driver_.events(), EPOLLIN);
}

TEST_F(EpollDriverTest, SendsWhatTheSessionSaysFirst) {
  session().output = "hello";
  EXPECT_TRUE(driver_.Start());
  EXPECT_EQ(pair_.Hear(), "hello");
}

TEST_F(EpollDriverTest, AnswersABurstAtOnce) {
  pair_.Say("abc");
  EXPECT_TRUE(driver_.OnReady());
  EXPECT_EQ(session().sends, std::vector<std::string>({"abc"}));
}

TEST_F(EpollDriverTest, FlushesAfterAStepThatWantsIt) {
  session().flush_each = true;
  pair_.Say("abc");
  EXPECT_TRUE(driver_.OnReady());
  EXPECT_EQ(session().sends, std::vector<std::string>({"a", "b", "c"}));
}

// Its space has 64 bytes; eight reads are a turn.
TEST_F(EpollDriverTest, LeavesOthersTheirTurn) {
  pair_.Say(std::string(1000, 'a'));
  EXPECT_TRUE(driver_.OnReady());
  EXPECT_EQ(session().received().size(), 8 * 64);
  EXPECT_TRUE(driver_.OnReady());
  EXPECT_EQ(session().received().size(), 1000);
}

TEST_F(EpollDriverTest, PausesWhileTheSessionDoes) {
  session().most_waiting = 10;
  session().output.assign(10'000'000, 'm');
  EXPECT_TRUE(driver_.Start());
  EXPECT_EQ(driver_.events(), EPOLLOUT);
  pair_.Say("abc");
  EXPECT_TRUE(driver_.OnReady());
  EXPECT_EQ(session().received(), "");
  // The socket takes the rest.
  size_t heard = 0;
  while (heard < 10'000'000) {
    heard += pair_.Hear().size();
    ASSERT_TRUE(driver_.OnReady());
  }
  EXPECT_TRUE(driver_.OnReady());
  EXPECT_EQ(session().received(), "abc");
  EXPECT_EQ(driver_.events(), EPOLLIN);
}

TEST_F(EpollDriverTest, HalfClosesBehindTheLastWordsAndReadsOn) {
  pair_.Say("a.");
  EXPECT_TRUE(driver_.OnReady());
  EXPECT_EQ(pair_.Hear(), "abye");
  EXPECT_EQ(pair_.Hear(), "(end)");
  pair_.Say("more");
  EXPECT_TRUE(driver_.OnReady());
  EXPECT_EQ(session().received(), "a.more");
  shutdown(pair_.far.get(), SHUT_WR);
  EXPECT_FALSE(driver_.OnReady());
  EXPECT_EQ(session().left, std::vector<int>({0}));
}

TEST_F(EpollDriverTest, EndsWithASessionWhosePeerTakesNothing) {
  shutdown(pair_.far.get(), SHUT_RD);
  pair_.Say("a");
  EXPECT_FALSE(driver_.OnReady());
  EXPECT_EQ(session().failed, std::vector<int>({EPIPE}));
  EXPECT_EQ(session().left, std::vector<int>());
}

TEST_F(EpollDriverTest, HearsLastWordsOfAPeerThatTakesNothing) {
  session().hears_last_words = true;
  session().output = "hello";
  shutdown(pair_.far.get(), SHUT_RD);
  pair_.Say("why");
  EXPECT_FALSE(driver_.Start());
  EXPECT_EQ(session().received(), "why");
  EXPECT_EQ(session().left, std::vector<int>({EPIPE}));
}

TEST_F(EpollDriverTest, WakesTheSession) {
  session().wake_at_ns = 5;
  EXPECT_EQ(driver_.WakeAtNs(), 5);
  EXPECT_TRUE(driver_.Wake(7));
  EXPECT_EQ(session().woken_at, std::vector<int64_t>({7}));
  EXPECT_EQ(driver_.WakeAtNs(), kNeverNs);
  session().ends_when_woken = true;
  EXPECT_FALSE(driver_.Wake(8));
}

}  // namespace
}  // namespace grpc_perf_msgr
