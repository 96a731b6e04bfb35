#include "common/tcp/receive_buffer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "absl/strings/string_view.h"
#include "common/payload.h"

namespace grpc_perf_msgr {
namespace {

// One read of as much of `bytes` as there is space for; how much it was.
size_t Read(ReceiveBuffer& buffer, absl::string_view bytes) {
  const absl::Span<char> space = buffer.Space();
  EXPECT_FALSE(space.empty());
  const size_t part = std::min(space.size(), bytes.size());
  std::memcpy(space.data(), bytes.data(), part);
  buffer.Commit(part);
  return part;
}

TEST(ReceiveBuffer, IsEmptyAtFirst) {
  ReceiveBuffer buffer;
  EXPECT_EQ(buffer.size(), 0);
  EXPECT_EQ(buffer.data(), "");
  EXPECT_FALSE(buffer.Space().empty());
}

TEST(ReceiveBuffer, GivesWhatWasReadUntilItIsTaken) {
  ReceiveBuffer buffer;
  Read(buffer, "one");
  Read(buffer, "two");
  EXPECT_EQ(buffer.data(), "onetwo");
  const absl::string_view one = buffer.data().substr(0, 3);
  buffer.Consume(3);
  EXPECT_EQ(buffer.data(), "two");
  EXPECT_EQ(one, "one") << "it stays until the next Space()";
  buffer.Consume(3);
  EXPECT_EQ(buffer.size(), 0);
}

TEST(ReceiveBuffer, UsesItsWholeSpaceAgainOnceItIsEmpty) {
  ReceiveBuffer buffer;
  const size_t room = buffer.Space().size();
  for (int round = 0; round < 5; ++round) {
    EXPECT_EQ(buffer.Space().size(), room);
    EXPECT_EQ(Read(buffer, std::string(room, 'x')), room);
    buffer.Consume(room);
  }
}

TEST(ReceiveBuffer, MakesRoomBehindWhatIsLeft) {
  ReceiveBuffer buffer;
  const size_t room = buffer.Space().size();
  const std::string bytes = MakePayload(room);
  Read(buffer, bytes);
  buffer.Consume(room - 10);
  EXPECT_EQ(buffer.Space().size(), room - 10);
  EXPECT_EQ(buffer.data(), absl::string_view(bytes).substr(room - 10));
}

// Only as much is moved as a frame needs.
TEST(ReceiveBuffer, MovesNothingWhileTheNextFrameFits) {
  ReceiveBuffer buffer;
  const size_t room = buffer.Space().size();
  Read(buffer, std::string(100, 'x'));
  buffer.Consume(90);
  buffer.Need(room - 90);
  EXPECT_EQ(buffer.Space().size(), room - 100);
  buffer.Need(room - 89);
  EXPECT_EQ(buffer.Space().size(), room - 10);
  EXPECT_EQ(buffer.data(), std::string(10, 'x'));
}

TEST(ReceiveBuffer, GrowsForWhatIsNeededAndNotBefore) {
  ReceiveBuffer buffer;
  const size_t room = buffer.Space().size();
  const std::string bytes = MakePayload(3 * room);
  Read(buffer, absl::string_view(bytes).substr(0, 20));
  buffer.Consume(5);
  buffer.Need(2 * room);
  EXPECT_EQ(buffer.data(), absl::string_view(bytes).substr(5, 15));
  EXPECT_EQ(buffer.Space().size(), 2 * room - 15);
  EXPECT_EQ(buffer.data(), absl::string_view(bytes).substr(5, 15));
  Read(buffer, absl::string_view(bytes).substr(20));
  EXPECT_EQ(buffer.size(), 2 * room);
  EXPECT_TRUE(buffer.data() == absl::string_view(bytes).substr(5, 2 * room));
}

TEST(ReceiveBuffer, ForgetsEverythingWhenCleared) {
  ReceiveBuffer buffer;
  const size_t room = buffer.Space().size();
  Read(buffer, "left");
  buffer.Clear();
  EXPECT_EQ(buffer.size(), 0);
  EXPECT_EQ(buffer.Space().size(), room);
}

}  // namespace
}  // namespace grpc_perf_msgr
