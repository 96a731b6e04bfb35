// All gRPC APIs of the client, against a server that follows a script: what one
// finds out, all find out, in the same words.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/load/message_window.h"
#include "client/load/workload.h"
#include "client/transport/transport.h"
#include "client/transport/transport_factory.h"
#include "common/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/transport/grpc/scripted_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kIos = 50;
constexpr uint32_t kWindow = 4;
constexpr int64_t kConnectTimeoutNs = 20 * kNanosPerSecond;

struct How {
  Api api;
  Codec codec;
};

// What came of one run.
struct Outcome {
  absl::Status status;
  v1::Counts counts;
};

class GrpcTransport : public ::testing::TestWithParam<How> {
 protected:
  GrpcTransport() {
    workload_.api = GetParam().api;
    workload_.codec = GetParam().codec;
    workload_.window.window = kWindow;
    workload_.window.plan.ios = kIos;
    workload_.window.bytes = 10;
    workload_.window.reply_bytes = 20;
  }

  bool IsUnary() const { return workload_.api == Api::kUnary; }

  // Runs the workload against a server with this script after `good` ops.
  Outcome Run(Script script, uint64_t good = 10) {
    const ScriptedServer server(script, good);
    return RunAt(server.endpoint());
  }
  Outcome RunAt(const Endpoint& server) {
    workload_.server = server;
    const std::string payload(workload_.window.bytes, 'p');
    auto transport = MakeTransport(workload_, payload);
    EXPECT_TRUE(transport.ok()) << transport.status();
    Outcome outcome;
    outcome.status = (*transport)->Connect(kConnectTimeoutNs, stop_);
    EXPECT_TRUE(outcome.status.ok()) << outcome.status;
    if (!outcome.status.ok()) return outcome;
    MessageWindow window(workload_.window, &stop_);
    window.Start(SteadyNowNs());
    outcome.status = (*transport)->Run(window);
    outcome.counts = window.Counts();
    return outcome;
  }

  // A run that fails with this, having had `good` answers at least.
  void ExpectFound(Script script, absl::StatusCode code,
                   const std::string& text) {
    const Outcome outcome = Run(script);
    EXPECT_EQ(outcome.status.code(), code) << outcome.status;
    EXPECT_THAT(std::string(outcome.status.message()), HasSubstr(text));
    EXPECT_LT(outcome.counts.answered(), kIos);
    EXPECT_EQ(outcome.counts.sent(),
              outcome.counts.answered() + outcome.counts.lost());
  }

  // A run whose messages are all answered, and which fails all the same.
  void ExpectFoundAtTheEnd(Script script, absl::StatusCode code,
                           const std::string& text) {
    const Outcome outcome = Run(script);
    EXPECT_EQ(outcome.status.code(), code) << outcome.status;
    EXPECT_THAT(std::string(outcome.status.message()), HasSubstr(text));
    EXPECT_EQ(outcome.counts.answered(), kIos);
    EXPECT_EQ(outcome.counts.lost(), 0u);
  }

  StopSignal stop_{StopLevel::kNone};
  Workload workload_;
};

TEST_P(GrpcTransport, CarriesEveryMessage) {
  const Outcome outcome = Run(Script::kNothing);
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.counts.answered(), kIos);
  EXPECT_EQ(outcome.counts.max_in_flight(), kWindow);
}

TEST_P(GrpcTransport, CarriesThemInEachWay) {
  for (const uint32_t window : {1, 7}) {
    for (const bool busy_poll : {false, true}) {
      for (const FlushPolicy flush :
           {FlushPolicy::kDrain, FlushPolicy::kMessage}) {
        SCOPED_TRACE(absl::StrCat(window, busy_poll ? " spins" : " sleeps, ",
                                  AbslUnparseFlag(flush)));
        workload_.window.window = window;
        workload_.busy_poll = busy_poll;
        workload_.flush = flush;
        const Outcome outcome = Run(Script::kNothing);
        EXPECT_TRUE(outcome.status.ok()) << outcome.status;
        EXPECT_EQ(outcome.counts.answered(), kIos);
        EXPECT_LE(outcome.counts.max_in_flight(), window);
      }
    }
  }
}

TEST_P(GrpcTransport, EndsWhenItsTimeIsOver) {
  workload_.window.plan = {.warmup_ns = kNanosPerMilli,
                           .duration_ns = 5 * kNanosPerMilli};
  const Outcome outcome = Run(Script::kNothing);
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_GT(outcome.counts.answered(), 0u);
  EXPECT_EQ(outcome.counts.lost(), 0u);
}

TEST_P(GrpcTransport, CutsOffAServerThatNeverEndsItsStream) {
  if (IsUnary()) GTEST_SKIP() << "a call ends with its reply";
  ExpectFoundAtTheEnd(Script::kNeverEnds, absl::StatusCode::kDeadlineExceeded,
                      "but the server did not end the stream within 2 s");
}

TEST_P(GrpcTransport, HandsOnTheErrorThatAnswersAreFollowedBy) {
  if (IsUnary()) GTEST_SKIP() << "a call ends with its reply";
  ExpectFoundAtTheEnd(Script::kEndsWithError, absl::StatusCode::kDataLoss,
                      "lost it all");
}

TEST_P(GrpcTransport, RefusesAReplyAfterTheLastOne) {
  if (IsUnary()) GTEST_SKIP() << "a call ends with its reply";
  ExpectFoundAtTheEnd(Script::kAnswersAfterTheEnd, absl::StatusCode::kInternal,
                      "which was answered before");
}

TEST_P(GrpcTransport, FindsOutAnEndThatComesTooEarly) {
  if (IsUnary()) GTEST_SKIP() << "gRPC itself says that a reply is missing";
  ExpectFound(Script::kEndsEarly, absl::StatusCode::kInternal,
              "the server ended the stream with messages unanswered");
}

TEST_P(GrpcTransport, HandsOnTheErrorThatComesInstead) {
  ExpectFound(Script::kErrorEarly, absl::StatusCode::kPermissionDenied,
              "no more");
}

TEST_P(GrpcTransport, RefusesAReplyThatComesTwice) {
  if (IsUnary()) GTEST_SKIP() << "a call takes one reply";
  ExpectFound(Script::kAnswersTwice, absl::StatusCode::kInternal,
              "which was answered before");
}

TEST_P(GrpcTransport, RefusesAReplyThatWasNeverAskedFor) {
  ExpectFound(Script::kUnknownId, absl::StatusCode::kInternal,
              "which was never sent");
}

TEST_P(GrpcTransport, RefusesAReplyOfTheWrongSize) {
  ExpectFound(Script::kWrongSize, absl::StatusCode::kInternal,
              "carries 21 bytes, 20 were asked for");
}

TEST_P(GrpcTransport, CarriesChecksumsBothWays) {
  workload_.window.verify = true;
  const Outcome outcome = Run(Script::kNothing);
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.counts.answered(), kIos);
}

TEST_P(GrpcTransport, FindsAFlippedBitWhenItVerifies) {
  workload_.window.verify = true;
  ExpectFound(Script::kFlippedBit, absl::StatusCode::kDataLoss,
              "crc32c of its 20 bytes is");
}

TEST_P(GrpcTransport, WantsChecksumsWhenItVerifies) {
  workload_.window.verify = true;
  ExpectFound(Script::kNoChecksum, absl::StatusCode::kDataLoss,
              "has no crc32c although its op had one");
}

TEST_P(GrpcTransport, TravelsOverAUnixSocket) {
  const ScriptedServer server(Script::kNothing, 0);
  const Outcome outcome = RunAt(server.unix_endpoint());
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.counts.answered(), kIos);
}

TEST_P(GrpcTransport, RefusesWhatIsNoReply) {
  const Outcome outcome = Run(Script::kGarbage);
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kInternal)
      << outcome.status;
  EXPECT_LT(outcome.counts.answered(), kIos);
}

TEST_P(GrpcTransport, GivesUpAServerThatFallsSilent) {
  workload_.window.stall_timeout_ns = 100 * kNanosPerMilli;
  ExpectFound(Script::kSilent, absl::StatusCode::kDeadlineExceeded,
              "stalled: no reply for 0.1 s");
}

TEST_P(GrpcTransport, LeavesASilentServerWhenTheUserSaysSo) {
  stop_ = StopLevel::kNone;
  const ScriptedServer server(Script::kSilent, 0);
  workload_.server = server.endpoint();
  auto transport = MakeTransport(workload_, "0123456789");
  ASSERT_TRUE(transport.ok());
  ASSERT_TRUE((*transport)->Connect(kConnectTimeoutNs, stop_).ok());
  MessageWindow window(workload_.window, &stop_);
  window.Start(SteadyNowNs());
  stop_ = StopLevel::kAbandon;
  EXPECT_EQ((*transport)->Run(window).code(), absl::StatusCode::kCancelled);
}

TEST_P(GrpcTransport, CanBeGivenUpBeforeItRuns) {
  const ScriptedServer server(Script::kNothing, 0);
  workload_.server = server.endpoint();
  auto transport = MakeTransport(workload_, "0123456789");
  ASSERT_TRUE(transport.ok());
  EXPECT_TRUE((*transport)->Connect(kConnectTimeoutNs, stop_).ok());
  transport->reset();
  EXPECT_EQ(server.ops(), 0u);
}

TEST_P(GrpcTransport, SaysThatNobodyListens) {
  {
    const ScriptedServer server(Script::kNothing, 0);
    workload_.server = server.endpoint();
  }
  auto transport = MakeTransport(workload_, "0123456789");
  ASSERT_TRUE(transport.ok());
  const absl::Status status =
      (*transport)->Connect(100 * kNanosPerMilli, stop_);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr(absl::StrCat("could not connect to ",
                                     workload_.server.ToString())));
}

TEST_P(GrpcTransport, StopsConnectingWhenTheUserSaysSo) {
  {
    const ScriptedServer server(Script::kNothing, 0);
    workload_.server = server.endpoint();
  }
  stop_ = StopLevel::kDrain;
  auto transport = MakeTransport(workload_, "0123456789");
  ASSERT_TRUE(transport.ok());
  EXPECT_EQ((*transport)->Connect(kConnectTimeoutNs, stop_).code(),
            absl::StatusCode::kCancelled);
}

INSTANTIATE_TEST_SUITE_P(Apis, GrpcTransport,
                         ::testing::Values(How{Api::kStream, Codec::kProtobuf},
                                           How{Api::kStream, Codec::kBytes},
                                           How{Api::kStreams, Codec::kProtobuf},
                                           How{Api::kUnary, Codec::kProtobuf},
                                           How{Api::kCallback,
                                               Codec::kProtobuf}),
                         [](const ::testing::TestParamInfo<How>& info) {
                           return absl::StrCat(
                               AbslUnparseFlag(info.param.api), "_",
                               AbslUnparseFlag(info.param.codec));
                         });

}  // namespace
}  // namespace grpc_perf_msgr
