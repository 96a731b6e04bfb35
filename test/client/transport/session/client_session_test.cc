// The client's session over the wire of tcp, against a scripted server, under a
// made-up clock. What the wires themselves say is tested against real peers.
#include "client/transport/session/client_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include "client/transport/session/tcp_wire.h"
#include "common/clock.h"
#include "common/endpoint.h"
#include "common/payload.h"
#include "common/tcp/frame.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using TestedSession = ClientSession<TcpWire>;
static_assert(Session<TestedSession>);

constexpr int64_t kDeadlineNs = 1'000 * kNanosPerMilli;

class ClientSessionTest : public ::testing::Test {
 protected:
  ClientSessionTest() {
    workload_.server = *ParseEndpoint("tcp://somewhere:1");
    workload_.codec = Codec::kBytes;
    workload_.window.window = 4;
    workload_.window.plan.ios = 10;
    workload_.window.bytes = 8;
    workload_.window.reply_bytes = 3;
    workload_.window.stall_timeout_ns = 100 * kNanosPerMilli;
  }

  TestedSession& session() {
    if (session_ == nullptr) {
      payload_ = MakePayload(workload_.window.bytes);
      session_ = std::make_unique<TestedSession>(
          workload_, payload_, ConnectionEnds(), kDeadlineNs, stop_);
    }
    return *session_;
  }

  // The server says this; the session takes all steps that it then has, one
  // microsecond each. Returns how often it wanted to flush within them.
  size_t Say(const std::string& bytes) {
    size_t said = 0;
    size_t flushes = 0;
    while (said < bytes.size()) {
      const absl::Span<char> space = session().Space();
      const size_t part = std::min(space.size(), bytes.size() - said);
      std::copy_n(bytes.data() + said, part, space.data());
      session().Received(part);
      said += part;
      flushes += Steps();
    }
    return flushes;
  }
  size_t Steps() {
    size_t flushes = 0;
    while (session().HasNext()) {
      session().TakeNext(now_ns_ += kNanosPerMicro);
      if (session().FlushWanted()) ++flushes;
    }
    return flushes;
  }

  // What the session says, in frames.
  std::string Hear(size_t most = ~size_t{0}) {
    std::string heard;
    while (session().HasOutput() && heard.size() < most) {
      std::array<iovec, 8> vectors;
      const Gathered gathered = session().Gather(absl::MakeSpan(vectors));
      std::string part;
      for (size_t i = 0; i < gathered.vectors; ++i) {
        part.append(static_cast<const char*>(vectors[i].iov_base),
                    vectors[i].iov_len);
      }
      EXPECT_EQ(part.size(), gathered.bytes);
      part.resize(std::min(part.size(), most - heard.size()));
      session().Sent(part.size());
      heard += part;
    }
    return heard;
  }
  // Ids of the ops that the session says.
  std::vector<uint64_t> HearOps() {
    std::vector<uint64_t> ids;
    const std::string heard = Hear();
    for (size_t at = 0; at + kFrameHeaderBytes <= heard.size();) {
      const FrameHeader header = DecodeFrameHeader(heard.data() + at);
      EXPECT_EQ(header.length, workload_.window.bytes);
      ids.push_back(header.id);
      at += kFrameHeaderBytes + header.length;
    }
    return ids;
  }

  static std::string ServerHello() {
    Hello hello;
    hello.bytes = 1'000'000;
    const auto bytes = EncodeHello(hello);
    return std::string(bytes.data(), bytes.size());
  }
  std::string Reply(uint64_t id) const {
    FrameHeader header;
    header.id = id;
    header.length = workload_.window.reply_bytes;
    std::string bytes(kFrameHeaderBytes, '\0');
    EncodeFrameHeader(header, bytes.data());
    return bytes + std::string(header.length, 'r');
  }
  std::string Replies(const std::vector<uint64_t>& ids) const {
    std::string bytes;
    for (const uint64_t id : ids) bytes += Reply(id);
    return bytes;
  }

  // Greets, and begins the load.
  void Begin() {
    Hear();
    Say(ServerHello());
    ASSERT_TRUE(session().greeted()) << session().status();
    window_ = std::make_unique<MessageWindow>(workload_.window, &stop_);
    window_->Start(now_ns_);
    session().Carry(*window_);
  }

  void ExpectOver(absl::StatusCode code, const std::string& says) {
    EXPECT_EQ(session().state(), SessionState::kOver);
    EXPECT_EQ(session().status().code(), code);
    EXPECT_THAT(std::string(session().status().message()), HasSubstr(says));
    EXPECT_FALSE(session().HasOutput());
    EXPECT_FALSE(session().HasNext());
  }

  Workload workload_;
  StopSignal stop_{StopLevel::kNone};
  std::string payload_;
  int64_t now_ns_ = 0;
  std::unique_ptr<TestedSession> session_;
  std::unique_ptr<MessageWindow> window_;
};

TEST_F(ClientSessionTest, SaysHelloAndWaitsForTheServers) {
  EXPECT_EQ(Hear().size(), kHelloBytes);
  EXPECT_FALSE(session().HasNext());
  Say(ServerHello().substr(0, 10));
  EXPECT_FALSE(session().greeted());
  Say(ServerHello().substr(10));
  EXPECT_TRUE(session().greeted());
  EXPECT_EQ(session().state(), SessionState::kOpen);
}

TEST_F(ClientSessionTest, FillsTheWindowAndAnswersEachReply) {
  Begin();
  EXPECT_EQ(Steps(), 0) << "flushed within a burst";
  EXPECT_EQ(HearOps(), std::vector<uint64_t>({0, 1, 2, 3}));
  EXPECT_EQ(Say(Replies({2, 0})), 0);
  EXPECT_EQ(HearOps(), std::vector<uint64_t>({kMaxWindow + 2, kMaxWindow + 0}));
}

TEST_F(ClientSessionTest, IsOverWhenTheWindowIsDone) {
  Begin();
  Steps();
  uint64_t answered = 0;
  while (session().state() == SessionState::kOpen) {
    const std::vector<uint64_t> ids = HearOps();
    ASSERT_FALSE(ids.empty());
    answered += ids.size();
    Say(Replies(ids));
  }
  EXPECT_EQ(answered, 10);
  EXPECT_EQ(window_->Counts().answered(), 10);
  ExpectOver(absl::StatusCode::kOk, "");
}

TEST_F(ClientSessionTest, TimesEachReplyOfABurst) {
  Begin();
  Steps();
  now_ns_ = 100 * kNanosPerMicro;
  Say(Replies(HearOps()));
  // All were sent in one step; each reply is a step of one microsecond.
  EXPECT_EQ(window_->latency().max_ns() - window_->latency().min_ns(),
            3 * kNanosPerMicro);
}

TEST_F(ClientSessionTest, FlushesEachMessageWhenAskedTo) {
  workload_.flush = FlushPolicy::kMessage;
  Begin();
  EXPECT_EQ(Steps(), 4);
  EXPECT_EQ(Say(Replies(HearOps())), 4);
}

TEST_F(ClientSessionTest, HoldsLargeMessagesForFiftyMicroseconds) {
  workload_.window.bytes = kSmallBytes + 1;
  workload_.window.window = 100;
  workload_.window.plan.ios = 1000;
  Begin();
  Steps();
  // A hundred replies take a hundred microseconds.
  EXPECT_EQ(Say(Replies(HearOps())), 1);
}

TEST_F(ClientSessionTest, LooksOnlyOnceInAWhileHowLongSmallMessagesWait) {
  workload_.window.window = 200;
  workload_.window.plan.ios = 1000;
  Begin();
  Steps();
  const std::vector<uint64_t> ids = HearOps();
  // Message 64 is held for 63 us: it and those before it go.
  EXPECT_EQ(Say(Replies({ids.begin(), ids.begin() + 63})), 0);
  EXPECT_EQ(Say(Replies({ids.begin() + 63, ids.begin() + 64})), 1);
}

TEST_F(ClientSessionTest, GivesUpOnAServerThatIsMute) {
  Hear();
  int wakes = 0;
  while (session().state() == SessionState::kOpen) {
    const int64_t wake_at_ns = session().WakeAtNs();
    ASSERT_LE(wake_at_ns, kDeadlineNs + 1);
    now_ns_ = std::max(now_ns_, wake_at_ns);
    session().Wake(now_ns_);
    ++wakes;
  }
  EXPECT_EQ(wakes, 22);
  ExpectOver(absl::StatusCode::kUnavailable,
             "tcp://somewhere:1 accepts connections but does not answer with "
             "a hello");
}

TEST_F(ClientSessionTest, StopsGreetingWhenAskedTo) {
  stop_ = StopLevel::kDrain;
  session().Wake(1);
  ExpectOver(absl::StatusCode::kCancelled, "stopped while connecting");
}

TEST_F(ClientSessionTest, SaysWhoHungUpInsteadOfGreeting) {
  session().PeerLeft(0);
  ExpectOver(absl::StatusCode::kUnavailable,
             "the server closed the connection instead of sending a hello");
}

TEST_F(ClientSessionTest, SaysThatTheServerLeft) {
  Begin();
  Steps();
  session().PeerLeft(ECONNRESET);
  ExpectOver(absl::StatusCode::kUnavailable,
             "cannot receive: Connection reset by peer");
}

TEST_F(ClientSessionTest, RepeatsWhatTheServerSays) {
  Begin();
  Steps();
  Say(EncodeErrorFrame(absl::ResourceExhaustedError("enough")));
  ExpectOver(absl::StatusCode::kResourceExhausted, "enough");
}

TEST_F(ClientSessionTest, TakesARefusalThatCameWithTheHello) {
  Hear();
  Say(ServerHello() + EncodeErrorFrame(absl::UnavailableError("no room")));
  EXPECT_TRUE(session().greeted());
  window_ = std::make_unique<MessageWindow>(workload_.window, &stop_);
  session().Carry(*window_);
  Steps();
  ExpectOver(absl::StatusCode::kUnavailable, "no room");
}

TEST_F(ClientSessionTest, HearsTheServersLastWords) {
  Begin();
  Steps();
  session().SendFailed(EPIPE);
  EXPECT_FALSE(session().HasOutput());
  EXPECT_EQ(session().state(), SessionState::kOpen);
  Say(Reply(0) + EncodeErrorFrame(absl::ResourceExhaustedError("enough")));
  ExpectOver(absl::StatusCode::kResourceExhausted, "enough");
  session().PeerLeft(EPIPE);
  ExpectOver(absl::StatusCode::kResourceExhausted, "enough");
}

TEST_F(ClientSessionTest, SaysThatItCannotSendWhenThereAreNoLastWords) {
  Begin();
  Steps();
  session().SendFailed(EPIPE);
  Say(Reply(0));
  session().PeerLeft(EPIPE);
  ExpectOver(absl::StatusCode::kUnavailable, "cannot send: Broken pipe");
}

TEST_F(ClientSessionTest, StallsWhenNoReplyComesThoughBytesDo) {
  Begin();
  Steps();
  for (const char byte : Reply(0)) {
    if (session().state() == SessionState::kOver) break;
    now_ns_ = std::max(now_ns_, session().WakeAtNs());
    Say(std::string(1, byte));
    session().Wake(now_ns_);
  }
  ExpectOver(absl::StatusCode::kDeadlineExceeded, "stalled");
  EXPECT_EQ(window_->Counts().lost(), 4);
}

TEST_F(ClientSessionTest, IsOverWhenTimeEndsSendingAndNothingIsInFlight) {
  workload_.window.plan = PhasePlan();
  workload_.window.plan.duration_ns = 10 * kNanosPerMilli;
  Begin();
  Steps();
  now_ns_ = 20 * kNanosPerMilli;
  Say(Replies(HearOps()));
  ExpectOver(absl::StatusCode::kOk, "");
}

}  // namespace
}  // namespace grpc_perf_msgr
