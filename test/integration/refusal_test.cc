// Whatever a client spoke, and whatever it is refused for: the server's
// standard error has one line of one form.
#include <gmock/gmock.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/grpc/bytes_frame.h"
#include "common/msgr2/message.h"
#include "common/payload.h"
#include "server/refusal_log.h"
#include "test/integration/raw_client.h"
#include "test/integration/raw_msgr2_client.h"
#include "test/integration/raw_tcp.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::MatchesRegex;
using ::testing::SizeIs;

constexpr uint32_t kMaxBytes = 1000;

enum class Way { kTcp, kMsgr2, kStream, kBytes, kCallback, kUnary };

const char* NameOf(Way way) {
  constexpr const char* kNames[] = {"Tcp",       "Msgr2",        "GrpcStream",
                                    "GrpcBytes", "GrpcCallback", "GrpcUnary"};
  return kNames[static_cast<size_t>(way)];
}
void PrintTo(Way way, std::ostream* out) { *out << NameOf(way); }

// An op of a client that speaks `way`, with a checksum that may be wrong.
struct Sent {
  std::string data;
  bool crc_is_wrong = false;

  uint32_t Crc() const { return Crc32c(data) ^ (crc_is_wrong ? 1 : 0); }
};

v1::Op ToOp(const Sent& sent) {
  v1::Op op = MakeOp(1, sent.data);
  op.set_crc32c(sent.Crc());
  return op;
}

// Begins a stream of raw messages, sends this one, and waits for the end.
void SendMessage(const std::string& address, const grpc::ByteBuffer& message) {
  grpc::GenericStub stub(RawChannel(address));
  grpc::ClientContext context;
  BeginCall(context);
  grpc::CompletionQueue queue;
  const auto wait = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    ASSERT_TRUE(queue.Next(&tag, &ok));
  };
  const auto call = stub.PrepareCall(&context, kBytesMethod, &queue);
  call->StartCall(nullptr);
  wait();
  call->Write(message, nullptr);
  wait();
  grpc::ByteBuffer reply;
  call->Read(&reply, nullptr);
  wait();
  grpc::Status status;
  call->Finish(&status, nullptr);
  wait();
  EXPECT_FALSE(status.ok());
  queue.Shutdown();
}

void SendTcp(const std::string& address, const std::string& bytes) {
  RawTcp peer(address);
  peer.SendSome(bytes);
  peer.ReceiveToEnd();
}

void SendMsgr2(const std::string& address, const Sent& sent) {
  RawMsgr2Client peer = GreetedMsgr2(address);
  std::string op = RawOp({1, 1, 0}, sent.data);
  if (sent.crc_is_wrong) op[msgr2::kOpHeadBytes] ^= 1;
  peer.tcp().SendSome(op);
  peer.tcp().ReceiveToEnd();
}

void SendOnStream(const std::string& address, const Sent& sent) {
  RawStream stream(address);
  stream.Write(ToOp(sent));
  v1::OpReply reply;
  EXPECT_FALSE(stream.Read(&reply));
  EXPECT_FALSE(stream.Finish().ok());
}

void CallUnary(const std::string& address, const Sent& sent) {
  const auto stub = v1::UnaryMessenger::NewStub(RawChannel(address));
  grpc::ClientContext context;
  BeginCall(context);
  v1::OpReply reply;
  EXPECT_FALSE(stub->Exchange(&context, ToOp(sent), &reply).ok());
}

class Refusal : public ::testing::TestWithParam<Way> {
 protected:
  static bool IsGrpc() {
    return GetParam() != Way::kTcp && GetParam() != Way::kMsgr2;
  }

  void StartServer(std::vector<std::string> flags = {}) {
    ServerSetup setup;
    setup.listen = "127.0.0.1:0,tcp://127.0.0.1:0,msgr2://127.0.0.1:0";
    setup.flags = std::move(flags);
    setup.flags.push_back(absl::StrCat("--max_message_bytes=", kMaxBytes));
    if (GetParam() == Way::kCallback) {
      setup.flags.emplace_back("--api=callback");
    }
    server_ = std::make_unique<RealServer>(setup);
  }
  std::string address() const {
    if (GetParam() == Way::kTcp) return server_->address(1);
    return server_->address(GetParam() == Way::kMsgr2 ? 2 : 0);
  }

  // An op that is refused.
  void Send(const Sent& sent) {
    switch (GetParam()) {
      case Way::kTcp:
        return SendTcp(address(), RawHello({0, true, false}) +
                                      RawFrame(1, sent.data, sent.Crc()));
      case Way::kMsgr2:
        return SendMsgr2(address(), sent);
      case Way::kBytes:
        return SendMessage(address(), EncodeBytes({1, 0, sent.Crc()},
                                                  SharedPayload(sent.data)));
      case Way::kStream:
      case Way::kCallback:
        return SendOnStream(address(), sent);
      case Way::kUnary:
        return CallUnary(address(), sent);
    }
  }

  std::vector<std::string> Lines() const {
    std::vector<std::string> lines;
    for (const absl::string_view line :
         absl::StrSplit(server_->process().Err(), '\n')) {
      if (absl::StrContains(line, " peer ")) lines.emplace_back(line);
    }
    return lines;
  }
  // One line was written: for a client of this transport, with this code.
  void ExpectOneLine(absl::StatusCode code) {
    ASSERT_TRUE(WaitUntil([&] { return !Lines().empty(); }));
    ASSERT_THAT(Lines(), SizeIs(1)) << absl::StrJoin(Lines(), "\n");
    const char* transport = IsGrpc()                          ? "grpc"
                            : address().substr(0, 3) == "tcp" ? "tcp"
                                                              : "msgr2";
    EXPECT_THAT(Lines()[0],
                MatchesRegex(absl::StrCat(
                    GetParam() == Way::kUnary ? "refused" : "cut", " ",
                    transport, " peer 127\\.0\\.0\\.1:[0-9]+: ",
                    absl::StatusCodeToString(code), ": .+")));
  }

  std::unique_ptr<RealServer> server_;
};

std::string NameOfParam(const ::testing::TestParamInfo<Way>& info) {
  return NameOf(info.param);
}

INSTANTIATE_TEST_SUITE_P(Ways, Refusal,
                         ::testing::Values(Way::kTcp, Way::kMsgr2, Way::kStream,
                                           Way::kBytes, Way::kCallback,
                                           Way::kUnary),
                         NameOfParam);

TEST_P(Refusal, OfAnOpOverTheLimitLeavesALine) {
  StartServer();
  Send({MakePayload(kMaxBytes + 1)});
  ExpectOneLine(absl::StatusCode::kResourceExhausted);
}

TEST_P(Refusal, OfAWrongCrcLeavesALine) {
  StartServer();
  Send({"data", /*crc_is_wrong=*/true});
  ExpectOneLine(absl::StatusCode::kDataLoss);
}

TEST_P(Refusal, OfManyLeavesFewLines) {
  StartServer();
  const absl::Time start = absl::Now();
  constexpr int64_t kAtOnce = RefusalLog::kMaxAtOnce;
  for (int64_t i = 0; i < 2 * kAtOnce; ++i) Send({"data", true});
  ASSERT_TRUE(WaitUntil(
      [&] { return Lines().size() >= static_cast<size_t>(kAtOnce); }));
  const int64_t seconds = absl::ToInt64Seconds(absl::Now() - start);
  EXPECT_LE(static_cast<int64_t>(Lines().size()), kAtOnce + seconds + 1);
}

// Of those that have streams.
class StreamRefusal : public Refusal {};
INSTANTIATE_TEST_SUITE_P(Ways, StreamRefusal,
                         ::testing::Values(Way::kTcp, Way::kMsgr2, Way::kStream,
                                           Way::kBytes, Way::kCallback),
                         NameOfParam);

TEST_P(StreamRefusal, ForWantOfRoomLeavesALine) {
  StartServer({"--max_streams=1"});
  RawTcp first(server_->address(1));
  ASSERT_TRUE(first.Send(RawHello()));
  ASSERT_EQ(first.Receive(kHelloBytes).size(), kHelloBytes);
  if (GetParam() == Way::kMsgr2) {
    SendTcp(address(), "");
  } else {
    Send({"data"});
  }
  ExpectOneLine(absl::StatusCode::kResourceExhausted);
}

// Of those whose protocol is our own to check, or Ceph's.
class ProtocolRefusal : public Refusal {};
INSTANTIATE_TEST_SUITE_P(Ways, ProtocolRefusal,
                         ::testing::Values(Way::kTcp, Way::kMsgr2, Way::kBytes),
                         NameOfParam);

TEST_P(ProtocolRefusal, OfWhatIsNotTheProtocolLeavesALine) {
  StartServer();
  if (IsGrpc()) {
    const grpc::Slice slice("short");
    SendMessage(address(), grpc::ByteBuffer(&slice, 1));
  } else {
    SendTcp(address(), "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  ExpectOneLine(absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace grpc_perf_msgr
