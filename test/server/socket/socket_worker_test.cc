// A server thread with connections that are handed to it, over pairs of
// sockets.
#include "server/socket/socket_worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/msgr2/frame.h"
#include "common/session/socket.h"
#include "common/tcp/frame.h"
#include "server/options.h"
#include "server/refusal_log.h"
#include "server/socket/protocols.h"
#include "server/stream_limit.h"

namespace grpc_perf_msgr {
namespace {

constexpr int64_t kWorkerPatienceNs = 60 * kNanosPerSecond;

std::string HelloOf(const Hello& hello) {
  const auto bytes = EncodeHello(hello);
  return std::string(bytes.data(), bytes.size());
}

std::string Frame(uint64_t id, absl::string_view payload) {
  std::string bytes(kFrameHeaderBytes, '\0');
  EncodeFrameHeader({static_cast<uint32_t>(payload.size()), 0, id},
                    bytes.data());
  return absl::StrCat(bytes, payload);
}

// The client's end of a pair of sockets.
class Peer {
 public:
  // The other end goes to the worker.
  explicit Peer(SocketWorker& worker) {
    std::array<int, 2> ends = {-1, -1};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()),
              0);
    socket_ = Descriptor(ends[0]);
    worker.Add(Descriptor(ends[1]));
  }

  void Say(absl::string_view bytes) const {
    EXPECT_EQ(send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  // Exactly so many, fewer at the end of the stream.
  std::string Hear(size_t bytes) const {
    std::string heard(bytes, '\0');
    const ssize_t got =
        recv(socket_.get(), heard.data(), heard.size(), MSG_WAITALL);
    heard.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
    return heard;
  }
  void HalfClose() const { shutdown(socket_.get(), SHUT_WR); }

 private:
  Descriptor socket_;
};

class SocketWorkerTest : public ::testing::Test {
 protected:
  static ServerOptions Options(bool busy_poll) {
    ServerOptions options;
    options.max_message_bytes = 1000;
    options.busy_poll = busy_poll;
    return options;
  }
  void Start(const SocketProtocol& protocol, uint32_t max_streams = 0) {
    protocol_ = protocol;
    limit_.emplace(max_streams);
    worker_.emplace(options_, /*index=*/0, *limit_, protocol_.make_connection,
                    log_);
    ASSERT_TRUE(worker_->Start().ok());
  }
  v1::ServerCounters Counters() const {
    v1::ServerCounters counters;
    worker_->AddCounters(counters);
    return counters;
  }
  void EndWell() {
    worker_->Drain();
    ASSERT_TRUE(worker_->WaitUntil(SteadyNowNs() + kWorkerPatienceNs));
    worker_->Join();
    EXPECT_EQ(worker_->cut(), 0);
  }
  // A peer that has exchanged hellos.
  Peer Greeted() {
    Peer peer(*worker_);
    peer.Say(HelloOf({4, false, false}));
    EXPECT_EQ(peer.Hear(kHelloBytes), HelloOf({1000, false, false}));
    return peer;
  }

  ServerOptions options_ = Options(/*busy_poll=*/false);
  SocketProtocol protocol_;
  std::optional<StreamLimit> limit_;
  RefusalLog log_{"test"};
  std::optional<SocketWorker> worker_;
};

TEST_F(SocketWorkerTest, ServesConnectionsUntilTheyEnd) {
  Start(TcpProtocol(options_));
  {
    const Peer first = Greeted();
    const Peer second = Greeted();
    for (uint64_t id = 1; id <= 10; ++id) {
      first.Say(Frame(id, "first"));
      second.Say(Frame(id, "second"));
      EXPECT_EQ(first.Hear(kFrameHeaderBytes + 4).size(),
                kFrameHeaderBytes + 4);
      EXPECT_EQ(second.Hear(kFrameHeaderBytes + 4).size(),
                kFrameHeaderBytes + 4);
    }
    EXPECT_EQ(Counters().streams_open(), 2);
  }
  EndWell();
  const v1::ServerCounters counters = Counters();
  EXPECT_EQ(counters.messages(), 20);
  EXPECT_EQ(counters.bytes_received(), 10 * 11);
  EXPECT_EQ(counters.streams_total(), 2);
  EXPECT_EQ(counters.streams_open(), 0);
  EXPECT_EQ(counters.streams_broken(), 0);
}

TEST_F(SocketWorkerTest, SpinsWithBusyPoll) {
  options_ = Options(/*busy_poll=*/true);
  Start(TcpProtocol(options_));
  {
    const Peer peer = Greeted();
    peer.Say(Frame(1, "op"));
    EXPECT_EQ(peer.Hear(kFrameHeaderBytes + 4).size(), kFrameHeaderBytes + 4);
  }
  EndWell();
  EXPECT_EQ(Counters().messages(), 1);
}

TEST_F(SocketWorkerTest, TellsThePeerThatBreaksTheProtocolAndCountsIt) {
  Start(TcpProtocol(options_));
  {
    const Peer peer = Greeted();
    peer.Say(Frame(1, std::string(1001, 'x')));
    std::string header = peer.Hear(kFrameHeaderBytes);
    ASSERT_EQ(header.size(), kFrameHeaderBytes);
    const FrameHeader frame = DecodeFrameHeader(header.data());
    EXPECT_EQ(frame.id, kErrorFrameId);
    EXPECT_EQ(DecodeErrorPayload(peer.Hear(frame.length)).code(),
              absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(peer.Hear(1), "") << "the end of the stream";
  }
  EndWell();
  EXPECT_EQ(Counters().streams_broken(), 1);
  EXPECT_EQ(Counters().errors(), 1);
}

TEST_F(SocketWorkerTest, GivesRoomOnlyToSoManyAtATime) {
  Start(TcpProtocol(options_), /*max_streams=*/1);
  {
    const Peer first = Greeted();
    const Peer second(*worker_);
    EXPECT_EQ(second.Hear(kHelloBytes), HelloOf({1000, false, false}));
    EXPECT_GT(second.Hear(1000).size(), kFrameHeaderBytes);
  }
  EndWell();
  // The second was no stream at all.
  EXPECT_EQ(Counters().streams_total(), 1);
  EXPECT_EQ(Counters().streams_broken(), 0);
  EXPECT_TRUE(limit_->TryOpen().ok()) << "the first gave its room back";
}

TEST_F(SocketWorkerTest, SpeaksFirstWhereTheProtocolDoes) {
  Start(Msgr2Protocol(options_));
  {
    const Peer peer(*worker_);
    EXPECT_EQ(peer.Hear(msgr2::kBannerBytes), msgr2::EncodeBanner());
  }
  EndWell();
  EXPECT_EQ(Counters().streams_broken(), 0);
}

TEST_F(SocketWorkerTest, CutsWhatIsOpenAndSaysHowMuchThatWas) {
  Start(TcpProtocol(options_));
  const Peer first = Greeted();
  const Peer second = Greeted();
  worker_->Drain();
  EXPECT_FALSE(worker_->WaitUntil(SteadyNowNs())) << "two are open";
  worker_->Cut();
  worker_->Join();
  EXPECT_EQ(worker_->cut(), 2);
  EXPECT_EQ(first.Hear(1), "");
  EXPECT_EQ(Counters().streams_broken(), 2);
  EXPECT_EQ(Counters().streams_open(), 0);
}

TEST_F(SocketWorkerTest, IsNamedAndDelayedAsItsProtocolIs) {
  EXPECT_EQ(TcpProtocol(options_).name, "tcp");
  EXPECT_EQ(TcpProtocol(options_).accept_delay_ns, 0);
  EXPECT_EQ(Msgr2Protocol(options_).name, "msgr2");
  EXPECT_EQ(Msgr2Protocol(options_).accept_delay_ns, 20 * kNanosPerMilli);
}

}  // namespace
}  // namespace grpc_perf_msgr
