// A server that breaks the protocol is found out over every rung: status code,
// what it did, exit status 1, and the result says how far it went.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "test/common/warning_testing.h"
#include "test/integration/fake_server.h"
#include "test/integration/real_client.h"
#include "test/integration/rungs.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

constexpr Load kLoad = {1, 4, 100, 0, 64};
constexpr uint64_t kGood = 10;

// The replies that a rung can carry.
uint64_t ReplyBytes(const Rung& rung) {
  return rung.carries_replies() ? 100 : 0;
}

std::vector<std::string> FlagsOf(const Rung& rung,
                                 const std::vector<std::string>& more = {}) {
  std::vector<std::string> flags = rung.Flags(more);
  flags.push_back(absl::StrCat("--reply_bytes=", ReplyBytes(rung)));
  return flags;
}

// A fault and what the client must say of it.
struct Break {
  const char* name;
  Fault fault;
  const char* code;
  const char* says;
  const char* flag;
  // Messages answered beside the good ones, where replies come in order.
  uint64_t more_answered;
  bool counts_as_error;
};

constexpr Break kBreaks[] = {
    {"ReplyWithAnIdThatWasNeverSent", Fault::kUnknownId, "INTERNAL",
     "which was never sent", "", 0, true},
    {"ReplyThatComesTwice", Fault::kIdTwice, "INTERNAL",
     "which was answered before", "", 1, true},
    {"ReplyOfTheWrongSize", Fault::kWrongSize, "INTERNAL",
     "carries 99 bytes, 100 were asked for", "", 0, true},
    {"FlippedBit", Fault::kFlippedBit, "DATA_LOSS",
     "crc32c of its 100 bytes is 0x", "--verify", 0, true},
    {"MissingCrc", Fault::kNoCrc, "DATA_LOSS", "has no crc32c", "--verify", 0,
     true},
    {"Stall", Fault::kStall, "DEADLINE_EXCEEDED", "no reply for 0.7 s",
     "--stall_timeout=700ms", 0, false},
    {"StreamThatEndsTooEarly", Fault::kEndEarly, "INTERNAL",
     "protocol broken: the server ended ", "", 0, false},
    {"ErrorThatTheServerEndsWith", Fault::kErrorStatus, "PERMISSION_DENIED",
     kNoMoreToday, "", 0, false},
};

struct Case {
  Rung rung;
  Break how;

  std::string name() const { return absl::StrCat(how.name, "_", rung.name()); }
};

void PrintTo(const Case& broken, std::ostream* out) { *out << broken.name(); }

// What a rung has its own words for.
Case InItsWords(const Rung& rung, Break how) {
  const bool frames_have_crc = !rung.transport->why_no_verify.empty();
  if (how.fault == Fault::kFlippedBit && frames_have_crc) {
    how = {how.name, how.fault, "INTERNAL", "protocol broken: the crc of",
           "",       0,         false};
  }
  // A connection that ends is not told from one that was cut.
  if (how.fault == Fault::kEndEarly && !rung.transport->is_framework) {
    how.code = "UNAVAILABLE";
    how.says = "the server closed the connection";
  }
  return {rung, how};
}

std::vector<Case> AllCases() {
  std::vector<Case> cases;
  for (const Rung& rung : AllRungs()) {
    for (const Break& how : kBreaks) {
      if (CanBreak(rung, how.fault)) cases.push_back(InItsWords(rung, how));
    }
  }
  return cases;
}

class BrokenProtocol : public ::testing::TestWithParam<Case> {};

TEST_P(BrokenProtocol, IsFoundOut) {
  const auto& [rung, how] = GetParam();
  const auto server = MakeFakeServer(rung, how.fault, kGood);
  std::vector<std::string> flags = FlagsOf(rung);
  if (*how.flag != '\0') flags.emplace_back(how.flag);
  RealClient client(server->address(), kLoad, flags);
  const v1::Result result = ExpectFailure(client, how.code, how.says);
  const v1::Counts& counts = result.counts();
  EXPECT_EQ(counts.errors(), how.counts_as_error ? 1 : 0);
  EXPECT_GE(counts.lost(), 1);
  EXPECT_LE(counts.lost(), kLoad.window);
  if (rung.one_stream()) {
    EXPECT_EQ(counts.answered(), kGood + how.more_answered);
  } else {
    // Good replies may be overtaken, and bad ones come together.
    EXPECT_LE(counts.answered(), kGood + kLoad.window);
  }
  if (how.fault == Fault::kStall) {
    EXPECT_EQ(counts.answered(), kGood);
    EXPECT_EQ(counts.lost(), kLoad.window);
    EXPECT_THAT(result.status().message(),
                HasSubstr("measure phase, 10 of 100 measured messages "
                          "answered, 4 in flight"));
  }
}

INSTANTIATE_TEST_SUITE_P(Rungs, BrokenProtocol, ::testing::ValuesIn(AllCases()),
                         [](const auto& info) { return info.param.name(); });

class BrokenByOne : public OverRungs {};

TEST_P(BrokenByOne, InTheWarmupIsFoundOut) {
  const auto server = MakeFakeServer(rung(), Fault::kUnknownId, kGood);
  RealClient client(server->address(), kLoad, FlagsOf(rung(), {"--warmup=50"}));
  const v1::Result result =
      ExpectFailure(client, "INTERNAL", "warmup phase, 0 of 100");
  EXPECT_EQ(result.counts().sent(), 0);
  EXPECT_LE(result.counts().answered_all_phases(), kGood);
}

TEST_P(BrokenByOne, StreamEndsAllThreadsAndNamesIt) {
  const auto server = MakeFakeServer(rung(), Fault::kUnknownId, kGood);
  Load load = kLoad;
  load.threads = 3;
  RealClient client(server->address(), load, FlagsOf(rung()));
  const v1::Result result = ExpectFailure(client, "INTERNAL", "thread ");
  EXPECT_THAT(result.status().message(),
              MatchesRegex("thread [0-2]: protocol broken: .*"));
}

TEST_P(BrokenByOne, ServerWithoutFaultIsNotFoundOut) {
  const auto server = MakeFakeServer(rung(), Fault::kNone, 0);
  ExpectComplete(RunClient(server->address(), kLoad, FlagsOf(rung())), kLoad,
                 ReplyBytes(rung()));
}

INSTANTIATE_TEST_SUITE_P(Rungs, BrokenByOne, ::testing::ValuesIn(AllRungs()),
                         NameOfRung);

// A server that answered everything must still end its streams, and well.
class StreamsEnd : public OverRungs {};

void ExpectAllAnswered(const v1::Result& result) {
  EXPECT_EQ(result.counts().answered(), kLoad.ios);
  EXPECT_EQ(result.counts().lost(), 0);
  EXPECT_EQ(result.counts().errors(), 0);
}

TEST_P(StreamsEnd, ThatNeverComesIsFoundOut) {
  const auto server = MakeFakeServer(rung(), Fault::kNeverEnd, 0);
  RealClient client(server->address(), kLoad, FlagsOf(rung()));
  ExpectAllAnswered(ExpectFailure(
      client, "DEADLINE_EXCEEDED",
      "all messages were answered, but the server did not end the stream"));
}

TEST_P(StreamsEnd, WithAnErrorIsHandedOn) {
  const auto server = MakeFakeServer(rung(), Fault::kErrorAtTheEnd, 0);
  RealClient client(server->address(), kLoad, FlagsOf(rung()));
  ExpectAllAnswered(ExpectFailure(client, "PERMISSION_DENIED", kNoMoreToday));
}

std::vector<Rung> RungsWhoseStreamsEnd() {
  std::vector<Rung> rungs = AllRungs();
  std::erase_if(rungs, [](const Rung& rung) {
    return !CanBreak(rung, Fault::kNeverEnd);
  });
  return rungs;
}

INSTANTIATE_TEST_SUITE_P(Rungs, StreamsEnd,
                         ::testing::ValuesIn(RungsWhoseStreamsEnd()),
                         NameOfRung);

TEST(FakeServer, FlippedBitGoesUnseenWithoutVerify) {
  for (const Rung& rung : AllRungs()) {
    if (!rung.carries_replies()) continue;
    SCOPED_TRACE(rung.name());
    const auto server = MakeFakeServer(rung, Fault::kFlippedBit, kGood);
    ExpectComplete(RunClient(server->address(), kLoad, FlagsOf(rung)), kLoad,
                   100);
  }
}

TEST(FakeServer, WithoutControlServiceIsMeasuredButItsFiguresAreAbsent) {
  for (const Rung& rung : AllRungs()) {
    if (!rung.transport->serves_control) continue;
    SCOPED_TRACE(rung.name());
    const auto server = MakeFakeServer(rung, Fault::kNone, 0);
    RealClient client(server->address(), kLoad, FlagsOf(rung));
    EXPECT_EQ(client.ExitStatus(), 0) << client.Err();
    const v1::Result result = client.Result();
    ExpectComplete(result, kLoad, 100);
    EXPECT_FALSE(result.has_server());
    EXPECT_FALSE(result.has_server_cpu());
    EXPECT_FALSE(result.summary().has_server_user_ns_per_message());
    EXPECT_THAT(result.warnings(),
                ::testing::Contains(IsOfKind(v1::Warning::NO_SERVER_INFO)));
    EXPECT_THAT(client.Out(), HasSubstr("no Control service"));
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
