// Frames through real sockets: what one end appends, the other end reads.
#include "common/tcp/frame_writer.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "common/payload.h"
#include "test/common/tcp/writer_testing.h"

namespace grpc_perf_msgr {
namespace {

class FrameWriterTest : public WriterTest<FrameWriter> {
 protected:
  // Appends a frame in one of the three ways, and to what must arrive.
  void Append(uint64_t id, size_t bytes) {
    FrameHeader header;
    header.id = id;
    header.length = static_cast<uint32_t>(bytes);
    std::string frame(kFrameHeaderBytes, '\0');
    EncodeFrameHeader(header, frame.data());
    frame.append(payload_, id % 100, bytes);
    const absl::string_view payload =
        absl::string_view(payload_).substr(id % 100, bytes);
    switch (id % 3) {
      case 0:
        writer_.AppendFrame(header, payload);
        break;
      case 1:
        std::memcpy(writer_.AppendOwnedFrame(header), payload.data(), bytes);
        break;
      default:
        writer_.AppendRaw(frame);
    }
    expected_ += frame;
  }

  const std::string payload_ = MakePayload(300'100);
  std::string expected_;
};

TEST_F(FrameWriterTest, SendsNothingWhenThereIsNothing) {
  EXPECT_FALSE(writer_.HasOutput());
  EXPECT_EQ(Flush(), 0);
  EXPECT_EQ(Receive(1), "");
}

TEST_F(FrameWriterTest, SendsFramesOfEveryKindInTheirOrder) {
  for (uint64_t id = 0; id < 6; ++id) Append(id, id == 3 ? 0 : 10);
  EXPECT_EQ(writer_.pending(), 6);
  EXPECT_EQ(Receive(1), "") << "sent before it was flushed";
  EXPECT_EQ(Flush(), 0);
  EXPECT_FALSE(writer_.HasOutput());
  EXPECT_EQ(Receive(10'000), expected_);
}

TEST_F(FrameWriterTest, GoesOnWhereASmallSocketStopped) {
  for (const size_t bytes : {300'000, 0, 1, 100'000, 4096}) {
    Append(writer_.pending(), bytes);
  }
  EXPECT_EQ(Flush(), 0);
  EXPECT_EQ(writer_.pending(), 5)
      << "the socket took a frame that is too large";
  EXPECT_EQ(ReceiveAll(777), expected_);
}

// More than fit into one sendmsg or into the first ring.
TEST_F(FrameWriterTest, SendsThousandsOfFramesExactly) {
  for (uint64_t id = 0; id < 5000; ++id) Append(id, id % 50);
  EXPECT_EQ(writer_.pending(), 5000);
  EXPECT_TRUE(ReceiveAll(10'000) == expected_);
}

// The ring wraps and grows while a frame is sent in part.
TEST_F(FrameWriterTest, TakesFramesWhileOthersWait) {
  std::string received;
  for (uint64_t id = 0; id < 2000; ++id) {
    Append(id, id * 37 % 3000);
    if (id % 3 != 0) continue;
    ASSERT_EQ(Flush(), 0);
    received += Receive(id < 1000 ? 1000 : 20'000);
  }
  received += ReceiveAll(100'000);
  EXPECT_TRUE(received == expected_);
}

TEST_F(FrameWriterTest, UsesItsMemoryAgain) {
  for (int round = 0; round < 10; ++round) {
    for (uint64_t id = 0; id < 60; ++id) Append(id, (id + round) % 7);
    EXPECT_EQ(ReceiveAll(10'000), expected_);
    EXPECT_FALSE(writer_.HasOutput());
    expected_.clear();
  }
}

TEST_F(FrameWriterTest, SaysThatThePeerIsGone) {
  in_.Close();
  Append(0, 10);
  EXPECT_EQ(Flush(), EPIPE);
}

TEST_F(FrameWriterTest, SaysThatThePeerWentWithFramesHalfSent) {
  Append(0, 300'000);
  ASSERT_EQ(Flush(), 0);
  ASSERT_TRUE(writer_.HasOutput());
  in_.Close();
  EXPECT_EQ(Flush(), EPIPE);
}

}  // namespace
}  // namespace grpc_perf_msgr
