#include "test/integration/msgr2_peers.h"

#include <gmock/gmock.h>

#include "test/integration/raw_client.h"

namespace grpc_perf_msgr {

using ::testing::HasSubstr;
using ::testing::StartsWith;

void Msgr2PeersTest::ExpectOthersServed() {
  ++good_seq_;
  ASSERT_TRUE(good_.Send(RawOp({good_seq_, good_seq_, 0}, "good")));
  EXPECT_EQ(good_.ReceiveReply().tid, good_seq_);
}

void Msgr2PeersTest::ExpectReported(const std::string& what,
                                    const std::string& why) {
  ++broken_;
  EXPECT_TRUE(WaitUntil([&] {
    return ReadCounters(server_.address()).streams_broken() == broken_;
  })) << why;
  const std::string err = server_.process().Err();
  EXPECT_EQ(CountLines(err, "cut msgr2 peer 127.0.0.1:") +
                CountLines(err, "lost msgr2 peer 127.0.0.1:"),
            static_cast<int>(broken_))
      << err;
  const std::string last =
      err.substr(err.find_last_of('\n', err.size() - 2) + 1);
  EXPECT_THAT(last, StartsWith(what));
  EXPECT_THAT(last, HasSubstr(why));
  ExpectOthersServed();
}

void Msgr2PeersTest::ExpectCut(RawMsgr2Client& peer, absl::string_view bytes,
                               const std::string& why) {
  peer.tcp().SendSome(bytes);
  peer.tcp().ReceiveToEnd();
  peer.tcp().Close();
  ExpectReported("cut msgr2 peer", why);
}

}  // namespace grpc_perf_msgr
