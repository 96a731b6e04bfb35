// A server that breaks the protocol is found out: status code, what it did,
// exit status 1, and the result says how far it went.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "test/common/warning_testing.h"
#include "test/integration/fake_messenger.h"
#include "test/integration/real_client.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

constexpr Load kLoad = {1, 4, 100, 0, 64};
constexpr uint64_t kGood = 10;

// Runs a client against a server with `fault`; it must fail as told.
v1::Result ExpectFoundOut(Fault fault, const std::string& code,
                          const std::string& says,
                          const std::vector<std::string>& flags = {}) {
  const FakeMessenger server(fault, kGood);
  std::vector<std::string> all = {"--reply_bytes=100"};
  all.insert(all.end(), flags.begin(), flags.end());
  RealClient client(server.address(), kLoad, all);
  v1::Result result = ExpectFailure(client, code, says);
  EXPECT_GE(result.counts().answered(), kGood);
  EXPECT_LT(result.counts().answered(), 100);
  EXPECT_GE(result.counts().lost(), 1);
  EXPECT_LE(result.counts().lost(), 4);
  return result;
}

TEST(Protocol, ReplyWithAnIdThatWasNeverSentIsFoundOut) {
  const v1::Result result =
      ExpectFoundOut(Fault::kUnknownId, "INTERNAL", "which was never sent");
  EXPECT_EQ(result.counts().answered(), kGood);
  EXPECT_EQ(result.counts().errors(), 1);
}

TEST(Protocol, ReplyThatComesTwiceIsFoundOut) {
  const v1::Result result =
      ExpectFoundOut(Fault::kIdTwice, "INTERNAL", "which was answered before");
  EXPECT_EQ(result.counts().answered(), kGood + 1);
  EXPECT_EQ(result.counts().errors(), 1);
}

TEST(Protocol, ReplyOfTheWrongSizeIsFoundOut) {
  const v1::Result result = ExpectFoundOut(
      Fault::kWrongSize, "INTERNAL", "carries 101 bytes, 100 were asked for");
  EXPECT_EQ(result.counts().answered(), kGood);
  EXPECT_EQ(result.counts().errors(), 1);
}

TEST(Protocol, FlippedBitIsFoundOutByVerify) {
  const v1::Result result =
      ExpectFoundOut(Fault::kFlippedBit, "DATA_LOSS",
                     "crc32c of its 100 bytes is 0x", {"--verify"});
  EXPECT_EQ(result.counts().answered(), kGood);
  EXPECT_EQ(result.counts().errors(), 1);
}

TEST(Protocol, MissingCrcIsFoundOutByVerify) {
  const v1::Result result =
      ExpectFoundOut(Fault::kNoCrc, "DATA_LOSS", "has no crc32c", {"--verify"});
  EXPECT_EQ(result.counts().errors(), 1);
}

TEST(Protocol, FlippedBitGoesUnseenWithoutVerify) {
  const FakeMessenger server(Fault::kFlippedBit, kGood);
  ExpectComplete(RunClient(server.address(), kLoad, {"--reply_bytes=100"}),
                 kLoad, 100);
}

TEST(Protocol, StallIsGivenUpAfterTheStallTimeout) {
  const v1::Result result =
      ExpectFoundOut(Fault::kStall, "DEADLINE_EXCEEDED", "no reply for 0.7 s",
                     {"--stall_timeout=700ms"});
  EXPECT_EQ(result.counts().answered(), kGood);
  EXPECT_EQ(result.counts().lost(), 4);
  EXPECT_THAT(result.status().message(),
              HasSubstr("measure phase, 10 of 100 measured messages answered, "
                        "4 in flight"));
}

TEST(Protocol, StreamThatEndsTooEarlyIsFoundOut) {
  ExpectFoundOut(Fault::kEndEarly, "INTERNAL",
                 "the server ended the stream with messages unanswered");
}

TEST(Protocol, ErrorThatTheServerEndsTheStreamWithIsHandedOn) {
  ExpectFoundOut(Fault::kErrorStatus, "PERMISSION_DENIED", "no more today");
}

TEST(Protocol, StreamThatNeverEndsIsFoundOut) {
  const FakeMessenger server(Fault::kNeverEnd, 0);
  RealClient client(server.address(), kLoad);
  EXPECT_EQ(client.ExitStatus(), 1) << client.Err();
  const v1::Result result = client.Result();
  EXPECT_THAT(result.status().code(), AnyOf("DEADLINE_EXCEEDED", "INTERNAL"));
  EXPECT_THAT(result.status().message(), HasSubstr("end"));
  // Every message was answered all the same.
  EXPECT_EQ(result.counts().answered(), 100);
  EXPECT_EQ(result.counts().lost(), 0);
}

TEST(Protocol, WarmupMessagesThatBreakItAreFoundOut) {
  const FakeMessenger server(Fault::kWrongSize, kGood);
  RealClient client(server.address(), kLoad, {"--warmup=50"});
  const v1::Result result =
      ExpectFailure(client, "INTERNAL", "warmup phase, 0 of 100");
  EXPECT_EQ(result.counts().sent(), 0);
  EXPECT_EQ(result.counts().answered_all_phases(), kGood);
}

TEST(Protocol, FailureOfOneThreadEndsAllAndNamesIt) {
  const FakeMessenger server(Fault::kUnknownId, kGood);
  Load load = kLoad;
  load.threads = 3;
  RealClient client(server.address(), load);
  const v1::Result result = ExpectFailure(client, "INTERNAL", "thread ");
  EXPECT_THAT(result.status().message(),
              MatchesRegex("thread [0-2]: protocol broken: .*"));
}

TEST(Protocol, ServerWithoutControlServiceIsMeasuredButItsFiguresAreAbsent) {
  const FakeMessenger server(Fault::kNone, 0);
  RealClient client(server.address(), kLoad, {"--reply_bytes=7"});
  EXPECT_EQ(client.ExitStatus(), 0) << client.Err();
  const v1::Result result = client.Result();
  ExpectComplete(result, kLoad, 7);
  EXPECT_FALSE(result.has_server());
  EXPECT_FALSE(result.has_server_cpu());
  EXPECT_FALSE(result.summary().has_server_user_ns_per_message());
  EXPECT_THAT(result.warnings(),
              ::testing::Contains(IsOfKind(v1::Warning::NO_SERVER_INFO)));
  EXPECT_THAT(client.Out(), HasSubstr("no Control service"));
}

}  // namespace
}  // namespace grpc_perf_msgr
