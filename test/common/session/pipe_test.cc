#include "common/session/pipe.h"

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <string>

#include "absl/strings/string_view.h"
#include "common/session/line_driver.h"
#include "test/common/session/toy_session.h"

namespace grpc_perf_msgr {
namespace {

// As one vector.
size_t Write(Pipe& pipe, std::string bytes) {
  const std::array<iovec, 1> vectors = {{{bytes.data(), bytes.size()}}};
  return pipe.Write(vectors).bytes;
}

std::string Read(Pipe& pipe, size_t most) {
  std::string bytes(most, '\0');
  bytes.resize(pipe.Read(absl::MakeSpan(bytes)).bytes);
  return bytes;
}

TEST(PipeTest, GivesWhatCameFirstFirst) {
  Pipe pipe(100);
  EXPECT_EQ(Write(pipe, "abc"), 3);
  EXPECT_EQ(Write(pipe, "de"), 2);
  EXPECT_EQ(pipe.size(), 5);
  EXPECT_EQ(Read(pipe, 4), "abcd");
  EXPECT_EQ(Read(pipe, 4), "e");
  EXPECT_EQ(Read(pipe, 4), "");
}

TEST(PipeTest, TakesNoMoreThanItHolds) {
  Pipe pipe(4);
  EXPECT_EQ(Write(pipe, "abcdef"), 4);
  EXPECT_EQ(Write(pipe, "g"), 0);
  EXPECT_EQ(Read(pipe, 3), "abc");
  EXPECT_EQ(Write(pipe, "ghij"), 3);
  EXPECT_EQ(Read(pipe, 10), "dghi");
}

TEST(PipeTest, StopsWithinAnyOfTheVectors) {
  for (size_t capacity = 1; capacity < 8; ++capacity) {
    Pipe pipe(capacity);
    std::string first = "abc";
    std::string second = "defgh";
    const std::array<iovec, 2> vectors = {
        {{first.data(), 3}, {second.data(), 5}}};
    EXPECT_EQ(pipe.Write(vectors).bytes, capacity);
    EXPECT_EQ(Read(pipe, 10), (first + second).substr(0, capacity));
  }
}

TEST(PipeTest, WrapsAtEveryPlace) {
  Pipe pipe(7);
  std::string written;
  std::string read;
  for (int i = 0; i < 100; ++i) {
    const std::string bytes(1 + i % 7, static_cast<char>('a' + i % 26));
    written += bytes.substr(0, Write(pipe, bytes));
    read += Read(pipe, 1 + i % 5);
  }
  read += Read(pipe, 7);
  EXPECT_EQ(read, written);
  EXPECT_GT(read.size(), 200);
}

TEST(PipeTest, EndsBehindTheLastByte) {
  Pipe pipe(10);
  Write(pipe, "ab");
  pipe.End();
  std::array<char, 10> space;
  EXPECT_FALSE(pipe.Read(absl::MakeSpan(space)).end);
  EXPECT_TRUE(pipe.Read(absl::MakeSpan(space)).end);
}

TEST(PipeTest, BreaksWhenNobodyReads) {
  Pipe pipe(10);
  pipe.CloseReader();
  std::string bytes = "ab";
  const std::array<iovec, 1> vectors = {{{bytes.data(), 2}}};
  EXPECT_EQ(pipe.Write(vectors).error, EPIPE);
}

// Two sessions that repeat what they hear keep one byte on its way for ever.
TEST(PipeTest, CarriesTwoSessionsOnOneThread) {
  Pipe there(3);
  Pipe back(5);
  LineDriver<ToySession, PipeLine> near(PipeLine(there, back),
                                        ReadSteadyClock());
  LineDriver<ToySession, PipeLine> far(PipeLine(back, there),
                                       ReadSteadyClock());
  near.session().output = "abcdefg";
  EXPECT_TRUE(near.Start());
  EXPECT_TRUE(far.Start());
  for (int turn = 0; turn < 100; ++turn) {
    EXPECT_TRUE(far.OnReady());
    EXPECT_TRUE(near.OnReady());
  }
  EXPECT_EQ(far.session().received().substr(0, 14), "abcdefgabcdefg");
  EXPECT_EQ(near.session().received().substr(0, 14), "abcdefgabcdefg");
  near.line().Close();
  EXPECT_FALSE(far.OnReady());
}

}  // namespace
}  // namespace grpc_perf_msgr
