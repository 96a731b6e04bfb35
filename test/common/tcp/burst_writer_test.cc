// Heads, bodies and tails through real sockets. What the transport `tcp` makes
// of them is the test of FrameWriter.
#include "common/tcp/burst_writer.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/payload.h"
#include "test/common/tcp/writer_testing.h"

namespace grpc_perf_msgr {
namespace {

class BurstWriterTest : public WriterTest<BurstWriter<20, 13>> {
 protected:
  // Appends a frame with these sizes, and to what must arrive.
  void Append(size_t head, size_t body, size_t tail, bool owned) {
    auto& entry = writer_.Append();
    EXPECT_FALSE(entry.is_owned);
    ++count_;
    for (size_t i = 0; i < head; ++i) entry.head[i] = Byte('a', i);
    for (size_t i = 0; i < tail; ++i) entry.tail[i] = Byte('A', i);
    entry.head_bytes = head;
    entry.tail_bytes = tail;
    entry.borrowed = absl::string_view(payload_).substr(count_ % 100, body);
    entry.is_owned = owned;
    if (owned) entry.owned.assign(body, Byte('0', 0));
    expected_.append(entry.head.data(), head);
    absl::StrAppend(&expected_, entry.body());
    expected_.append(entry.tail.data(), tail);
    EXPECT_EQ(entry.size(), head + body + tail);
  }
  char Byte(char first, size_t i) const {
    return static_cast<char>(first + (count_ + i) % 10);
  }

  const std::string payload_ = MakePayload(300'100);
  size_t count_ = 0;
  std::string expected_;
};

TEST_F(BurstWriterTest, SendsHeadBodyAndTailInTheirOrder) {
  auto& entry = writer_.Append();
  entry.head[0] = 'h';
  entry.head_bytes = 1;
  entry.borrowed = "body";
  entry.tail[0] = 't';
  entry.tail_bytes = 1;
  writer_.AppendRaw("raw");
  EXPECT_EQ(writer_.pending(), 2);
  EXPECT_EQ(Receive(1), "") << "sent before it was flushed";
  EXPECT_EQ(Flush(), 0);
  EXPECT_FALSE(writer_.HasOutput());
  EXPECT_EQ(Receive(100), "hbodytraw");
}

TEST_F(BurstWriterTest, SendsFramesThatLackAnyPart) {
  for (unsigned parts = 0; parts < 16; ++parts) {
    Append((parts & 1) != 0 ? 20 : 0, (parts & 2) != 0 ? 50 : 0,
           (parts & 4) != 0 ? 13 : 0, (parts & 8) != 0);
  }
  EXPECT_EQ(writer_.pending(), 16);
  EXPECT_EQ(ReceiveAll(100'000), expected_);
  EXPECT_EQ(writer_.pending(), 0);
}

TEST_F(BurstWriterTest, IsDoneWithFramesThatAreEmpty) {
  for (int i = 0; i < 1000; ++i) Append(0, 0, 0, i % 2 == 0);
  EXPECT_EQ(Flush(), 0);
  EXPECT_FALSE(writer_.HasOutput());
  EXPECT_EQ(Receive(1), "");
}

// Stops within heads, bodies and tails, at every place of them in turn.
TEST_F(BurstWriterTest, GoesOnWhereverASmallSocketStopped) {
  for (size_t i = 0; i < 500; ++i) {
    Append(1 + i % 20, i * 37 % 3000, 1 + i % 13, i % 3 == 0);
  }
  EXPECT_EQ(Flush(), 0);
  EXPECT_GT(writer_.pending(), 400) << "the socket took more than is its size";
  EXPECT_TRUE(ReceiveAll(777) == expected_);
}

TEST_F(BurstWriterTest, HoldsALargeFrameUntilItsTailIsSent) {
  Append(20, 300'000, 13, false);
  std::string received;
  while (received.size() + 13 < expected_.size()) {
    EXPECT_EQ(writer_.pending(), 1) << received.size();
    ASSERT_EQ(Flush(), 0);
    received += Receive(1000);
    if (!writer_.HasOutput()) break;
  }
  received += ReceiveAll(100'000);
  EXPECT_TRUE(received == expected_);
}

// The ring wraps and grows while a frame is sent in part.
TEST_F(BurstWriterTest, TakesFramesWhileOthersWait) {
  std::string received;
  for (size_t i = 0; i < 2000; ++i) {
    Append(i % 21, i * 37 % 3000, i % 14, i % 2 == 0);
    if (i % 3 != 0) continue;
    ASSERT_EQ(Flush(), 0);
    received += Receive(i < 1000 ? 1000 : 20'000);
  }
  received += ReceiveAll(100'000);
  EXPECT_TRUE(received == expected_);
}

// The next round finds the entries of the one before, filled otherwise.
TEST_F(BurstWriterTest, UsesItsEntriesAgain) {
  for (size_t round = 0; round < 20; ++round) {
    for (size_t i = 0; i < 60; ++i) {
      Append((i + round) % 21, (i * round) % 7, (i + round) % 14,
             (i + round) % 2 == 0);
    }
    EXPECT_EQ(ReceiveAll(10'000), expected_);
    EXPECT_FALSE(writer_.HasOutput());
    expected_.clear();
  }
}

// As a writer of equal heads relies on.
TEST_F(BurstWriterTest, KeepsTheHeadThatAnEntryHad) {
  for (int round = 0; round < 2; ++round) {
    for (char i = 0; i < 64; ++i) {
      auto& entry = writer_.Append();
      if (round == 0) entry.head[5] = i;
      EXPECT_EQ(entry.head[5], i);
      entry.head_bytes = 6;
      entry.borrowed = "";
      entry.tail_bytes = 0;
    }
    EXPECT_EQ(ReceiveAll(10'000).size(), 64 * 6);
  }
}

TEST_F(BurstWriterTest, CopiesWhatIsRaw) {
  {
    std::string gone = "a greeting longer than a short string is";
    writer_.AppendRaw(gone);
    gone.assign(gone.size(), 'x');
  }
  EXPECT_EQ(ReceiveAll(100), "a greeting longer than a short string is");
}

TEST_F(BurstWriterTest, SaysThatThePeerWentWithFramesHalfSent) {
  Append(20, 300'000, 13, false);
  ASSERT_EQ(Flush(), 0);
  ASSERT_TRUE(writer_.HasOutput());
  in_.Close();
  EXPECT_EQ(Flush(), EPIPE);
}

}  // namespace
}  // namespace grpc_perf_msgr
