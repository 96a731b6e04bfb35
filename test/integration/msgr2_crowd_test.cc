// How the server shares itself out among peers of its msgr2 address that keep
// the protocol but not their part of the work.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "common/payload.h"
#include "test/integration/msgr2_peers.h"
#include "test/integration/raw_client.h"
#include "test/integration/raw_msgr2_client.h"

namespace grpc_perf_msgr {
namespace {

using Msgr2Crowd = Msgr2PeersTest;
using ::testing::HasSubstr;

constexpr int64_t kMebibyte = 1 << 20;

TEST_F(Msgr2Crowd, SilentPeersDisturbNobodyAndMayGo) {
  RawMsgr2Client silent = Connect();
  RawMsgr2Client banner_only = Connect();
  ASSERT_TRUE(banner_only.Send(banner_only.GreetingUntil(1)));
  RawMsgr2Client half = Greeted();
  ASSERT_TRUE(half.Send(RawOp({1, 1, 0}, MakePayload(5000)).substr(0, 3000)));
  for (int i = 0; i < 10; ++i) ExpectOthersServed();
  // A look at the port, as a health check has it, is no failure.
  silent.tcp().Close();
  EXPECT_TRUE(WaitUntil(
      [&] { return ReadCounters(server_.address()).streams_open() == 3; }));
  EXPECT_EQ(ReadCounters(server_.address()).streams_broken(), 0);
}

// Sends ops and takes none of the replies.
TEST_F(Msgr2Crowd, PeerThatNeverReadsIsPausedAndServedOn) {
  RawMsgr2Client greedy = Greeted();
  const int64_t before_bytes = server_.process().ResidentBytes();
  std::string ops;
  uint64_t made = 0;
  // Far more replies than sockets hold.
  while (made < 200'000) {
    ++made;
    ops += RawOp({made, made, 0});
  }
  absl::string_view rest = ops;
  while (!rest.empty()) {
    const size_t sent = greedy.tcp().SendSome(rest);
    rest.remove_prefix(sent);
    // Until the server has stopped to read for good.
    const uint64_t served = ReadCounters(server_.address()).messages();
    ExpectOthersServed();
    if (sent == 0 && ReadCounters(server_.address()).messages() == served + 1) {
      break;
    }
  }
  EXPECT_FALSE(rest.empty());
  EXPECT_LT(server_.process().ResidentBytes() - before_bytes, 64 * kMebibyte);
  const uint64_t asked = (ops.size() - rest.size()) / RawOp({1, 1, 0}).size();
  for (uint64_t tid = 1; tid <= asked; ++tid) {
    ASSERT_EQ(greedy.ReceiveReply().tid, tid);
  }
}

class Msgr2LimitTest : public Msgr2PeersTest {
 protected:
  Msgr2LimitTest()
      : Msgr2PeersTest({"--max_streams=1", "--max_message_bytes=100"}) {}
};

TEST_F(Msgr2LimitTest, StreamsOverTheLimitAreCut) {
  RawMsgr2Client second = Connect();
  EXPECT_EQ(second.tcp().ReceiveToEnd(), "");
  EXPECT_TRUE(WaitUntil([&] {
    return CountLines(server_.process().Err(), "cut msgr2 peer 127.0.0.1:") ==
           1;
  }));
  EXPECT_THAT(server_.process().Err(),
              HasSubstr("the server has 1 streams open, its --max_streams"));
  ExpectOthersServed();
  // It was never counted as one.
  EXPECT_EQ(ReadCounters(server_.address()).streams_broken(), 0);
  EXPECT_EQ(ReadCounters(server_.address()).streams_total(), 1);
}

TEST_F(Msgr2LimitTest, DataOverTheLimitIsCut) {
  good_.tcp().SendSome(RawOp({1, 1, 0}, MakePayload(101)));
  EXPECT_EQ(good_.tcp().ReceiveToEnd(), "");
  // The server tells of it once the connection is closed.
  EXPECT_TRUE(WaitUntil([&] {
    return CountLines(server_.process().Err(), "cut msgr2 peer 127.0.0.1:") ==
           1;
  }));
  EXPECT_THAT(server_.process().Err(),
              HasSubstr("has 101 bytes, at most 100 are accepted"));
}

}  // namespace
}  // namespace grpc_perf_msgr
